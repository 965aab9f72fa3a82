"""Subqueries in conditions: EXISTS and IN see only rows of the same person; scalar subqueries, only reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from shuzha.enclave.judge.grammar import carries_only
from shuzha.enclave.judge.links import connected, links, same_unit
from shuzha.enclave.judge.scope import Scope, Source, Value

if TYPE_CHECKING:
    from shuzha.enclave.judge.relations import Relations


def subquery(relations: Relations, node: exp.Expr, scope: Scope) -> Value:
    """EXISTS, IN and scalar subqueries."""
    inner = node.args["query"] if isinstance(node, exp.In) else node.this
    inner = inner.this if isinstance(inner, exp.Subquery) else inner
    if not isinstance(inner, exp.Select):
        return relations.context.deny("syntax-not-allowed", "SUBQUERY")
    if isinstance(node, exp.Exists):
        return _exists(relations, inner, scope)
    source = relations.derive(inner, "", scope.ctes, [], scope)
    if len(source.values) != 1:
        return relations.context.deny("syntax-not-allowed", "SUBQUERY")
    output = next(iter(source.values.values()))
    if isinstance(node, exp.In):
        return _membership(relations, node, source, output, scope)
    if source.unit is not None:
        return relations.context.deny("aggregate-across-persons")
    if output.identifies:
        # its value would go on as if it identified nobody: written into texts, compared, shown as it is stored
        return relations.context.deny("unit-output", node.sql("duckdb")[:80])
    return Value(exp.Subquery(this=exp.Select().select(output.sql).from_(source.sql)), output.kind)


def _exists(relations: Relations, inner: exp.Select, scope: Scope) -> Value:
    if not carries_only(inner, frozenset({"expressions", "from_", "joins", "where"})):
        return relations.context.deny("syntax-not-allowed", "EXISTS")
    body = relations.body(inner, scope, scope.ctes)
    if body.unit is not None:
        where = inner.args.get("where")
        tied = connected(body.unit.table, links(where.this if where else None, body.scope))
        if scope.unit is None or scope.domain != body.scope.domain or not tied & {s.id for s in scope.sources}:
            return relations.context.deny("join-across-persons", "EXISTS")
        body.select.where(same_unit(body.unit, scope.unit), copy=False)
    return Value(exp.Exists(this=body.select.select("1", copy=False)), "bool")


def _membership(relations: Relations, node: exp.In, source: Source, output: Value, scope: Scope) -> Value:
    left = relations.expressions.any(node.this, scope)
    if source.unit is None:
        if left.identifies != output.identifies or left.kind != output.kind:
            return relations.expressions.mismatch(node, scope)
        chosen = exp.Select().select(output.sql).from_(source.sql)
        return Value(exp.In(this=left.sql, query=exp.Subquery(this=chosen)), "bool")
    if scope.unit is None or scope.domain != source.domain or not (left.identifies and output.identifies):
        return relations.context.deny("join-across-persons", "IN")
    chosen = exp.Select().select(output.sql, source.unit).from_(source.sql)
    return Value(
        exp.In(this=exp.Tuple(expressions=[left.sql, scope.unit.copy()]), query=exp.Subquery(this=chosen)), "bool"
    )
