"""A query whose answer is rows: every name resolved and every node on the allowed list, as for statistics.

Rows are judged by grade alone: what nobody may see in a statistic one may see here, since every column read is of the
grade whose rows may be seen. So tables join as the asker likes, and any listed aggregate may stand. What identifies a
unit is still never computed with, compared with a written value or ordered by; it leaves as a pseudonym.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from shuzha.enclave.judge.access import access_denials, form_denials
from shuzha.enclave.judge.grammar import carries_only, literal_number
from shuzha.enclave.judge.plan import used_columns
from shuzha.enclave.judge.relations import Relations, resolve_key, unaliased
from shuzha.enclave.judge.scope import LONGEST, Context, Source, TooLongError, Value, quoted
from shuzha.enclave.words import Form, Policy, Request
from shuzha.kernel.decision import Deny

_NAME = 120


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the answer: its name, and whether it is a unit (`unit`), names one (`value`) or neither (empty)."""

    name: str
    identifies: str = ""


@dataclass(frozen=True, slots=True)
class RowsPlan:
    """The one query of a job that answers rows. `domain`: the population whose pseudonyms stand in it, if any."""

    sql: str
    outputs: tuple[Output, ...]
    used: Mapping[str, tuple[str, ...]]
    highest_grade: int
    domain: str

    @property
    def weight(self) -> int:
        """How many rows one row of the answer counts for: it can hold as many people as its columns exceed those read."""
        read = sum(len(columns) for columns in self.used.values())
        told = sum(one.identifies != "unit" for one in self.outputs)
        return max(1, -(-told // max(1, read)))


def judge_rows(request: Request, policy: Policy, order: str) -> RowsPlan | tuple[Deny, ...]:
    """The plan by which `request` may be answered in rows, or all its denials at once. Reads no data.

    `order` is a secret of the gate's that decides in which order rows come for which the asker names none.
    """
    context = Context.for_grant(request.grant, policy, {})
    context.by_row = True
    context.denials.extend(access_denials(request, policy, Form.ROWS))
    plan = _read(request.sql, context, order)
    highest = max(context.used.values(), default=1)
    context.denials.extend(form_denials(Form.ROWS, request.grant.forms, highest, policy))
    if context.denials or plan is None:
        return tuple(context.denials)
    return plan


def _read(sql: str, context: Context, order: str) -> RowsPlan | None:
    if len(sql) > LONGEST:
        context.deny("too-long")
        return None
    try:
        parsed = sqlglot.parse(sql, dialect="duckdb")
        if len(parsed) == 1 and isinstance(parsed[0], exp.Select):
            return _plan(parsed[0], context, order)
        context.deny("not-a-select")
    except SqlglotError:
        context.deny("syntax")
    except (RecursionError, TooLongError):
        context.deny("too-long")
    return None


def _plan(node: exp.Select, context: Context, order: str) -> RowsPlan | None:
    inner = node.copy()
    inner.set("order", None)
    inner.set("limit", None)
    if not inner.args.get("from_") or not inner.expressions:
        context.deny("syntax")
        return None
    names = [_name(item, i) for i, item in enumerate(node.expressions)]
    if len({name.lower() for name in names}) < len(names):
        context.deny("ambiguous-column", ", ".join(names)[:80])
        return None
    source = Relations(context).derive(inner, "", {}, [name.lower() for name in names], None)
    domains = {context.tables[name.lower()].domain for name in context.sources} - {""}
    if len(domains) > 1:
        context.deny("two-populations", ", ".join(sorted(domains)))
    values = [source.values[name.lower()] for name in names]
    final = exp.Select().from_(source.sql)
    for name, value in zip(names, values, strict=True):
        final.select(exp.alias_(value.restored.copy(), name, quoted=True), copy=False)
    _order(node, source, names, final, context)
    _shuffle(len(names), source, final, order)
    _limit(node.args.get("limit"), final, context)
    outputs = tuple(Output(n, _identity(v)) for n, v in zip(names, values, strict=True))
    highest = max(context.used.values(), default=1)
    return RowsPlan(final.sql("duckdb"), outputs, used_columns(context), highest, next(iter(domains), ""))


def _identity(value: Value) -> str:
    return ("unit" if value.is_unit else "value") if value.identifies else ""


def _name(item: exp.Expr, position: int) -> str:
    named = isinstance(item, exp.Alias | exp.Column)
    return item.alias_or_name[:_NAME] if named and item.alias_or_name else f"column{position}"


def _order(node: exp.Select, source: Source, names: list[str], final: exp.Select, context: Context) -> None:
    """The asker's order over the answer's columns."""
    items, order = [unaliased(item) for item in node.expressions], node.args.get("order")
    for item in order.expressions if order else []:
        key = resolve_key(item.this, node)
        position = next((i for i, one in enumerate(items) if one == key), None)
        if position is None or not carries_only(item, frozenset({"this", "desc", "nulls_first"})):
            context.deny("syntax-not-allowed", "ORDER BY")
            continue
        value = source.values[names[position].lower()]
        if value.identifies:
            context.deny("unit-output", names[position])
        desc, first = bool(item.args.get("desc")), bool(item.args.get("nulls_first"))
        final.order_by(exp.Ordered(this=value.sql.copy(), desc=desc, nulls_first=first), copy=False)


def _shuffle(columns: int, source: Source, final: exp.Select, order: str) -> None:
    """Then an order that says nothing of how rows are stored. Units are dense indexes here: by a digest that anybody can
    compute, the places of all of them would tell which index each pseudonym stands for."""
    every = [quoted(f"c{i}", source.id) for i in range(columns)]
    text = exp.func("CONCAT_WS", exp.Literal.string("|"), exp.Literal.string(order), *every)
    final.order_by(exp.Anonymous(this="sha256", expressions=[text]), copy=False)


def _limit(limit: exp.Expr | None, final: exp.Select, context: Context) -> None:
    most = context.policy.rows_at_once + 1
    if limit is None:
        final.limit(most, copy=False)
    elif (
        carries_only(limit, frozenset({"expression"}))
        and literal_number(limit.expression, 0, 1e9)
        and limit.expression.name.isdigit()
    ):
        final.limit(min(most, int(limit.expression.name)), copy=False)
    else:
        context.deny("syntax-not-allowed", "LIMIT")
