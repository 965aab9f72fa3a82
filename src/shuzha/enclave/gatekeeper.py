"""The one entry: request → judge → isolated job → disclosure → memory → record → answer. There is no second path.

Interfaces are the same path with bound values. Nothing is returned before the sink has taken the judgement.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pyarrow as pa

from shuzha.enclave import interfaces
from shuzha.enclave.differencing.cells import cells_from_members
from shuzha.enclave.differencing.memory import Memory
from shuzha.enclave.disclosure import disclose
from shuzha.enclave.jobs.exits import Lease, LeaseRevokedError
from shuzha.enclave.jobs.runner import Job, Runner, Stopped
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.judge import Judged, Plan, judge
from shuzha.enclave.lending import Lender
from shuzha.enclave.outcomes import Outcome, Refusal, Release, Sealed
from shuzha.enclave.ports import JudgementSink, judgement
from shuzha.enclave.refusals import deny, distinct
from shuzha.enclave.rehearsal import finish, rehearse
from shuzha.enclave.words import Form, Grant, Interface, ParameterValue, Policy, Request, Table
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

_DISAGREE = Text("作业给出的单元与主体不符", "the job's cells and members do not agree")
_DIFFERENCE = Text(
    "与既往答复相结合，可分离出少于阈值的主体", "with earlier answers, fewer than k units could be isolated"
)
_FAILED = Text("作业失败：{what}", "job failed: {what}")


@dataclass(frozen=True, slots=True)
class _Finding:
    """What running a plan led to: an answer, or the private reason for none."""

    answer: pa.Table | None
    reason: Text | None = None
    cells: int = 0
    smallest: int = 0
    repeated: bool = False


class Gatekeeper:
    """The enclave behind one door. `quantum`: answers for which data was read, released or sealed, leave on a multiple
    of so many seconds (0: at once); one that was given before reads none."""

    def __init__(
        self,
        *,
        runner: Runner,
        lender: Lender,
        memory: Memory,
        sink: JudgementSink,
        isolation: Isolation,
        quantum: float = 0.0,
    ) -> None:
        self._runner, self._lender, self._memory = runner, lender, memory
        self._sink, self.isolation, self._quantum = sink, isolation, quantum

    @property
    def running(self) -> int:
        """How many jobs run at this moment."""
        return self._runner.running

    def query(self, request: Request, policy: Policy) -> Outcome:
        """The outcome of a governed query: a release, a refusal that explains itself, or the sealed words."""
        return self._decide(request, policy, Form.STATISTICS, {}, {}, "")

    def review_interface(
        self, interface: Interface, grant: Grant, request: Request, policy: Policy
    ) -> Judged | tuple[Deny, ...]:
        """Whether a template may become an interface under `grant`:
        judged in full, bound to a sample, run on no data."""
        wrong = interfaces.template_denials(interface, policy)
        kinds = interfaces.parameter_kinds(interface)
        judged = judge(replace(request, grant=grant, sql=interface.sql), policy, form=Form.INTERFACE, parameters=kinds)
        if isinstance(judged, tuple) or wrong:
            return distinct((*wrong, *(judged if isinstance(judged, tuple) else ())))
        if not rehearse(judged.plan, grant.tables, interfaces.sample(interface)):
            return (deny(policy, "type-mismatch", "sql", what="SQL"),)
        return judged

    def call(self, interface: Interface, values: Mapping[str, object], request: Request, policy: Policy) -> Outcome:
        """The outcome of calling an interface under the grant it was made under; `request.sql` is the interface's."""
        request = replace(request, sql=interface.sql)
        wrong = interfaces.parameter_denials(interface, values, policy)
        if wrong:
            return self._refuse(request, tuple(wrong), interface.id)
        bound = interfaces.bind(interface, values)
        return self._decide(request, policy, Form.INTERFACE, interfaces.parameter_kinds(interface), bound, interface.id)

    def stop(self, lease_ids: Iterable[str]) -> list[Stopped]:
        """Ends everything under these leases; when it returns, no byte of theirs leaves any more."""
        return self._runner.stop(lease_ids)

    @contextlib.contextmanager
    def leaving(self, grant: Grant, cut: Callable[[], object]) -> Iterator[None]:
        """Inside this block, and nowhere else, an answer is sent; `cut` must make the sending end at once.

        Raises: LeaseRevokedError when the lease does not stand.
        """
        with self._runner.exits.leaving(Lease(grant.lease_id, grant.epoch), cut):
            yield

    def _decide(
        self,
        request: Request,
        policy: Policy,
        form: Form,
        kinds: Mapping[str, str],
        values: Mapping[str, ParameterValue],
        interface_id: str,
    ) -> Outcome:
        judged = judge(request, policy, form=form, parameters=kinds)
        if isinstance(judged, tuple):
            return self._refuse(request, judged, interface_id)
        plan = judged.plan
        tables = [t for t in request.grant.tables if t.name in plan.used]
        question = _question(plan, tables, values, policy)
        earlier = self._memory.earlier(request.grant.operator, question)
        denials = self._standing(plan, request, policy, None if earlier else values)
        if denials:
            return self._refuse(request, denials, interface_id)
        if earlier:
            return self._conclude(request, plan, _Finding(earlier.answer, repeated=True), interface_id)
        started = time.monotonic()
        try:
            finding = self._find(plan, tables, question, request, policy, values)
        except LeaseRevokedError:
            return self._refuse(request, (deny(policy, "lease-revoked", "grant"),), interface_id)
        outcome = self._conclude(request, plan, finding, interface_id)
        self._pace(started)
        return outcome

    def _standing(
        self, plan: Plan, request: Request, policy: Policy, values: Mapping[str, ParameterValue] | None
    ) -> tuple[Deny, ...]:
        """What the text, the lease and this machine decide after judging, still without data.

        Without `values` there is no rehearsal: the same plan has run before, with the same values.
        """
        found = []
        if not self._runner.exits.stands(Lease(request.grant.lease_id, request.grant.epoch)):
            found.append(deny(policy, "lease-revoked", "grant"))
        if plan.highest_grade >= policy.isolated_from and self.isolation is not Isolation.NAMESPACES:
            found.append(deny(policy, "isolation-missing", "grant"))
        if values is not None and not rehearse(plan, request.grant.tables, values):
            found.append(deny(policy, "type-mismatch", "sql", what="SQL"))
        return tuple(found)

    def _find(
        self,
        plan: Plan,
        tables: list[Table],
        question: str,
        request: Request,
        policy: Policy,
        values: Mapping[str, ParameterValue],
    ) -> _Finding:
        operator = request.grant.operator
        try:
            cells, members = self._run(plan, tables, request.grant, values)
            verdict = disclose(cells, plan, policy)
            answer = finish(plan, verdict.cells, values)
            reasons = list(verdict.reasons)
            if not plan.reference:
                vectors = cells_from_members(members, len(cells))
                if len(members) != sum(cells.column("units").to_pylist()):
                    reasons.append(_DISAGREE)
                seen = (operator, plan.domain, [t.resource_id for t in tables], vectors, policy.k)
                # the check runs whatever disclosure found, so that how long it takes does not tell which it was
                admitted = self._memory.admit(*seen) if reasons else self._memory.release(*seen, question, answer)
                reasons += [] if admitted else [_DIFFERENCE]
            elif not reasons:
                self._memory.remember_reference(operator, question, answer)
        except LeaseRevokedError:
            raise
        except Exception as error:  # whatever failed may have failed because of the data, and must look like it
            return _Finding(None, _FAILED.format(what=f"{type(error).__name__}: {error}"[:300]))
        return _Finding(None if reasons else answer, _together(reasons), len(cells), verdict.smallest)

    def _run(
        self, plan: Plan, tables: list[Table], grant: Grant, values: Mapping[str, ParameterValue]
    ) -> tuple[pa.Table, pa.Table]:
        lent = {t.name: self._lender.lend(t, plan.used[t.name]) for t in tables}
        job = Job(plan.prepare, (plan.cells, plan.members), lent, {name: values[name] for name in plan.parameters})
        cells, members = self._runner.run(job, Lease(grant.lease_id, grant.epoch))
        return cells, members

    def _pace(self, started: float) -> None:
        """Waits for the next multiple of the quantum, so that releases and sealed refusals take the same times."""
        if self._quantum:
            elapsed = time.monotonic() - started
            time.sleep(math.ceil(elapsed / self._quantum) * self._quantum - elapsed)

    def _refuse(self, request: Request, denials: tuple[Deny, ...], interface_id: str) -> Refusal:
        denials, form = distinct(denials), Form.INTERFACE if interface_id else Form.STATISTICS
        self._sink.record(replace(judgement("refused", request, interface_id, form=form), denials=denials))
        return Refusal(denials)

    def _conclude(self, request: Request, plan: Plan, finding: _Finding, interface_id: str) -> Outcome:
        columns = tuple(f"{t}.{c}" for t, names in sorted(plan.used.items()) for c in names)
        made = replace(
            judgement("released" if finding.answer is not None else "sealed", request, interface_id, form=plan.form),
            private_reason=finding.reason,
            cells=finding.cells,
            smallest_cell=finding.smallest,
            columns=columns,
            repeated=finding.repeated,
        )
        self._sink.record(made)
        return Sealed() if finding.answer is None else Release(finding.answer, finding.repeated)


def _together(reasons: Sequence[Text]) -> Text | None:
    return Text("；".join(r.zh for r in reasons), "; ".join(r.en for r in reasons)) if reasons else None


def _question(plan: Plan, tables: list[Table], values: Mapping[str, ParameterValue], policy: Policy) -> str:
    """The digest of plan, data versions, bound values and the numbers that shape an answer."""
    versions = sorted((t.name, t.resource_id, t.version) for t in tables)
    numbers = (
        policy.k,
        policy.dominance_n,
        policy.dominance_share,
        policy.p_share,
        policy.rounding_base,
        policy.significant_digits,
    )
    return sha256(repr((plan.question, versions, sorted(values.items()), numbers)).encode()).hexdigest()
