"""A released table as a page shows it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

_MOST_ROWS = 500


def shown(table: pa.Table) -> dict[str, Any]:
    """Columns, the first rows as lists of values, and how many rows there are in all."""
    numeric = [
        pa.types.is_integer(f.type) or pa.types.is_floating(f.type) or pa.types.is_decimal(f.type) for f in table.schema
    ]
    columns = [{"title": f.name, "numeric": right} for f, right in zip(table.schema, numeric, strict=True)]
    first = table.slice(0, _MOST_ROWS).columns
    rows = list(zip(*([_whole(value) for value in column.to_pylist()] for column in first), strict=True))
    return {"columns": columns, "rows": rows, "count": table.num_rows, "cut": table.num_rows > _MOST_ROWS}


def _whole(value: Any) -> Any:
    """A whole number without a decimal point that says nothing."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
