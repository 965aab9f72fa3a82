"""Rows for the operator's registered people inside the zone: judged by grade, run like any job, given under pseudonyms.

What identifies a unit leaves as the recipient's own pseudonym, put in place here, after the job. How many rows one answer
may hold, and one person be given under a grant in a day, are the policy's; every answer is recorded with its rows before
it leaves, and that record is what the day's rows are counted from. A row that puts many people side by side counts for
as many rows.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa

from shuzha.enclave.jobs.exits import Lease, LeaseRevokedError
from shuzha.enclave.jobs.runner import Job, Runner
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.judge.rows import RowsPlan, judge_rows
from shuzha.enclave.lending import Lender
from shuzha.enclave.outcomes import Outcome, Refusal, Release, Sealed
from shuzha.enclave.ports import JudgementSink, RowsGiven, judgement
from shuzha.enclave.recipients import Recipients
from shuzha.enclave.refusals import deny, distinct
from shuzha.enclave.rehearsal import rehearse_rows
from shuzha.enclave.words import Form, Policy, Request
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

_FAILED = Text("作业失败：{what}", "job failed: {what}")


class RowAnswers:
    """Answers in rows. One person's answers under one grant are made one after the other, so that none is uncounted."""

    def __init__(
        self,
        *,
        runner: Runner,
        lender: Lender,
        sink: JudgementSink,
        given: RowsGiven,
        recipients: Recipients,
        isolation: Isolation,
    ) -> None:
        self._runner, self._lender, self._sink, self._given = runner, lender, sink, given
        self._recipients, self._isolation = recipients, isolation
        self._turns: defaultdict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)

    def query(self, request: Request, policy: Policy) -> Outcome:
        """The outcome of a query for rows: a release under the recipient's pseudonyms, a refusal, or the sealed words."""
        plan = judge_rows(request, policy, self._recipients.order(request.actor))
        if isinstance(plan, tuple):
            return self._refuse(request, plan)
        with self._turns[request.grant.id, request.actor]:
            left = policy.rows_a_day - self._given.rows_given(request.grant.id, request.actor, request.at)
            denials = self._standing(plan, request, policy, left)
            return self._refuse(request, denials) if denials else self._answer(plan, request, policy, left)

    def given_to(self, pseudonyms: Iterable[str], candidates: list[str]) -> dict[str, int]:
        """Which of the candidates were given a copy in which these pseudonyms stand, with how many of them."""
        return self._recipients.given_to(pseudonyms, candidates)

    def _standing(self, plan: RowsPlan, request: Request, policy: Policy, left: int) -> tuple[Deny, ...]:
        found = []
        if not self._runner.exits.stands(Lease(request.grant.lease_id, request.grant.epoch)):
            found.append(deny(policy, "lease-revoked", "grant"))
        if plan.highest_grade >= policy.isolated_from and self._isolation is not Isolation.NAMESPACES:
            found.append(deny(policy, "isolation-missing", "grant", grade=int(policy.isolated_from)))
        if min(left, policy.rows_at_once) < plan.weight:
            found.append(deny(policy, "rows-spent", "sql", most=policy.rows_a_day))
        if not rehearse_rows(plan, request.grant.tables):
            found.append(deny(policy, "type-mismatch", "sql", what="SQL"))
        return tuple(found)

    def _answer(self, plan: RowsPlan, request: Request, policy: Policy, left: int) -> Outcome:
        most = min(left, policy.rows_at_once) // plan.weight
        reason: Text | None = None
        table: pa.Table | None = None
        try:
            found = self._run(plan, request)
            table, cut = self._named(found.slice(0, most), plan, request.actor), found.num_rows > most
        except LeaseRevokedError:
            return self._refuse(request, (deny(policy, "lease-revoked", "grant"),))
        except Exception as error:  # a value of the data may stand in its words
            reason = _FAILED.format(what=type(error).__name__)
        columns = tuple(f"{t}.{c}" for t, names in sorted(plan.used.items()) for c in names)
        outcome = "sealed" if table is None else "released"
        made = judgement(outcome, request, form=Form.ROWS)
        rows = 0 if table is None else table.num_rows * plan.weight
        self._sink.record(replace(made, columns=columns, rows=rows, private_reason=reason))
        return Sealed() if table is None else Release(table, cut=cut)

    def _run(self, plan: RowsPlan, request: Request) -> pa.Table:
        tables = [t for t in request.grant.tables if t.name in plan.used]
        lent = {t.name: self._lender.lend(t, plan.used[t.name]) for t in tables}
        job = Job((), (plan.sql,), lent)
        (found,) = self._runner.run(job, Lease(request.grant.lease_id, request.grant.epoch))
        return found

    def _named(self, found: pa.Table, plan: RowsPlan, recipient: str) -> pa.Table:
        columns = [
            self._recipients.column(recipient, plan.domain, one.identifies, column) if one.identifies else column
            for one, column in zip(plan.outputs, found.columns, strict=True)
        ]
        return pa.table(columns, names=[one.name for one in plan.outputs])

    def _refuse(self, request: Request, denials: tuple[Deny, ...]) -> Refusal:
        denials = distinct(denials)
        self._sink.record(replace(judgement("refused", request, form=Form.ROWS), denials=denials))
        return Refusal(denials)
