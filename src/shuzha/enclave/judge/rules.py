"""One rule per allowed node: fresh SQL in which no value of the data can raise an error.

Numbers are computed in DOUBLE (which overflows to infinity instead of raising), division is guarded,
casts are TRY_CAST,
and kinds never mix, so that DuckDB adds no cast of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from shuzha.enclave.judge.grammar import (
    ARITHMETIC,
    CASTS,
    COMPARISONS,
    DATE_PARTS,
    MOST_COLUMNS,
    NUMBER_FUNCTIONS,
    TEXT_FUNCTIONS,
    UNITS,
    as_date,
    double,
    literal_number,
)
from shuzha.enclave.judge.scope import Scope, Value, kind_of

if TYPE_CHECKING:
    from shuzha.enclave.judge.expressions import Expressions


def _column(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    assert isinstance(node, exp.Column)
    return scope.resolve(node)


def _constant(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
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
    return Value(exp.Literal.number(node.name), "num", shape="linear", total=True)


def _comparison(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    left, right = self.any(node.this, scope), self.any(node.expression, scope)
    if left.identifies and right.identifies and isinstance(node, exp.EQ):
        return Value(exp.EQ(this=left.sql, expression=right.sql), "bool")
    left, right = self.alike([node.this, node.expression], scope)
    return Value(type(node)(this=left.sql, expression=right.sql), "bool")


def _logic(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    if isinstance(node, exp.Not):
        return Value(exp.Not(this=exp.paren(self.expect("bool", node.this, scope).sql)), "bool")
    left, right = self.expect("bool", node.this, scope), self.expect("bool", node.expression, scope)
    return Value(exp.paren(type(node)(this=left.sql, expression=right.sql)), "bool")


def _paren(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    inner = self.value(node.this, scope)
    return replace(inner, sql=exp.paren(inner.sql))


def _arithmetic(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    if isinstance(node, exp.Add | exp.Sub) and isinstance(node.expression, exp.Interval):
        moved = self.alike([node.this, node.this], scope)[0]
        moved = as_date(moved)
        if moved.kind not in ("date", "any"):
            return self.mismatch(node, scope)
        return Value(type(node)(this=moved.sql, expression=self.any(node.expression, scope).sql), "date")
    left, right = self.expect("num", node.this, scope), self.expect("num", node.expression, scope)
    divides = isinstance(node, exp.Div | exp.Mod)
    divisor = exp.func("NULLIF", double(right), exp.Literal.number(0)) if divides else double(right)
    made = exp.paren(type(node)(this=double(left), expression=divisor))
    scaled = isinstance(node, exp.Add | exp.Sub | exp.Mul) or (isinstance(node, exp.Div) and not right.columns)
    few = len(left.columns | right.columns) <= MOST_COLUMNS
    linear = scaled and few and "free" not in (left.shape, right.shape) and not (left.columns & right.columns)
    total = left.total and right.total and (not divides or literal_number(right.sql, 1e-18, 1e18))
    columns = left.columns | right.columns
    return Value(made, "num", shape="linear" if linear else "free", columns=columns, total=total)


def _negative(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    inner = self.expect("num", node.this, scope)
    linear = "free" if inner.shape == "free" else "linear"
    return Value(exp.paren(exp.Neg(this=double(inner))), "num", shape=linear, columns=inner.columns, total=inner.total)


def _number_function(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    return Value(type(node)(this=double(self.expect("num", node.this, scope))), "num")


def _round(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    digits = node.args.get("decimals") or exp.Literal.number(0)
    if not literal_number(digits, 0, 12):
        return self.mismatch(node, scope)
    inner = double(self.expect("num", node.this, scope))
    return Value(exp.Round(this=inner, decimals=exp.Literal.number(digits.name)), "num")


def _text_function(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    kind = "num" if isinstance(node, exp.Length) else "text"
    return Value(type(node)(this=self.expect("text", node.this, scope).sql), kind)


def _concat(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    left, right = self.expect("text", node.this, scope), self.expect("text", node.expression, scope)
    return Value(exp.paren(exp.DPipe(this=left.sql, expression=right.sql, safe=True)), "text")


def _substring(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    start, length = node.args.get("start"), node.args.get("length")
    if not literal_number(start, 1, 10_000) or (length is not None and not literal_number(length, 0, 10_000)):
        return self.mismatch(node, scope)
    bounds = {"start": start, "length": length}
    args = {key: exp.Literal.number(bound.name) for key, bound in bounds.items() if bound is not None}
    return Value(exp.Substring(this=self.expect("text", node.this, scope).sql, **args), "text")


def _like(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    if not isinstance(node.expression, exp.Literal | exp.Placeholder):
        return self.mismatch(node, scope)
    left, right = self.expect("text", node.this, scope), self.expect("text", node.expression, scope)
    made: exp.Expr = exp.Like(this=left.sql, expression=right.sql)
    return Value(exp.Not(this=exp.paren(made)) if node.args.get("negate") else made, "bool")


def _date_part(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    if isinstance(node, exp.Extract):
        if node.name.upper() not in UNITS:
            return scope.context.deny("function-not-allowed", "EXTRACT")
        return Value(
            exp.Extract(this=exp.var(node.name.upper()), expression=self.expect("date", node.expression, scope).sql),
            "num",
        )
    return Value(type(node)(this=self.expect("date", node.this, scope).sql), "num")


def _truncate(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    unit = node.args["unit"].name.upper()
    if unit not in UNITS:
        return scope.context.deny("function-not-allowed", "DATE_TRUNC")
    return Value(exp.TimestampTrunc(this=self.expect("date", node.this, scope).sql, unit=exp.var(unit)), "date")


def _interval(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    unit = (node.args.get("unit") or exp.var("")).name.upper().rstrip("S")
    if (
        not isinstance(node.this, exp.Literal)
        or not node.name.isascii()
        or not node.name.isdigit()
        or unit not in UNITS
        or len(node.name) > 5
    ):
        return self.mismatch(node, scope)
    return Value(exp.Interval(this=exp.Literal.string(node.name), unit=exp.var(unit)), "interval")


def _between(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    this, low, high = self.alike([node.this, node.args["low"], node.args["high"]], scope)
    return Value(exp.Between(this=this.sql, low=low.sql, high=high.sql), "bool")


def _in(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    this, *rest = self.alike([node.this, *node.expressions], scope)
    return Value(exp.In(this=this.sql, expressions=[v.sql for v in rest]), "bool")


def _is(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    if not isinstance(node.expression, exp.Null | exp.Boolean):
        return scope.context.deny("syntax-not-allowed", "IS")
    return Value(exp.Is(this=self.value(node.this, scope).sql, expression=node.expression.copy()), "bool")


def _case(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
    default = node.args.get("default" if isinstance(node, exp.Case) else "false")
    if isinstance(node, exp.Case) and node.this:
        return scope.context.deny("syntax-not-allowed", "CASE x WHEN")
    results = self.alike([b.args["true"] for b in branches] + ([default] if default else []), scope)
    tests = [self.expect("bool", b.this, scope) for b in branches]
    made = exp.Case(
        ifs=[exp.If(this=t.sql, true=r.sql) for t, r in zip(tests, results, strict=False)],
        default=results[-1].sql if default else None,
    )
    return Value(made, next((r.kind for r in results if r.kind not in ("null", "any")), "any"))


def _first_of(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    rest = node.expressions if isinstance(node, exp.Coalesce) else [node.expression]
    this, *others = self.alike([node.this, *rest], scope)
    return Value(
        exp.func("COALESCE" if isinstance(node, exp.Coalesce) else "NULLIF", this.sql, *[o.sql for o in others]),
        this.kind,
    )


def _cast(self: Expressions, node: exp.Expr, scope: Scope) -> Value:
    target = node.args["to"]
    name = target.this.value if isinstance(target.this, exp.DataType.Type) else ""
    if name not in CASTS or target.expressions:
        return scope.context.deny("function-not-allowed", f"CAST AS {name}")
    inner = self.value(node.this, scope)
    shape = inner.shape if (inner.kind == "num" and name == "DOUBLE") else "free"
    return Value(
        exp.TryCast(
            this=inner.sql if name == "DOUBLE" else inner.restored,
            to=exp.DataType.build(name, dialect="duckdb"),
            safe=True,
        ),
        kind_of(name),
        shape=shape,
        columns=inner.columns,
        total=inner.total and shape != "free",
    )


RULES: list[tuple[type[exp.Expr] | tuple[type[exp.Expr], ...], Callable[[Expressions, exp.Expr, Scope], Value]]] = [
    (exp.Column, _column),
    ((exp.Literal, exp.Placeholder, exp.Null, exp.Boolean), _constant),
    (COMPARISONS, _comparison),
    ((exp.And, exp.Or, exp.Not), _logic),
    (exp.Paren, _paren),
    (ARITHMETIC, _arithmetic),
    (exp.Neg, _negative),
    (NUMBER_FUNCTIONS, _number_function),
    (exp.Round, _round),
    ((*TEXT_FUNCTIONS, exp.Length), _text_function),
    (exp.DPipe, _concat),
    (exp.Substring, _substring),
    (exp.Like, _like),
    ((*DATE_PARTS, exp.Extract), _date_part),
    ((exp.TimestampTrunc, exp.DateTrunc), _truncate),
    (exp.Interval, _interval),
    (exp.Between, _between),
    (exp.In, _in),
    (exp.Is, _is),
    ((exp.Case, exp.If), _case),
    ((exp.Coalesce, exp.Nullif), _first_of),
    ((exp.Cast, exp.TryCast), _cast),
]
