"""Expressions on the allowed list, rewritten so that no value in the data can make them fail.

Numbers are computed in DOUBLE (which overflows to infinity instead of raising), division is guarded, casts are TRY_CAST,
and kinds never mix, so that DuckDB adds no cast of its own. What is not listed here does not exist.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from shuzha.enclave.judge.scope import Scope, Value, kind_of

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_TEXT_FUNCTIONS = (exp.Lower, exp.Upper, exp.Trim)
_NUMBER_FUNCTIONS = (exp.Abs, exp.Floor, exp.Ceil)
_DATE_PARTS = (exp.Year, exp.Month, exp.Day, exp.Quarter)
_UNITS = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "DAY"})
_CASTS = frozenset({"INT", "BIGINT", "DOUBLE", "DATE", "VARCHAR", "TEXT"})
_EXTREMES = (exp.Min, exp.Max, exp.Quantile, exp.PercentileCont, exp.PercentileDisc, exp.Median, exp.Mode, exp.First,
             exp.Last, exp.ArgMax, exp.ArgMin, exp.AnyValue, exp.ArrayAgg, exp.GroupConcat, exp.ApproxQuantile)
_INNER_AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max)
_DEEPEST = 60

# what each allowed node may carry; anything else set on it is refused
_CARRIES: dict[type[exp.Expression], frozenset[str]] = {
    **dict.fromkeys(_COMPARISONS, frozenset({"this", "expression"})),
    **dict.fromkeys(_ARITHMETIC, frozenset({"this", "expression", "typed", "safe"})),
    **dict.fromkeys((*_TEXT_FUNCTIONS, *_NUMBER_FUNCTIONS, *_DATE_PARTS, exp.Length, exp.Not, exp.Neg, exp.Paren),
                    frozenset({"this"})),
    exp.And: frozenset({"this", "expression"}), exp.Or: frozenset({"this", "expression"}),
    exp.Column: frozenset({"this", "table"}), exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}), exp.Null: frozenset(), exp.Placeholder: frozenset({"this"}),
    exp.Between: frozenset({"this", "low", "high"}), exp.In: frozenset({"this", "expressions", "query"}),
    exp.Like: frozenset({"this", "expression", "negate"}), exp.Is: frozenset({"this", "expression"}),
    exp.Case: frozenset({"this", "ifs", "default"}), exp.If: frozenset({"this", "true", "false"}),
    exp.Coalesce: frozenset({"this", "expressions"}), exp.Nullif: frozenset({"this", "expression"}),
    exp.Cast: frozenset({"this", "to"}), exp.TryCast: frozenset({"this", "to", "safe"}),
    exp.DPipe: frozenset({"this", "expression", "safe"}), exp.Substring: frozenset({"this", "start", "length"}),
    exp.Round: frozenset({"this", "decimals"}), exp.Extract: frozenset({"this", "expression"}),
    exp.TimestampTrunc: frozenset({"this", "unit"}), exp.DateTrunc: frozenset({"this", "unit"}),
    exp.Interval: frozenset({"this", "unit"}),
}

Subquery = Callable[[exp.Expression, Scope], Value]


def carries_only(node: exp.Expression, allowed: frozenset[str]) -> bool:
    """Whether nothing beyond `allowed` is set on the node."""
    return all(key in allowed for key, value in node.args.items() if value not in (None, False, []))


class Expressions:
    """Judges expressions; subqueries go back to `subquery`, which knows relations."""

    def __init__(self, subquery: Subquery) -> None:
        self._subquery = subquery

    def value(self, node: exp.Expression, scope: Scope) -> Value:
        """The node as fresh SQL; an identifying column is refused here and allowed only where a caller asks for one."""
        judged = self.any(node, scope)
        if judged.identifies:
            return scope.context.deny("unit-output", node.sql("duckdb"))
        return judged

    def any(self, node: exp.Expression, scope: Scope) -> Value:
        """The node as fresh SQL, identifying or not."""
        context = scope.context
        context.depth += 1
        try:
            if context.depth > _DEEPEST:
                return context.deny("too-long")
            return self._judge(node, scope)
        finally:
            context.depth -= 1

    def _judge(self, node: exp.Expression, scope: Scope) -> Value:
        if isinstance(node, exp.Exists | exp.Subquery) or (isinstance(node, exp.In) and node.args.get("query")):
            return self._subquery(node, scope)
        if isinstance(node, exp.AggFunc) and type(node) not in _CARRIES:
            return self._aggregate(node, scope)
        allowed = _CARRIES.get(type(node))
        if allowed is None:
            code = "function-not-allowed" if isinstance(node, exp.Func) else "syntax-not-allowed"
            return scope.context.deny(code, _name(node))
        if not carries_only(node, allowed):
            return scope.context.deny("syntax-not-allowed", _name(node))
        for types, rule in _RULES:
            if isinstance(node, types):
                return rule(self, node, scope)
        return scope.context.deny("syntax-not-allowed", _name(node))

    def mismatch(self, node: exp.Expression, scope: Scope) -> Value:
        return scope.context.deny("type-mismatch", node.sql("duckdb")[:80])

    def expect(self, kind: str, node: exp.Expression, scope: Scope) -> Value:
        """A value of one kind."""
        judged = self.value(node, scope)
        if judged.kind not in (kind, "any", "null"):
            return self.mismatch(node, scope)
        return judged

    def alike(self, nodes: list[exp.Expression], scope: Scope) -> list[Value]:
        """Values of one kind; a written string beside dates becomes a date."""
        values = [self.value(n, scope) for n in nodes]
        kinds = {v.kind for v in values} - {"any", "null"}
        if "date" in kinds:
            values = [_as_date(v) for v in values]
            kinds = {v.kind for v in values} - {"any", "null"}
        if len(kinds) > 1:
            self.mismatch(nodes[0].parent or nodes[0], scope)
        return values

    def _aggregate(self, node: exp.Expression, scope: Scope) -> Value:
        """An aggregate inside a subquery, over one person's own rows."""
        if not scope.aggregates:
            code = "extreme-not-allowed" if isinstance(node, _EXTREMES) else "function-not-allowed"
            return scope.context.deny(code, _name(node))
        if not isinstance(node, _INNER_AGGREGATES) or not carries_only(node, frozenset({"this", "big_int"})):
            return scope.context.deny("function-not-allowed", _name(node))
        scope.aggregates = False
        try:
            if isinstance(node.this, exp.Star) and isinstance(node, exp.Count) and carries_only(node.this, frozenset()):
                return Value(exp.Count(this=exp.Star()), "num", shape="linear", columns=frozenset({"count(*)"}))
            inner = self.any(node.this, scope) if isinstance(node, exp.Count) else self.value(node.this, scope)
        finally:
            scope.aggregates = True
        if isinstance(node, exp.Sum | exp.Avg) and inner.kind not in ("num", "any"):
            return self.mismatch(node, scope)
        kind = inner.kind if isinstance(node, exp.Min | exp.Max) else "num"
        linear = isinstance(node, exp.Count) or inner.shape != "free"
        argument = double(inner) if isinstance(node, exp.Sum | exp.Avg) else inner.sql
        name = frozenset({node.sql("duckdb")})
        return Value(type(node)(this=argument), kind, shape="linear" if linear else "free", columns=name)


def double(value: Value) -> exp.Expression:
    """The number as DOUBLE, unless it already is written as one."""
    if isinstance(value.sql, exp.Cast) and value.sql.to.this == exp.DataType.Type.DOUBLE:
        return value.sql
    return exp.cast(value.sql, "DOUBLE")


def literal_number(node: exp.Expression | None, least: float, most: float) -> bool:
    """Whether the node is a written number within bounds."""
    if not isinstance(node, exp.Literal) or node.is_string:
        return False
    try:
        return least <= float(node.name) <= most
    except ValueError:
        return False


def _name(node: exp.Expression) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.this)[:40].upper()
    return type(node).__name__.upper()


def _as_date(value: Value) -> Value:
    if isinstance(value.sql, exp.Literal) and value.sql.is_string:
        return Value(exp.TryCast(this=value.sql, to=exp.DataType.build("TIMESTAMP"), safe=True), "date")
    return value


def _column(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    assert isinstance(node, exp.Column)
    return scope.resolve(node)


def _constant(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    if isinstance(node, exp.Placeholder):
        kind = scope.context.parameters.get(str(node.this), "")
        if not kind:
            return scope.context.deny("parameter-not-allowed", node.this)
        return Value(exp.Placeholder(this=str(node.this)), kind)
    if isinstance(node, exp.Null):
        return Value(exp.null(), "null")
    if isinstance(node, exp.Boolean):
        return Value(exp.Boolean(this=bool(node.this)), "bool")
    assert isinstance(node, exp.Literal)
    if node.is_string:
        return Value(exp.Literal.string(node.name), "text")
    if not literal_number(node, 0, 1e18):
        return self.mismatch(node, scope)
    return Value(exp.Literal.number(node.name), "num", shape="linear")


def _comparison(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    left, right = self.any(node.this, scope), self.any(node.expression, scope)
    if left.identifies and right.identifies and isinstance(node, exp.EQ):
        return Value(exp.EQ(this=left.sql, expression=right.sql), "bool")
    left, right = self.alike([node.this, node.expression], scope)
    return Value(type(node)(this=left.sql, expression=right.sql), "bool")


def _logic(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    if isinstance(node, exp.Not):
        return Value(exp.Not(this=exp.paren(self.expect("bool", node.this, scope).sql)), "bool")
    left, right = self.expect("bool", node.this, scope), self.expect("bool", node.expression, scope)
    return Value(exp.paren(type(node)(this=left.sql, expression=right.sql)), "bool")


def _paren(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    inner = self.value(node.this, scope)
    return Value(exp.paren(inner.sql), inner.kind, shape=inner.shape, columns=inner.columns)


def _arithmetic(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    if isinstance(node, exp.Add | exp.Sub) and isinstance(node.expression, exp.Interval):
        moved = self.alike([node.this, node.this], scope)[0]
        moved = _as_date(moved)
        if moved.kind not in ("date", "any"):
            return self.mismatch(node, scope)
        return Value(type(node)(this=moved.sql, expression=self.any(node.expression, scope).sql), "date")
    left, right = self.expect("num", node.this, scope), self.expect("num", node.expression, scope)
    divides = isinstance(node, exp.Div | exp.Mod)
    divisor = exp.func("NULLIF", double(right), exp.Literal.number(0)) if divides else double(right)
    made = exp.paren(type(node)(this=double(left), expression=divisor))
    scaled = isinstance(node, exp.Add | exp.Sub | exp.Mul) or (isinstance(node, exp.Div) and not right.columns)
    linear = scaled and "free" not in (left.shape, right.shape) and not (left.columns & right.columns)
    return Value(made, "num", shape="linear" if linear else "free", columns=left.columns | right.columns)


def _negative(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    inner = self.expect("num", node.this, scope)
    linear = "free" if inner.shape == "free" else "linear"
    return Value(exp.paren(exp.Neg(this=double(inner))), "num", shape=linear, columns=inner.columns)


def _number_function(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    return Value(type(node)(this=double(self.expect("num", node.this, scope))), "num")


def _round(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    digits = node.args.get("decimals") or exp.Literal.number(0)
    if not literal_number(digits, 0, 12):
        return self.mismatch(node, scope)
    inner = double(self.expect("num", node.this, scope))
    return Value(exp.Round(this=inner, decimals=exp.Literal.number(digits.name)), "num")


def _text_function(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    kind = "num" if isinstance(node, exp.Length) else "text"
    return Value(type(node)(this=self.expect("text", node.this, scope).sql), kind)


def _concat(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    left, right = self.expect("text", node.this, scope), self.expect("text", node.expression, scope)
    return Value(exp.paren(exp.DPipe(this=left.sql, expression=right.sql, safe=True)), "text")


def _substring(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    start, length = node.args.get("start"), node.args.get("length")
    if not literal_number(start, 1, 10_000) or (length is not None and not literal_number(length, 0, 10_000)):
        return self.mismatch(node, scope)
    args = {"start": exp.Literal.number(start.name)} | ({"length": exp.Literal.number(length.name)} if length else {})
    return Value(exp.Substring(this=self.expect("text", node.this, scope).sql, **args), "text")


def _like(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    if not isinstance(node.expression, exp.Literal | exp.Placeholder):
        return self.mismatch(node, scope)
    left, right = self.expect("text", node.this, scope), self.expect("text", node.expression, scope)
    made: exp.Expression = exp.Like(this=left.sql, expression=right.sql)
    return Value(exp.Not(this=exp.paren(made)) if node.args.get("negate") else made, "bool")


def _date_part(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    if isinstance(node, exp.Extract):
        if node.name.upper() not in _UNITS:
            return scope.context.deny("function-not-allowed", "EXTRACT")
        return Value(exp.Extract(this=exp.var(node.name.upper()),
                                 expression=self.expect("date", node.expression, scope).sql), "num")
    return Value(type(node)(this=self.expect("date", node.this, scope).sql), "num")


def _truncate(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    unit = node.args["unit"].name.upper()
    if unit not in _UNITS:
        return scope.context.deny("function-not-allowed", "DATE_TRUNC")
    return Value(exp.TimestampTrunc(this=self.expect("date", node.this, scope).sql, unit=exp.var(unit)), "date")


def _interval(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    unit = (node.args.get("unit") or exp.var("")).name.upper().rstrip("S")
    if not isinstance(node.this, exp.Literal) or not node.name.isascii() or not node.name.isdigit() \
            or unit not in _UNITS or len(node.name) > 5:
        return self.mismatch(node, scope)
    return Value(exp.Interval(this=exp.Literal.string(node.name), unit=exp.var(unit)), "interval")


def _between(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    this, low, high = self.alike([node.this, node.args["low"], node.args["high"]], scope)
    return Value(exp.Between(this=this.sql, low=low.sql, high=high.sql), "bool")


def _in(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    this, *rest = self.alike([node.this, *node.expressions], scope)
    return Value(exp.In(this=this.sql, expressions=[v.sql for v in rest]), "bool")


def _is(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    if not isinstance(node.expression, exp.Null | exp.Boolean):
        return scope.context.deny("syntax-not-allowed", "IS")
    return Value(exp.Is(this=self.value(node.this, scope).sql, expression=node.expression.copy()), "bool")


def _case(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
    default = node.args.get("default" if isinstance(node, exp.Case) else "false")
    if isinstance(node, exp.Case) and node.this:
        return scope.context.deny("syntax-not-allowed", "CASE x WHEN")
    results = self.alike([b.args["true"] for b in branches] + ([default] if default else []), scope)
    tests = [self.expect("bool", b.this, scope) for b in branches]
    made = exp.Case(ifs=[exp.If(this=t.sql, true=r.sql) for t, r in zip(tests, results, strict=False)],
                    default=results[-1].sql if default else None)
    return Value(made, next((r.kind for r in results if r.kind not in ("null", "any")), "any"))


def _first_of(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    rest = node.expressions if isinstance(node, exp.Coalesce) else [node.expression]
    this, *others = self.alike([node.this, *rest], scope)
    return Value(exp.func("COALESCE" if isinstance(node, exp.Coalesce) else "NULLIF", this.sql, *[o.sql for o in others]),
                 this.kind)


def _cast(self: Expressions, node: exp.Expression, scope: Scope) -> Value:
    target = node.args["to"]
    name = target.this.value if isinstance(target.this, exp.DataType.Type) else ""
    if name not in _CASTS or target.expressions:
        return scope.context.deny("function-not-allowed", f"CAST AS {name}")
    inner = self.value(node.this, scope)
    shape = inner.shape if (inner.kind == "num" and name == "DOUBLE") else "free"
    return Value(exp.TryCast(this=inner.sql, to=exp.DataType.build(name, dialect="duckdb"), safe=True), kind_of(name),
                 shape=shape, columns=inner.columns)


_RULES: list[tuple[type[exp.Expression] | tuple[type[exp.Expression], ...],
                   Callable[[Expressions, exp.Expression, Scope], Value]]] = [
    (exp.Column, _column), ((exp.Literal, exp.Placeholder, exp.Null, exp.Boolean), _constant),
    (_COMPARISONS, _comparison), ((exp.And, exp.Or, exp.Not), _logic), (exp.Paren, _paren), (_ARITHMETIC, _arithmetic),
    (exp.Neg, _negative), (_NUMBER_FUNCTIONS, _number_function), (exp.Round, _round),
    ((*_TEXT_FUNCTIONS, exp.Length), _text_function), (exp.DPipe, _concat), (exp.Substring, _substring), (exp.Like, _like),
    ((*_DATE_PARTS, exp.Extract), _date_part), ((exp.TimestampTrunc, exp.DateTrunc), _truncate), (exp.Interval, _interval),
    (exp.Between, _between), (exp.In, _in), (exp.Is, _is), ((exp.Case, exp.If), _case),
    ((exp.Coalesce, exp.Nullif), _first_of), ((exp.Cast, exp.TryCast), _cast),
]
