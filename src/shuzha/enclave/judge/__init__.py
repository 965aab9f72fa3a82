"""The one judge: grade × form × purpose × the text of the query → a plan, or every reason why not.
It never reads data."""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from shuzha.enclave.judge.access import access_denials, form_denials
from shuzha.enclave.judge.plan import CELLS_TABLE, Judged, Plan, used_columns
from shuzha.enclave.judge.rewrite import cells_statement, members_query, units_statement
from shuzha.enclave.judge.scope import LONGEST, Context, TooLongError
from shuzha.enclave.judge.statistic import Reader, Statistic
from shuzha.enclave.words import Form, Policy, Request
from shuzha.kernel.decision import Deny

__all__ = ["Judged", "Plan", "judge"]


def judge(
    request: Request, policy: Policy, *, form: Form = Form.STATISTICS, parameters: Mapping[str, str] | None = None
) -> Judged | tuple[Deny, ...]:
    """The plan by which `request` may run in `form`, or all its denials at once.

    `parameters` maps the names an interface binds (`$name` in its text) to their kinds: num, text or date.
    """
    context = Context.for_grant(request.grant, policy, parameters or {})
    context.denials.extend(access_denials(request, policy, form))
    statistic = _read(request.sql, context)
    highest = max(context.used.values(), default=1)
    if statistic is not None:
        context.denials.extend(form_denials(form, request.grant.forms, highest, policy))
        if not context.denials and not _is_reference(context) and not statistic.body.scope.domain:
            context.deny("unit-unknown", ", ".join(sorted(context.sources)))
    if context.denials or statistic is None:
        return tuple(context.denials)
    return Judged(form, _plan(statistic, context, form, highest))


def _is_reference(context: Context) -> bool:
    """Whether tables are read, and every one of them is declared to be about nobody."""
    return bool(context.sources) and all(context.tables[name.lower()].reference for name in context.sources)


def _read(sql: str, context: Context) -> Statistic | None:
    if len(sql) > LONGEST:
        context.deny("too-long")
        return None
    try:
        parsed = sqlglot.parse(sql, dialect="duckdb")
        if len(parsed) != 1 or not isinstance(parsed[0], exp.Select):
            context.deny("not-a-select")
            return None
        return Reader(context).read(parsed[0])
    except SqlglotError:
        context.deny("syntax")
    except (RecursionError, TooLongError):
        context.deny("too-long")
    return None


def _plan(statistic: Statistic, context: Context, form: Form, highest: int) -> Plan:
    largest, k = max(2, context.policy.dominance_n), context.policy.k
    prepare = (units_statement(statistic), cells_statement(statistic, largest, k))
    final = statistic.final.sql("duckdb")
    return Plan(
        form,
        prepare,
        f"SELECT * FROM {CELLS_TABLE}",  # noqa: S608
        members_query(statistic),
        final,
        tuple(k.kind for k in statistic.keys),
        tuple(statistic.aggregates),
        used_columns(context),
        highest,
        statistic.body.scope.domain,
        statistic.floor,
        _bound(prepare[0], context),
        _bound(final, context),
        _is_reference(context),
    )


def _bound(sql: str, context: Context) -> tuple[str, ...]:
    """Which parameters a statement really binds (a `$name` inside a text is none)."""
    if not context.parameters:
        return ()
    parsed = sqlglot.parse_one(sql, dialect="duckdb")
    return tuple(sorted({str(p.this) for p in parsed.find_all(exp.Placeholder)}))
