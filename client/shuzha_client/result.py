"""A released table, in whichever of the three usual libraries the analyst works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas
    import polars


class Result:
    """What was released: protected figures, no rows of persons."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def arrow(self) -> pa.Table:
        return self._table

    def pandas(self) -> pandas.DataFrame:
        """Raises: ImportError where pandas is not installed."""
        frame: pandas.DataFrame = self._table.to_pandas()
        return frame

    def polars(self) -> polars.DataFrame:
        """Raises: ImportError where polars is not installed."""
        import polars

        frame: Any = polars.from_arrow(self._table)
        return frame  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __repr__(self) -> str:
        names = ", ".join(self._table.column_names)
        return f"<Result: {self._table.num_rows} × {self._table.num_columns} ({names})>"

    def _repr_html_(self) -> str | None:
        try:
            html: str = self.pandas().to_html(max_rows=60, show_dimensions=True)
        except ImportError:
            return None
        return html
