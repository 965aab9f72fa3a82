"""Procedures and cases for programs: what may be done, what was done, and doing it."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status
from ninja.params.functions import Body, Header, Query

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.procedures import all_running, running_for
from shuzha.archive.cases.queries import open_to, oversees
from shuzha.archive.cases.queries import search as found_by
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Checklist, Field
from shuzha.procedure.words import Procedure, Step
from shuzha.site.api.signing_in import asker
from shuzha.site.pages.telling import Happening, timeline
from shuzha.site.pages.visibility import cases_for

router = Router(tags=["cases"])
_PAGE = 100
_OF_EXPERTS = frozenset({"expert"})
Data = dict[str, Any]
_NO_DATA = Body({})
_ONCE = Header("", alias="Idempotency-Key", max_length=200)


@router.get(
    "/procedures",
    summary="列出施行中的办理流程、各步骤及所需材料 · The procedures in force, their steps and what each step needs",
)
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    return [_procedure(run.procedure) for run in all_running()]


@router.get("/cases", summary="列出您可见的办件，最新的在前 · The cases you may see, newest first")
def cases(
    request: HttpRequest, procedure: str = "", status: str = "", q: str = "", page: int = Query(1, ge=1, le=100_000)
) -> dict[str, Any]:
    found = found_by(cases_for(asker(request)), q[:100])
    if procedure:
        found = found.filter(procedure=procedure)
    if status:
        found = found.filter(status=status)
    start = (page - 1) * _PAGE
    rows = found.order_by("-opened_at", "id")[start : start + _PAGE]
    return {"count": found.count(), "page": page, "cases": [_short(row) for row in rows]}


@router.get(
    "/cases/{uuid:case}",
    summary="查看一个办件：事实、期限、经过与存证号、可办步骤 · "
    "One case: facts, deadlines, history with log entries, open steps",
)
def case(request: HttpRequest, case: uuid.UUID) -> dict[str, Any]:
    return _long(_reachable(case, asker(request)), asker(request))


@router.post(
    "/procedures/{procedure}/{step}",
    response={201: dict[str, Any]},
    summary="以第一步发起办件，正文为该步骤的数据 · Opens a case with its first step; the body is the step's data",
)
def start(
    request: HttpRequest,
    procedure: str,
    step: str,
    data: Data = _NO_DATA,
    idempotency_key: str = _ONCE,
) -> Status[dict[str, Any]]:
    if procedure not in {run.procedure.id for run in all_running()}:
        raise Http404
    account = asker(request)
    opened = open_case(
        procedure=procedure,
        step=step,
        by=account.actor,
        at=city_clock().now(),
        data=data,
        command_id=_command(idempotency_key, account, procedure, step),
    )
    return Status(201, _long(opened, account))


@router.post(
    "/cases/{uuid:case}/{step}",
    summary="在办件中办理一步，正文为该步骤的数据 · Takes a step in a case; the body is the step's data",
)
def act(
    request: HttpRequest,
    case: uuid.UUID,
    step: str,
    data: Data = _NO_DATA,
    idempotency_key: str = _ONCE,
) -> dict[str, Any]:
    account = asker(request)
    record = _reachable(case, account)
    record = perform(
        case=record,
        step=step,
        by=account.actor,
        at=city_clock().now(),
        data=data,
        command_id=_command(idempotency_key, account, str(case), step),
    )
    return _long(record, account)


def _reachable(key: uuid.UUID, account: Account) -> CaseRecord:
    """A case the account may see, or one in which the law lets it act, as in an objection. Raises: Http404."""
    record = cases_for(account).filter(pk=key).first() or CaseRecord.objects.filter(pk=key).first()
    if record is None or not (open_to(record, account.actor) or cases_for(account).filter(pk=key).exists()):
        raise Http404
    return record


def _command(key: str, account: Account, where: str, step: str) -> str:
    """One command for one key of one asker at one step; none without a key."""
    if not key:
        return ""
    said = "\n".join((key, str(account.person_id), str(account.organisation_id), where, step))
    return "api-" + hashlib.sha256(said.encode()).hexdigest()


def _short(record: CaseRecord) -> dict[str, Any]:
    procedure = running_for(record).procedure
    return {
        "id": str(record.id),
        "procedure": record.procedure,
        "number": record.number,
        "title": record.title.as_json(),
        "status": record.status,
        "status_title": procedure.state(record.status).title.as_json(),
        "final": record.final,
        "opened_at": record.opened_at.isoformat(),
        "moved_at": record.moved_at.isoformat(),
    }


def _long(record: CaseRecord, account: Account) -> dict[str, Any]:
    if not cases_for(account).filter(pk=record.pk).exists():
        return _short(record) | {"open_steps": [_step(step) for step in open_to(record, account.actor)]}
    return _short(record) | {
        "facts": _facts(record, account),
        "parties": record.parties,
        "deadlines": [
            {
                "duty": one.duty,
                "who": one.who,
                "last_day": one.last_day.isoformat(),
                "provisional": one.provisional,
                "discharged": one.discharged,
            }
            for one in record.deadlines.order_by("last_day", "id")
        ],
        "open_steps": [_step(step) for step in open_to(record, account.actor)],
        "events": [_event(one) for one in timeline(record, account)],
    }


def _facts(record: CaseRecord, account: Account) -> dict[str, Any]:
    """What the steps declare, without what experts said; that is for overseers."""
    overseer = oversees(account.actor, record)
    steps = [s for s in running_for(record).procedure.steps if overseer or not s.by <= _OF_EXPERTS]
    names = {need.name for step in steps for need in step.needs if isinstance(need, Field | Checklist)}
    return {name: value for name, value in record.facts.items() if name in names}


def _event(one: Happening) -> dict[str, Any]:
    return {
        "id": one.event.pk,
        "type": one.event.type,
        "at": one.event.at.isoformat(),
        "title": one.title.as_json(),
        "organisation": one.organisation.as_json(),
        "person": one.person,
        "cites": list(one.event.cites),
        "log_index": one.index,
        "denials": [denial.as_json() for denial in one.denials],
    }


def _procedure(procedure: Procedure) -> dict[str, Any]:
    return {
        "id": procedure.id,
        "title": procedure.title.as_json(),
        "instrument": procedure.instrument.id,
        "version": procedure.version.isoformat(),
        "states": [{"name": s.name, "title": s.title.as_json(), "final": s.final} for s in procedure.states],
        "steps": [_step(step) for step in procedure.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "title": step.title.as_json(),
        "from": sorted(step.source),
        "to": step.target or None,
        "by": sorted(step.by),
        "cites": [str(cite) for cite in step.cites],
        "needs": [_need(need) for need in step.needs if isinstance(need, Field | Checklist)],
    }


def _need(need: Field | Checklist) -> dict[str, Any]:
    common = {"name": need.name, "title": need.title.as_json(), "required": need.required}
    if isinstance(need, Checklist):
        return common | {"kind": "checklist", "items": {item.code: item.title.as_json() for item in need.items}}
    choices: dict[str, Text] = dict(need.choices or {})
    return common | {
        "kind": need.kind.value,
        "choices": {code: title.as_json() for code, title in choices.items()},
        "cites": [str(cite) for cite in need.cites],
    }
