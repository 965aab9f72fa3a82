"""The allowed list: which nodes of SQL exist for the gate, and what each may carry.
A list of what is forbidden never holds."""

from __future__ import annotations

from sqlglot import exp

from shuzha.enclave.judge.scope import Value

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
TEXT_FUNCTIONS = (exp.Lower, exp.Upper, exp.Trim)
NUMBER_FUNCTIONS = (exp.Abs, exp.Floor, exp.Ceil)
DATE_PARTS = (exp.Year, exp.Month, exp.Day, exp.Quarter)
UNITS = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "DAY"})
CASTS = frozenset({"INT", "BIGINT", "DOUBLE", "DATE", "VARCHAR", "TEXT"})
EXTREMES = (
    exp.Min,
    exp.Max,
    exp.Quantile,
    exp.PercentileCont,
    exp.PercentileDisc,
    exp.Median,
    exp.Mode,
    exp.First,
    exp.Last,
    exp.ArgMax,
    exp.ArgMin,
    exp.AnyValue,
    exp.ArrayAgg,
    exp.GroupConcat,
    exp.ApproxQuantile,
)
INNER_AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max)
DEEPEST = 60
# how many columns one weighted number may combine (TPC-H needs four)
MOST_COLUMNS = 4

# what each allowed node may carry; anything else set on it is refused
CARRIES: dict[type[exp.Expr], frozenset[str]] = {
    **dict.fromkeys(COMPARISONS, frozenset({"this", "expression"})),
    **dict.fromkeys(ARITHMETIC, frozenset({"this", "expression", "typed", "safe"})),
    **dict.fromkeys(
        (*TEXT_FUNCTIONS, *NUMBER_FUNCTIONS, *DATE_PARTS, exp.Length, exp.Not, exp.Neg, exp.Paren),
        frozenset({"this"}),
    ),
    exp.And: frozenset({"this", "expression"}),
    exp.Or: frozenset({"this", "expression"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}),
    exp.Null: frozenset(),
    exp.Placeholder: frozenset({"this"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions", "query"}),
    exp.Like: frozenset({"this", "expression", "negate"}),
    exp.Is: frozenset({"this", "expression"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true", "false"}),
    exp.Coalesce: frozenset({"this", "expressions"}),
    exp.Nullif: frozenset({"this", "expression"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe"}),
    exp.DPipe: frozenset({"this", "expression", "safe"}),
    exp.Substring: frozenset({"this", "start", "length"}),
    exp.Round: frozenset({"this", "decimals"}),
    exp.Extract: frozenset({"this", "expression"}),
    exp.TimestampTrunc: frozenset({"this", "unit"}),
    exp.DateTrunc: frozenset({"this", "unit"}),
    exp.Interval: frozenset({"this", "unit"}),
}


def carries_only(node: exp.Expr, allowed: frozenset[str]) -> bool:
    """Whether nothing beyond `allowed` is set on the node."""
    return all(key in allowed for key, value in node.args.items() if value not in (None, False, []))


def double(value: Value) -> exp.Expr:
    """The number as DOUBLE, unless it already is written as one."""
    if isinstance(value.sql, exp.Cast) and value.sql.to.this == exp.DataType.Type.DOUBLE:
        return value.sql
    return exp.cast(value.sql, "DOUBLE")


def literal_number(node: exp.Expr | None, least: float, most: float) -> bool:
    """Whether the node is a written number within bounds."""
    if not isinstance(node, exp.Literal) or node.is_string:
        return False
    try:
        return least <= float(node.name) <= most
    except ValueError:
        return False


def name_of(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this)[:40].upper()
    return type(node).__name__.upper()


def as_date(value: Value) -> Value:
    if isinstance(value.sql, exp.Literal) and value.sql.is_string:
        return Value(exp.TryCast(this=value.sql, to=exp.DataType.build("TIMESTAMP"), safe=True), "date")
    return value
