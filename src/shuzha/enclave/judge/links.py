"""Which sources of a FROM clause belong together: equalities of identifying columns,
and what they say about row identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from shuzha.enclave.judge.scope import UNIT, Scope, Source, quoted


@dataclass(frozen=True, slots=True)
class Link:
    """`left.x = right.y` over identifying columns, each with whether the column is unique in its source."""

    left: str
    right: str
    left_unique: bool
    right_unique: bool


def conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts of a condition that all must hold."""
    if isinstance(condition, exp.And):
        yield from conjuncts(condition.this)
        yield from conjuncts(condition.expression)
    elif isinstance(condition, exp.Paren):
        yield from conjuncts(condition.this)
    elif condition is not None:
        yield condition


def links(condition: exp.Expr | None, scope: Scope) -> list[Link]:
    """Every equality of two identifying columns that the condition demands."""
    found = []
    for part in conjuncts(condition):
        if not (
            isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and isinstance(part.expression, exp.Column)
        ):
            continue
        left, right = _silent(part.this, scope), _silent(part.expression, scope)
        if left and right:
            found.append(Link(left[0], right[0], left[1], right[1]))
    return found


def _silent(column: exp.Column, scope: Scope | None) -> tuple[str, bool] | None:
    """Source and uniqueness of an identifying column, without denying what is not one."""
    name, table = column.name.lower(), column.table.lower()
    while scope:
        hits = [s for s in scope.sources if name in s.values and table in ("", s.alias)]
        if hits:
            value = hits[0].values[name]
            return (hits[0].id, name in hits[0].unique) if len(hits) == 1 and value.identifies else None
        scope = scope.parent
    return None


def connected(start: str, found: list[Link]) -> set[str]:
    """Every source reachable from `start` along the links."""
    reached, grew = {start}, True
    while grew:
        grew = False
        for link in found:
            if (link.left in reached) != (link.right in reached):
                reached |= {link.left, link.right}
                grew = True
    return reached


def row_weight(sources: list[Source], found: list[Link], optional: set[str]) -> tuple[exp.Expr | None, bool]:
    """(the weight of a joined row: that of the source whose row determines the others', whether there is one).

    Where none does, a person's rows are multiplied by the other table's: what a number says then cannot be compared
    with any other, and such a join is refused.
    """
    remaining = [s.id for s in sources]
    determines = {(k.left, k.right) for k in found if k.right_unique} | {
        (k.right, k.left) for k in found if k.left_unique
    }
    for source in list(remaining):
        if any(other != source and _reaches(other, source, determines) for other in remaining):
            remaining.remove(source)
    parts = [(s.weight.copy(), s.id in optional) for s in sources if s.id in remaining and s.weight is not None]
    weights = [exp.func("COALESCE", w, exp.Literal.number(1)) if maybe else w for w, maybe in parts]
    return (weights[0] if weights else None), len(weights) <= 1


def _reaches(start: str, goal: str, edges: set[tuple[str, str]]) -> bool:
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        fresh = {b for a, b in edges if a == here} - seen
        if goal in fresh:
            return True
        seen |= fresh
        todo.extend(fresh)
    return False


def same_unit(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left = right` over unit columns."""
    return exp.EQ(this=left.copy(), expression=right.copy())


def unit_of(source: str) -> exp.Column:
    """The unit column of a source."""
    return quoted(UNIT, source)
