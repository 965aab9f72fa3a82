"""What a name in a query may mean: values, sources and scopes, and the list of everything found wrong on the way.

The judge never edits the asker's query: it writes a new one, node by node, from what it knows. A name that resolves to
nothing granted, or a node that is on no list, is a denial, and judging goes on so that all denials are named at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from shuzha.enclave.refusals import deny
from shuzha.enclave.words import Grant, Policy, Table
from shuzha.kernel.decision import Deny

UNIT = "__unit"
WEIGHT = "__weight"

# characters of a query
LONGEST = 20_000
_MOST_SOURCES = 60

_NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INT",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "FLOAT",
    "REAL",
    "DOUBLE",
    "DECIMAL",
    "NUMERIC",
)


def kind_of(duckdb_type: str) -> str:
    """ "num", "text", "date", "bool", or "" for types the gate does not compute with."""
    name = duckdb_type.upper()
    if name.startswith(_NUMBERS) and not name.endswith("]") and not name.startswith("INTERVAL"):
        return "num"
    if name.startswith(("VARCHAR", "TEXT", "STRING", "CHAR")) and not name.endswith("]"):
        return "text"
    if name.startswith(("DATE", "TIMESTAMP")) and not name.endswith("]"):
        return "date"
    return "bool" if name in ("BOOLEAN", "BOOL") else ""


class TooLongError(Exception):
    """The statement names more sources than a judge should have to follow."""


@dataclass(frozen=True, slots=True)
class Value:
    """A judged expression: fresh SQL, its kind, whether it identifies the unit, and what an aggregate may do with it.

    `shape`: "plain" (one stored column), "linear" (sums and products in which no column stands twice),
    "free" (the rest). `total`: never absent. `exact`: the decimal type of a stored column that is lent as DOUBLE.
    """

    sql: exp.Expr
    kind: str
    identifies: bool = False
    is_unit: bool = False
    shape: str = "free"
    columns: frozenset[str] = frozenset()
    total: bool = False
    exact: str = ""

    @property
    def restored(self) -> exp.Expr:
        """The SQL in the type that the column is stored in."""
        return exp.cast(self.sql, exp.DataType.build(self.exact, dialect="duckdb")) if self.exact else self.sql


@dataclass(slots=True)
class Source:
    """One item of a FROM clause after judging: what it offers,
    and the SQL of its unit and row weight (None without unit).

    `alias` is the asker's name for it; `id` is ours, used nowhere else in the statement,
    so that no name can be shadowed.
    """

    alias: str
    id: str
    sql: exp.Expr
    values: dict[str, Value]
    unit: exp.Column | None = None
    weight: exp.Expr | None = None
    domain: str = ""
    unique: frozenset[str] = frozenset()


@dataclass(slots=True)
class Context:
    """One judging: what is granted, and everything noted so far. `by_row`: rows are asked for and not statistics, so
    that tables may be joined and aggregated across units, and columns have their masks."""

    policy: Policy
    tables: Mapping[str, Table]
    parameters: Mapping[str, str]
    denials: list[Deny] = field(default_factory=list)
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    depth: int = 0
    made: int = 0
    by_row: bool = False

    def fresh(self) -> str:
        """A source name that the statement has not used. Raises: TooLongError when it names too many."""
        self.made += 1
        if self.made > _MOST_SOURCES:
            raise TooLongError
        return f"q{self.made}"

    @classmethod
    def for_grant(cls, grant: Grant, policy: Policy, parameters: Mapping[str, str]) -> Context:
        return cls(policy, {t.name.lower(): t for t in grant.tables}, parameters)

    def deny(self, code: str, what: object = "", **values: object) -> Value:
        """Notes a denial and answers a value that fits anywhere, so that judging can go on."""
        found = deny(self.policy, code, str(what), what=what, **values)
        if found not in self.denials:
            self.denials.append(found)
        return Value(exp.null(), "any")


@dataclass(slots=True)
class Scope:
    """The sources a select may name, then those of the select around it."""

    context: Context
    sources: list[Source] = field(default_factory=list)
    parent: Scope | None = None
    ctes: dict[str, exp.Expr] = field(default_factory=dict)
    unit: exp.Column | None = None
    domain: str = ""
    aggregates: bool = False

    def find(self, column: exp.Column) -> tuple[Source, Value] | None:
        """The source and value a column names here or outside; denies when it names none, or more than one."""
        name, table = column.name.lower(), column.table.lower()
        hits = [s for s in self.sources if name in s.values and table in ("", s.alias)]
        if len(hits) > 1:
            self.context.deny("ambiguous-column", name)
            return None
        if hits:
            return hits[0], hits[0].values[name]
        if self.parent:
            return self.parent.find(column)
        self.context.deny("column-not-granted", name)
        return None

    def resolve(self, column: exp.Column) -> Value:
        hit = self.find(column)
        return hit[1] if hit else Value(exp.null(), "any")


def quoted(name: str, table: str) -> exp.Column:
    """`"table"."name"`."""
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True))
