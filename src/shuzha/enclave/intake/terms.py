"""What protects one committed version: the gate's own record of it, sealed beside its keys.

Whom rows are about, in which population, and the grade and treatment of every column are read from here whenever data
is used. The catalogue that people see says the same, but other processes can write it; it may only restrict further.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shuzha.enclave.intake.commit import Summary


@dataclass(frozen=True, slots=True)
class ColumnTerms:
    """A stored column: its Arrow type, what a person confirmed, whether an identifying one is unique per row, and whether
    a value is absent in any row."""

    name: str
    type: str
    kind: str
    grade: int
    treatment: str
    unique: bool
    nullable: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """A version: the population its units belong to, the column that named them, rows, distinct units, columns."""

    domain: str
    unit_column: str
    rows: int
    units: int
    columns: tuple[ColumnTerms, ...]

    def column(self, name: str) -> ColumnTerms | None:
        return next((one for one in self.columns if one.name == name), None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"columns": [asdict(one) for one in self.columns]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Terms:
        return cls(**value | {"columns": tuple(ColumnTerms(**one) for one in value["columns"])})


def terms_of(governed: pa.Table, summary: Summary, unit_column: str, domain: str) -> Terms:
    """The terms under which a governed table is committed."""
    columns = tuple(
        ColumnTerms(
            one["column"],
            one["type"],
            one["class"],
            one["grade"],
            one["treatment"],
            one["treatment"] == "pseudonymise"
            and pc.count_distinct(governed.column(one["column"])).as_py() == governed.num_rows,
            governed.column(one["column"]).null_count > 0,
        )
        for one in summary.columns
    )
    return Terms(domain, unit_column, summary.rows, summary.units, columns)
