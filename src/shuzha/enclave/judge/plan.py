"""What a judged query became: the statements a job runs, and what the gate must check before anything of it leaves.

Level one groups by (keys, unit), level two by keys: so every number is known together with the persons behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from shuzha.enclave.judge.scope import Context
from shuzha.enclave.words import Form

UNITS_TABLE = "gate_units"
CELLS_TABLE = "gate_cells"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One protected number: `kind` is rows, units, persons, distinct, count, share, sum or avg.

    `conditional`: the number counts only some of a cell's rows, so its own set of rows is remembered as a cell too.
    `over_all_rows`: a mean whose CASE has ELSE 0 divides by all rows of the cell. `total`: the argument is never absent.
    """

    kind: str
    argument: str = ""
    condition: str = ""
    conditional: bool = False
    over_all_rows: bool = False
    total: bool = False

    @property
    def counted(self) -> bool:
        """Whether rows are counted for this number alone: not all of the cell's rows contribute to it."""
        return bool(self.condition) or not (self.total or self.kind == "distinct")


def places(aggregates: Sequence[Aggregate]) -> list[int]:
    """Per number, the position of the first that measures the same: a sum and a mean of one thing share columns."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for i, number in enumerate(aggregates):
        same = ("amount" if number.kind in ("sum", "avg") else number.kind, number.argument, number.condition)
        found.append(seen.setdefault(same, i))
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """`prepare` statements, then `cells` and `members` queries for the job; `final` is evaluated over protected cells.

    `used`: stored columns by table name. `reference`: every table read is declared reference data, and only then does
    nothing need protection; otherwise `domain` names the population.
    `parameters` are bound in the first statement, `final_parameters` in `final`.
    """

    form: Form
    prepare: tuple[str, ...]
    cells: str
    members: str
    final: str
    keys: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    used: dict[str, tuple[str, ...]]
    highest_grade: int
    domain: str
    floor: int
    parameters: tuple[str, ...] = ()
    final_parameters: tuple[str, ...] = ()
    reference: bool = False

    @property
    def question(self) -> str:
        """A digest of everything the answer depends on but data and bound values:
        two spellings of it are one question."""
        parts = [self.form, *self.prepare, self.cells, self.final, str(self.floor), repr(sorted(self.used.items()))]
        return sha256("\x00".join(parts).encode()).hexdigest()


def used_columns(context: Context) -> dict[str, tuple[str, ...]]:
    """The stored columns that a judging read, by table name."""
    used: dict[str, list[str]] = {name: [] for name in context.sources}
    for table, column in sorted(context.used):
        stored = context.tables[table.lower()]
        used.setdefault(stored.name, []).extend(c.name for c in stored.columns if c.name.lower() == column)
    return {name: tuple(columns) for name, columns in used.items()}


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a query that may run: in which form, by which plan."""

    form: Form
    plan: Plan
