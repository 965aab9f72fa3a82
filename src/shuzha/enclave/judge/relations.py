"""FROM, WHERE and subqueries, rewritten so that every row still says whom it is about.

Tables about persons join only along identifying columns, and the unit equality is written into the join, whatever the
asker's condition says: no row that leaves this module mixes two persons. A subquery sees only the same person's rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from sqlglot import exp

from shuzha.enclave.judge.expressions import Expressions
from shuzha.enclave.judge.grammar import carries_only
from shuzha.enclave.judge.links import Link, connected, links, row_weight, same_unit, unit_of
from shuzha.enclave.judge.scope import UNIT, WEIGHT, Context, Scope, Source, Value, quoted
from shuzha.enclave.judge.stored import stored
from shuzha.enclave.judge.subqueries import subquery

_SELECT = frozenset({"expressions", "from_", "joins", "where", "group", "having", "with_"})


@dataclass(slots=True)
class Body:
    """A judged FROM and WHERE: the select to finish, its scope, and unit and weight of its rows (None:
    reference data)."""

    select: exp.Select
    scope: Scope
    unit: exp.Column | None
    weight: exp.Expr | None


class Relations:
    """Judges relations; `expressions` judges what stands inside them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.expressions = Expressions(partial(subquery, self))

    def body(self, node: exp.Select, parent: Scope | None, ctes: dict[str, exp.Expr]) -> Body:
        """FROM, JOIN and WHERE of a select; the caller adds what it selects."""
        scope = Scope(self.context, parent=parent, ctes=self._with(node, ctes))
        made, optional = exp.Select(), set[str]()
        found: list[Link] = []
        conditions: list[exp.Expr] = []
        items = [exp.Join(this=node.args["from_"].this)] if node.args.get("from_") else []
        for join in [*items, *(node.args.get("joins") or [])]:
            self._join(join, scope, made, found, optional)
        where = node.args.get("where")
        found += links(where.this if where else None, scope)
        if not self.context.by_row:
            self._anchor(scope, found, optional, conditions)
        if where:
            conditions.append(self.expressions.expect("bool", where.this, scope).sql)
        if conditions:
            made = made.where(*conditions, copy=False)
        persons = [s for s in scope.sources if s.unit is not None]
        weight, single = row_weight(persons, found, optional)
        if not single and not self.context.by_row:
            self.context.deny("join-multiplies", persons[-1].alias)
        return Body(made, scope, scope.unit, weight)

    def _with(self, node: exp.Select, outer: dict[str, exp.Expr]) -> dict[str, exp.Expr]:
        clause, ctes = node.args.get("with_"), dict(outer)
        if clause is None:
            return ctes
        if clause.args.get("recursive"):
            self.context.deny("syntax-not-allowed", "WITH RECURSIVE")
        for cte in clause.expressions:
            if not carries_only(cte, frozenset({"this", "alias"})) or not isinstance(cte.this, exp.Select):
                self.context.deny("syntax-not-allowed", "WITH")
            else:
                ctes[cte.alias.lower()] = exp.Subquery(this=_under(cte.this, ctes), alias=cte.args["alias"])
        return ctes

    def _join(self, join: exp.Join, scope: Scope, made: exp.Select, found: list[Link], optional: set[str]) -> None:
        """Adds one source; a left join brings its own condition, on which alone its rows may be linked."""
        if (
            not carries_only(join, frozenset({"this", "on", "side", "kind"}))
            or join.side not in ("", "LEFT")
            or join.kind not in ("", "INNER", "CROSS", "OUTER")
        ):
            self.context.deny("syntax-not-allowed", "JOIN")
            return
        source = self._source(join.this, scope)
        if source is None:
            return
        if any(s.alias == source.alias for s in scope.sources):
            self.context.deny("ambiguous-column", source.alias)
            return
        earlier = [s for s in scope.sources if s.unit is not None]
        scope.sources.append(source)
        on = join.args.get("on")
        here = links(on, scope)
        tests = [self.expressions.expect("bool", on, scope).sql] if on is not None else []
        if join.side == "LEFT":
            optional.add(source.id)
            source.values.update({k: _maybe(v) for k, v in source.values.items()})
            tests += self._left_unit(source, earlier, here)
        found += here
        if not made.args.get("from_"):
            made.set("from_", exp.From(this=source.sql))
        elif tests:
            made.append("joins", exp.Join(this=source.sql, on=exp.and_(*tests), side=join.side or None))
        else:
            made.append("joins", exp.Join(this=source.sql, kind="CROSS"))

    def _left_unit(self, source: Source, earlier: list[Source], here: list[Link]) -> list[exp.Expr]:
        if source.unit is None or self.context.by_row:
            return []
        near = [s for s in earlier if s.id in connected(source.id, here) and s.domain == source.domain]
        if not near or near[0].unit is None:
            self.context.deny("join-across-persons", source.alias)
            return []
        return [same_unit(near[0].unit, source.unit)]

    def _anchor(self, scope: Scope, found: list[Link], optional: set[str], conditions: list[exp.Expr]) -> None:
        """Chooses whose rows these are, and ties every other source about persons to them."""
        persons = [s for s in scope.sources if s.unit is not None]
        firm = [s for s in persons if s.id not in optional]
        if not persons:
            return
        if not firm:
            self.context.deny("join-across-persons", persons[0].alias)
            return
        anchor = firm[0]
        assert anchor.unit is not None
        scope.unit, scope.domain = anchor.unit, anchor.domain
        together = connected(anchor.id, found)
        for other in persons:
            if other.id not in together or other.domain != anchor.domain:
                self.context.deny("join-across-persons", other.alias)
            elif other is not anchor and other.id not in optional and other.unit is not None:
                conditions.append(same_unit(anchor.unit, other.unit))

    def _source(self, node: exp.Expr, scope: Scope) -> Source | None:
        if (
            isinstance(node, exp.Table)
            and carries_only(node, frozenset({"this", "alias"}))
            and isinstance(node.this, exp.Identifier)
        ):
            name, alias = node.name.lower(), node.args.get("alias")
            if name in scope.ctes:
                inner = scope.ctes[name]
                return self._derived(inner, (node.alias or name).lower(), {}, alias)
            if alias is not None and alias.args.get("columns"):
                self.context.deny("syntax-not-allowed", "AS t(...)")
            return stored(self.context, name, (node.alias or name).lower())
        if isinstance(node, exp.Subquery) and carries_only(node, frozenset({"this", "alias"})) and node.alias:
            return self._derived(node, node.alias.lower(), scope.ctes, None)
        what = node.this if isinstance(node, exp.Table) else node
        if isinstance(what, exp.Func):
            self.context.deny("function-not-allowed", (what.name or type(what).__name__).upper()[:40])
        else:
            self.context.deny("syntax-not-allowed", "FROM")
        return None

    def _derived(self, node: exp.Expr, alias: str, ctes: dict[str, exp.Expr], rename: exp.Expr | None) -> Source | None:
        given = node.args.get("alias")
        names = [c.name.lower() for clause in (given, rename) if clause for c in clause.args.get("columns") or []]
        if not isinstance(node.this, exp.Select):
            self.context.deny("syntax-not-allowed", type(node.this).__name__.upper())
            return None
        return self.derive(node.this, alias, _ctes(node.this) or ctes, names, None)

    def derive(
        self, node: exp.Select, alias: str, ctes: dict[str, exp.Expr], names: list[str], parent: Scope | None
    ) -> Source:
        """A subquery as a source: its columns, and beside them the unit and weight of its rows."""
        if not carries_only(node, _SELECT):
            self.context.deny("syntax-not-allowed", "DISTINCT, ORDER BY, LIMIT, WINDOW")
        body, own = self.body(node, parent, ctes), self.context.fresh()
        group, having = node.args.get("group"), node.args.get("having")
        aggregated = group is not None or any(has_aggregate(e) for e in node.expressions)
        keys = self._inner_keys(group, node, body, aggregated)
        body.scope.aggregates = aggregated
        values: dict[str, Value] = {}
        unique: set[str] = set()
        for position, item in enumerate(node.expressions):
            name = names[position] if position < len(names) else (item.alias_or_name or f"column{position}").lower()
            judged = self.expressions.any(item.this if isinstance(item, exp.Alias) else item, body.scope)
            body.select.append("expressions", exp.alias_(judged.sql.copy(), f"c{position}", quoted=True))
            shape = (
                "free"
                if judged.shape == "free"
                else "plain"
                if judged.shape == "plain" and not aggregated
                else "linear"
            )
            values[name] = Value(
                quoted(f"c{position}", own),
                judged.kind,
                judged.identifies,
                judged.is_unit,
                shape,
                frozenset({f"{own}.{name}"}),
                judged.total,
                judged.exact,
            )
            if self._is_unique(item, keys, body, aggregated):
                unique.add(name)
        if having is not None:
            body.select.set("having", exp.Having(this=self.expressions.expect("bool", having.this, body.scope).sql))
        return self._finish(body, Source(alias, own, body.select, values, unique=frozenset(unique)), keys, aggregated)

    def _inner_keys(self, group: exp.Expr | None, node: exp.Select, body: Body, aggregated: bool) -> list[Value]:
        if group is not None and not carries_only(group, frozenset({"expressions"})):
            self.context.deny("syntax-not-allowed", "GROUP BY")
            return []
        nodes = [resolve_key(e, node) for e in (group.expressions if group else [])]
        keys = [self.expressions.any(n, body.scope) for n in nodes]
        if aggregated and body.unit is not None and not any(k.identifies for k in keys):
            self.context.deny("aggregate-across-persons")
        return keys

    def _is_unique(self, item: exp.Expr, keys: list[Value], body: Body, aggregated: bool) -> bool:
        column = item.this if isinstance(item, exp.Alias) else item
        if not isinstance(column, exp.Column):
            return False
        if aggregated:
            return len(keys) == 1 and keys[0].sql == self.expressions.any(column, body.scope).sql
        only = body.scope.sources
        return len(only) == 1 and column.name.lower() in only[0].unique

    def _finish(self, body: Body, source: Source, keys: list[Value], aggregated: bool) -> Source:
        """Closes the subquery: groups by unit too, and carries unit and weight out of it."""
        select, unit, weight = body.select, body.unit, body.weight
        if aggregated and keys:
            select.set("group", exp.Group(expressions=[k.sql.copy() for k in keys] + ([unit.copy()] if unit else [])))
        if unit is not None and weight is not None:
            total = exp.cast(exp.Sum(this=weight.copy()), "BIGINT") if aggregated else weight.copy()
            select.append("expressions", exp.alias_(unit.copy(), UNIT, quoted=True))
            select.append("expressions", exp.alias_(total, WEIGHT, quoted=True))
            source.unit, source.weight = unit_of(source.id), quoted(WEIGHT, source.id)
            source.domain = body.scope.domain
        source.sql = exp.alias_(exp.Subquery(this=select), source.id, table=True, quoted=True)
        return source


def resolve_key(node: exp.Expr, select: exp.Select) -> exp.Expr:
    """What a grouping or ordering item stands for: a position or an alias means the selected expression."""
    items = select.expressions
    if (
        isinstance(node, exp.Literal)
        and not node.is_string
        and node.name.isdigit()
        and 1 <= int(node.name) <= len(items)
    ):
        return unaliased(items[int(node.name) - 1])
    if isinstance(node, exp.Column) and not node.table:
        for item in items:
            if isinstance(item, exp.Alias) and item.alias.lower() == node.name.lower():
                return unaliased(item)
    return node


def unaliased(item: exp.Expr) -> exp.Expr:
    """The expression a select item names."""
    inner: exp.Expr = item.this if isinstance(item, exp.Alias) else item
    return inner


def _maybe(value: Value) -> Value:
    """A value of a left join: its absence is a condition of the asker's making, so it is no longer a plain column."""
    shape = "free" if value.shape == "free" else "linear"
    return replace(value, shape=shape, total=False)


def has_aggregate(node: exp.Expr) -> bool:
    """Whether an aggregate stands in the expression itself, not in a subquery of it."""
    return any(isinstance(n, exp.AggFunc) for n in node.walk(prune=lambda n: isinstance(n, exp.Select)))


def _under(select: exp.Expr, ctes: dict[str, exp.Expr]) -> exp.Expr:
    seeing: exp.Expr = select.copy()
    seeing.meta["ctes"] = dict(ctes)
    return seeing


def _ctes(select: exp.Expr) -> dict[str, exp.Expr]:
    ctes: dict[str, exp.Expr] = select.meta.get("ctes", {})
    return dict(ctes)
