"""The top of a query: is it a statistic, and if so which keys, which numbers, which arithmetic over them.

Whatever the asker computes from aggregates is computed from the protected ones:
the final expressions are judged against
a relation that has nothing but keys (`k0…`) and protected numbers (`v0…`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from shuzha.enclave.judge.aggregates import aggregate, is_aggregate
from shuzha.enclave.judge.grammar import carries_only, literal_number
from shuzha.enclave.judge.links import conjuncts
from shuzha.enclave.judge.plan import CELLS_TABLE, Aggregate
from shuzha.enclave.judge.relations import Body, Relations, resolve_key
from shuzha.enclave.judge.scope import Context, Scope, Source, Value, quoted

_TOP = frozenset({"expressions", "from_", "joins", "where", "group", "having", "order", "limit", "with_"})
_MOST_ROWS = 100_000


@dataclass(slots=True)
class Statistic:
    """A statistic being read: its body, its keys, its numbers, and the final select over protected cells."""

    body: Body
    keys: list[Value] = field(default_factory=list)
    aggregates: list[Aggregate] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    final: exp.Select = field(default_factory=exp.Select)
    floor: int = 0


class Reader:
    """Reads one select as a statistic; what does not fit is denied."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.relations = Relations(context)
        self.expressions = self.relations.expressions

    def read(self, node: exp.Select) -> Statistic:
        if not carries_only(node, _TOP):
            self.context.deny("syntax-not-allowed", "DISTINCT, QUALIFY, WINDOW, SAMPLE, OFFSET")
        if not node.args.get("from_") or not node.expressions:
            self.context.deny("syntax")
        made = Statistic(self.relations.body(node, None, {}))
        self._keys(node, made)
        outputs = [self._final(i.this if isinstance(i, exp.Alias) else i, made) for i in node.expressions]
        tail = self._having(node, made), self._order(node, made)
        scope = self._cells(made)
        for position, (item, output) in enumerate(zip(node.expressions, outputs, strict=True)):
            name = item.alias_or_name if isinstance(item, exp.Alias | exp.Column) else f"column{position}"
            judged = self.expressions.value(output, scope)
            made.final.append("expressions", exp.alias_(judged.sql.copy(), name, quoted=True))
        made.final.from_(exp.to_table(CELLS_TABLE), copy=False)
        self._close(node, made, scope, *tail)
        return made

    def _keys(self, node: exp.Select, made: Statistic) -> None:
        group = node.args.get("group")
        if group is not None and not carries_only(group, frozenset({"expressions"})):
            self.context.deny("syntax-not-allowed", "GROUP BY")
            return
        for item in group.expressions if group else []:
            key = resolve_key(item, node)
            if any(is_aggregate(n) for n in key.walk()):
                self.context.deny("not-a-group-key", key.sql("duckdb")[:80])
            elif not isinstance(key, exp.Literal):
                made.keys.append(self.expressions.value(key, made.body.scope))

    def _final(self, node: exp.Expr, made: Statistic) -> exp.Expr:
        """The expression with aggregates and keys replaced by columns of the protected cells."""
        if is_aggregate(node):
            found = aggregate(node, made.body.scope, self.expressions)
            if found is None:
                return exp.null()
            if found not in made.aggregates:
                made.aggregates.append(found)
            return quoted(f"v{made.aggregates.index(found)}", "cells")
        if isinstance(node, exp.Star):
            self.context.deny("row-output")
            return exp.null()
        position = self._key_position(node, made)
        if position is not None:
            return quoted(f"k{position}", "cells")
        if isinstance(node, exp.Column):
            if self.expressions.value(node, made.body.scope).kind != "any":
                self.context.deny("not-a-group-key" if made.keys else "row-output", node.sql("duckdb"))
            return exp.null()
        return self._rebuilt(node, made)

    def _rebuilt(self, node: exp.Expr, made: Statistic) -> exp.Expr:
        if isinstance(node, exp.Subquery | exp.Exists | exp.Select | exp.Window):
            self.context.deny("syntax-not-allowed", type(node).__name__.upper())
            return exp.null()
        args: dict[str, object] = {}
        for key, value in node.args.items():
            if isinstance(value, list):
                args[key] = [self._final(v, made) if isinstance(v, exp.Expr) else v for v in value]
            elif isinstance(value, exp.Expr) and key not in ("to", "unit"):
                args[key] = self._final(value, made)
            else:
                args[key] = value
        return type(node)(**args)

    def _key_position(self, node: exp.Expr, made: Statistic) -> int | None:
        if (
            not made.keys
            or isinstance(node, exp.Literal | exp.Null | exp.Boolean | exp.Var)
            or any(is_aggregate(n) for n in node.walk())
        ):
            return None
        quiet = Context(self.context.policy, self.context.tables, self.context.parameters)
        scope = Scope(quiet, made.body.scope.sources)
        sql = Reader(quiet).expressions.any(node, scope).sql
        if quiet.denials:
            return None
        return next((i for i, key in enumerate(made.keys) if key.sql == sql), None)

    def _having(self, node: exp.Select, made: Statistic) -> list[exp.Expr]:
        having, rest = node.args.get("having"), []
        for part in conjuncts(having.this if having else None):
            floor = self._person_floor(part, made)
            if floor is None:
                rest.append(self._final(part, made))
            elif floor < self.context.policy.k or floor % self.context.policy.rounding_base:
                policy = self.context.policy
                self.context.deny("threshold-too-low", k=policy.k, base=policy.rounding_base)
            else:
                made.floor = max(made.floor, floor)
        return rest

    def _person_floor(self, part: exp.Expr, made: Statistic) -> int | None:
        """n of `COUNT(DISTINCT unit) >= n`, by which an asker leaves out small cells before anything is checked."""
        if not (
            isinstance(part, exp.GTE) and isinstance(part.this, exp.Count) and isinstance(part.this.this, exp.Distinct)
        ):
            return None
        if not literal_number(part.expression, 0, 1e9) or not part.expression.name.isdigit():
            return None
        found = aggregate(part.this, made.body.scope, self.expressions)
        return int(part.expression.name) if found is not None and found.kind == "units" else None

    def _order(self, node: exp.Select, made: Statistic) -> list[tuple[exp.Expr, bool, bool]]:
        order = node.args.get("order")
        items = []
        for item in order.expressions if order else []:
            if not isinstance(item, exp.Ordered) or not carries_only(item, frozenset({"this", "desc", "nulls_first"})):
                self.context.deny("syntax-not-allowed", "ORDER BY")
                continue
            items.append(
                (
                    self._final(resolve_key(item.this, node), made),
                    bool(item.args.get("desc")),
                    bool(item.args.get("nulls_first")),
                )
            )
        return items

    def _cells(self, made: Statistic) -> Scope:
        values = {f"k{i}": Value(quoted(f"k{i}", CELLS_TABLE), key.kind) for i, key in enumerate(made.keys)}
        values |= {f"v{i}": Value(quoted(f"v{i}", CELLS_TABLE), "num") for i in range(len(made.aggregates))}
        return Scope(self.context, [Source("cells", CELLS_TABLE, exp.to_table(CELLS_TABLE), values)])

    def _close(
        self,
        node: exp.Select,
        made: Statistic,
        scope: Scope,
        having: list[exp.Expr],
        order: list[tuple[exp.Expr, bool, bool]],
    ) -> None:
        """HAVING, ORDER BY and LIMIT, over protected numbers."""
        if having:
            made.final.where(*[self.expressions.expect("bool", h, scope).sql for h in having], copy=False)
        for item, desc, nulls_first in order:
            judged = self.expressions.value(item, scope).sql.copy()
            made.final.order_by(exp.Ordered(this=judged, desc=desc, nulls_first=nulls_first), copy=False)
        for i in range(len(made.keys)):
            made.final.order_by(quoted(f"k{i}", CELLS_TABLE), copy=False)
        limit = node.args.get("limit")
        if limit is not None:
            if (
                not carries_only(limit, frozenset({"expression"}))
                or not literal_number(limit.expression, 0, _MOST_ROWS)
                or not limit.expression.name.isdigit()
            ):
                self.context.deny("syntax-not-allowed", "LIMIT")
            else:
                made.final.limit(int(limit.expression.name), copy=False)
