"""How identifiers look in rows: one mask per class of identifier, applied where the column is read.

A mask keeps what tells a kind (a region, an operator's prefix, a domain) and hides what tells the one it belongs to. It is
written into the query in place of the column, so that no condition, join or function ever sees more of it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

_HIDDEN = "***"


def _first(count: int) -> Callable[[exp.Expr], exp.Expr]:
    def mask(column: exp.Expr) -> exp.Expr:
        kept = exp.Substring(
            this=exp.cast(column, "VARCHAR"), start=exp.Literal.number(1), length=exp.Literal.number(count)
        )
        return exp.paren(exp.DPipe(this=kept, expression=exp.Literal.string(_HIDDEN), safe=True))

    return mask


def _domain(column: exp.Expr) -> exp.Expr:
    after = exp.SplitPart(
        this=exp.cast(column, "VARCHAR"),
        delimiter=exp.Literal.string("@"),
        part_index=exp.Neg(this=exp.Literal.number(1)),
    )
    return exp.paren(exp.DPipe(this=exp.Literal.string(_HIDDEN + "@"), expression=after, safe=True))


def _nothing(column: exp.Expr) -> exp.Expr:
    shown = exp.Not(this=exp.Is(this=column, expression=exp.null()))
    return exp.Case(ifs=[exp.If(this=shown, true=exp.Literal.string(_HIDDEN))])


MASKS: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "resident_id": _first(6),
    "person_id": _nothing,
    "person_name": _first(1),
    "mobile": _first(3),
    "email": _domain,
    "address": _first(6),
    "biometric": _nothing,
    "credit_code": _first(8),
    "vehicle": _first(2),
}
