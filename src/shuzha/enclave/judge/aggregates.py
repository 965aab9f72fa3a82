"""The aggregates a statistic may publish, and how much a person's weight in them may be bent by the asker.

An argument may be a column, sums and products in which no column stands twice,
or one CASE WHEN … THEN such [ELSE 0] END.
Anything freer could weigh one person differently in two otherwise equal questions.
"""

from __future__ import annotations

from sqlglot import exp

from shuzha.enclave.judge.expressions import Expressions
from shuzha.enclave.judge.grammar import carries_only, double
from shuzha.enclave.judge.plan import Aggregate
from shuzha.enclave.judge.scope import Scope, Value

_EXTREMES = frozenset(
    {
        "MIN",
        "MAX",
        "QUANTILE",
        "MEDIAN",
        "MODE",
        "FIRST",
        "LAST",
        "ARGMAX",
        "ARGMIN",
        "ANYVALUE",
        "ARRAYAGG",
        "GROUPCONCAT",
        "PERCENTILECONT",
        "PERCENTILEDISC",
        "APPROXQUANTILE",
        "LIST",
        "HISTOGRAM",
        "STRING_AGG",
    }
)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether the node is an aggregate, with or without FILTER."""
    return isinstance(node, exp.AggFunc) or (isinstance(node, exp.Filter) and isinstance(node.this, exp.AggFunc))


def aggregate(node: exp.Expr, scope: Scope, expressions: Expressions) -> Aggregate | None:
    """The aggregate as a plan speaks of it, or None with the reason denied."""
    condition: exp.Expr | None = None
    if isinstance(node, exp.Filter):
        if not carries_only(node, frozenset({"this", "expression"})):
            scope.context.deny("syntax-not-allowed", "FILTER")
            return None
        condition = expressions.expect("bool", node.expression.this, scope).sql
        node = node.this
    name = type(node).__name__.upper()
    if not isinstance(node, exp.Count | exp.Sum | exp.Avg) or not carries_only(node, frozenset({"this", "big_int"})):
        scope.context.deny("extreme-not-allowed" if name in _EXTREMES else "function-not-allowed", name)
        return None
    if isinstance(node, exp.Count):
        return _count(node, condition, scope, expressions)
    return _sum(node, condition, scope, expressions)


def _sql(node: exp.Expr | None) -> str:
    return node.sql("duckdb") if node is not None else ""


def _both(first: exp.Expr | None, second: exp.Expr | None) -> exp.Expr | None:
    parts = [exp.paren(p.copy()) for p in (first, second) if p is not None]
    return exp.and_(*parts) if parts else None


def _count(node: exp.Count, condition: exp.Expr | None, scope: Scope, expressions: Expressions) -> Aggregate | None:
    inner = node.this
    if isinstance(inner, exp.Star):
        if not carries_only(inner, frozenset()):
            scope.context.deny("syntax-not-allowed", "COUNT(*)")
        return Aggregate("count", "", _sql(condition), True) if condition is not None else Aggregate("rows")
    if isinstance(inner, exp.Distinct):
        if len(inner.expressions) != 1 or not carries_only(inner, frozenset({"expressions"})):
            scope.context.deny("syntax-not-allowed", "COUNT(DISTINCT …)")
            return None
        value = expressions.any(inner.expressions[0], scope)
        about_nobody = scope.unit is None and not scope.domain
        if not value.identifies and value.kind != "any" and not about_nobody:
            scope.context.deny("function-not-allowed", "COUNT(DISTINCT …)")
            return None
        if value.is_unit:
            return Aggregate("persons", "", _sql(condition), True) if condition is not None else Aggregate("units")
        return Aggregate("distinct", _sql(value.sql), _sql(condition), True)
    value = expressions.any(inner, scope)
    if value.total and condition is None:
        return Aggregate("rows")
    if isinstance(value.sql, exp.Case):
        case = _case(inner, scope, expressions)
        if case is None or case[2]:
            scope.context.deny("argument-not-allowed", node.sql("duckdb")[:80])
            return None
        return Aggregate("count", "", _sql(_both(condition, case[1])), True)
    if value.shape == "free" and not value.identifies and value.kind != "any":
        scope.context.deny("argument-not-allowed", node.sql("duckdb")[:80])
        return None
    conditional = condition is not None or (value.shape != "plain" and not value.identifies)
    return Aggregate("count", _sql(value.sql), _sql(condition), conditional or value.shape != "plain")


def _sum(
    node: exp.Sum | exp.Avg, condition: exp.Expr | None, scope: Scope, expressions: Expressions
) -> Aggregate | None:
    inner, kind, over_all = node.this, "sum" if isinstance(node, exp.Sum) else "avg", False
    if isinstance(inner, exp.Case | exp.If):
        case = _case(inner, scope, expressions)
        if case is None:
            scope.context.deny("argument-not-allowed", node.sql("duckdb")[:80])
            return None
        value, test, over_all = case
        condition, over_all = _both(condition, test), over_all and kind == "avg"
        if over_all and isinstance(node.parent, exp.Filter):
            scope.context.deny("argument-not-allowed", node.sql("duckdb")[:80])
            return None
    else:
        value = expressions.value(inner, scope)
    if value.kind not in ("num", "any"):
        expressions.mismatch(node, scope)
        return None
    if value.kind != "any" and (value.shape == "free"):
        scope.context.deny("argument-not-allowed", node.sql("duckdb")[:80])
        return None
    if not value.columns and value.kind != "any":
        return _of_one(node, value, condition, over_all, scope)
    plain = condition is None and (value.total or (len(value.columns) <= 1 and _only_plain(inner, scope)))
    return Aggregate(kind, _sql(double(value)), _sql(condition), not plain, over_all, value.total)


def _of_one(
    node: exp.Sum | exp.Avg, value: Value, condition: exp.Expr | None, over_all: bool, scope: Scope
) -> Aggregate | None:
    """SUM and AVG of the constant 1 are a count and a share in disguise, and are protected as such."""
    if not (isinstance(value.sql, exp.Literal) and float(value.sql.name) == 1) or (
        isinstance(node, exp.Avg) and not over_all
    ):
        scope.context.deny("argument-not-allowed", node.sql("duckdb")[:80])
        return None
    if isinstance(node, exp.Avg):
        return Aggregate("share", "", _sql(condition), True)
    return Aggregate("rows") if condition is None else Aggregate("count", "", _sql(condition), True)


def _only_plain(node: exp.Expr, scope: Scope) -> bool:
    """Whether every column in the argument is a stored one, whose absence is a fact and no condition of the asker's."""
    return all(scope.resolve(c).shape == "plain" for c in node.find_all(exp.Column))


def _case(node: exp.Expr, scope: Scope, expressions: Expressions) -> tuple[Value, exp.Expr, bool] | None:
    """(value, condition, has ELSE 0) of a single-branch CASE or IF, or None."""
    branch = node.args["ifs"][0] if isinstance(node, exp.Case) else node
    default = node.args.get("default" if isinstance(node, exp.Case) else "false")
    if isinstance(node, exp.Case) and (node.this or len(node.args["ifs"]) != 1):
        return None
    zero = isinstance(default, exp.Literal) and not default.is_string and float(default.name) == 0
    if not (default is None or isinstance(default, exp.Null) or zero):
        return None
    test = expressions.expect("bool", branch.this, scope).sql
    return expressions.value(branch.args["true"], scope), test, zero
