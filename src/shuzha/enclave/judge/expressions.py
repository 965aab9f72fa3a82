"""Judges expressions: what is not on the list of `grammar` does not exist,
and each allowed node has its rule in `rules`."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from shuzha.enclave.judge.grammar import (
    CARRIES,
    DEEPEST,
    EXTREMES,
    INNER_AGGREGATES,
    as_date,
    carries_only,
    double,
    name_of,
)
from shuzha.enclave.judge.rules import RULES
from shuzha.enclave.judge.scope import Scope, Value

Subquery = Callable[[exp.Expr, Scope], Value]


class Expressions:
    """Judges expressions; subqueries go back to `subquery`, which knows relations."""

    def __init__(self, subquery: Subquery) -> None:
        self._subquery = subquery

    def value(self, node: exp.Expr, scope: Scope) -> Value:
        """The node as fresh SQL; an identifying column is refused here and allowed only where a caller asks for one."""
        judged = self.any(node, scope)
        if judged.identifies:
            return scope.context.deny("unit-output", node.sql("duckdb"))
        return judged

    def any(self, node: exp.Expr, scope: Scope) -> Value:
        """The node as fresh SQL, identifying or not."""
        context = scope.context
        context.depth += 1
        try:
            if context.depth > DEEPEST:
                return context.deny("too-long")
            return self._judge(node, scope)
        finally:
            context.depth -= 1

    def _judge(self, node: exp.Expr, scope: Scope) -> Value:
        if isinstance(node, exp.Exists | exp.Subquery) or (isinstance(node, exp.In) and node.args.get("query")):
            return self._subquery(node, scope)
        if isinstance(node, exp.AggFunc) and type(node) not in CARRIES:
            return self._aggregate(node, scope)
        allowed = CARRIES.get(type(node))
        if allowed is None:
            code = "function-not-allowed" if isinstance(node, exp.Func) else "syntax-not-allowed"
            return scope.context.deny(code, name_of(node))
        if not carries_only(node, allowed):
            return scope.context.deny("syntax-not-allowed", name_of(node))
        for types, rule in RULES:
            if isinstance(node, types):
                return rule(self, node, scope)
        return scope.context.deny("syntax-not-allowed", name_of(node))

    def mismatch(self, node: exp.Expr, scope: Scope) -> Value:
        return scope.context.deny("type-mismatch", node.sql("duckdb")[:80])

    def expect(self, kind: str, node: exp.Expr, scope: Scope) -> Value:
        """A value of one kind."""
        judged = self.value(node, scope)
        if judged.kind not in (kind, "any", "null"):
            return self.mismatch(node, scope)
        return judged

    def alike(self, nodes: list[exp.Expr], scope: Scope) -> list[Value]:
        """Values of one kind; a written string beside dates becomes a date."""
        values = [self.value(n, scope) for n in nodes]
        kinds = {v.kind for v in values} - {"any", "null"}
        if "date" in kinds:
            values = [as_date(v) for v in values]
            kinds = {v.kind for v in values} - {"any", "null"}
        if len(kinds) > 1:
            self.mismatch(nodes[0].parent or nodes[0], scope)
        return values

    def _aggregate(self, node: exp.Expr, scope: Scope) -> Value:
        """An aggregate inside a subquery, over one person's own rows."""
        if not scope.aggregates:
            code = "extreme-not-allowed" if isinstance(node, EXTREMES) else "function-not-allowed"
            return scope.context.deny(code, name_of(node))
        if not isinstance(node, INNER_AGGREGATES) or not carries_only(node, frozenset({"this", "big_int"})):
            return scope.context.deny("function-not-allowed", name_of(node))
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
        exact = inner.exact if isinstance(node, exp.Min | exp.Max) else ""
        shape = "linear" if linear else "free"
        return Value(type(node)(this=argument), kind, shape=shape, columns=name, exact=exact)
