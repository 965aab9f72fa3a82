"""Agreements: signing puts the operator in its zone; suspension and termination stop every use under it."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred_case
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.grants.operations import halt, lift
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import years_after
from shuzha.offices.zones.models import Zone
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION


@prepares(AGREEMENT, "draft")
def carry_in_selection(draft: Draft) -> dict[str, Any]:
    """`operator` names the selected application; the agreement's party is the company that applied."""
    application = referred_case(APPLICATION, draft.data.get("operator"), "operator")
    return {
        "application": str(application.id),
        "selected": application.status == "selected",
        "agreed_already": CaseRecord.objects.filter(
            procedure=AGREEMENT.id, facts__application=str(application.id), final=False
        ).exists(),
        "operator": application.parties["applicant"],
        "supervisor": str(Zone.objects.get(call_id=application.facts["call"]).supervisor_id),
        "operator_name": application.facts["applicant_name"],
        "zone": application.facts["zone"],
        "call": application.facts["call"],
    }


@prepares(AGREEMENT, "sign")
def set_term(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    today = draft.at.astimezone(CHINA).date()
    return {"ends": years_after(today, draft.case.facts["years"]).isoformat()}


@projects(AGREEMENT, "agreement-signed")
def seat_operator(case: CaseRecord, event: EventRecord) -> None:
    Zone.objects.filter(call_id=case.facts["call"]).update(operator_id=case.parties["operator"], agreement=case)


@projects(AGREEMENT, "agreement-suspended")
def stop_for_suspension(case: CaseRecord, event: EventRecord) -> None:
    halt(grants=Grant.objects.filter(agreement=case), ground=Halt.Ground.SUSPENSION, case=case, at=event.at)


@projects(AGREEMENT, "agreement-terminated", "agreement-expired")
def stop_for_good(case: CaseRecord, event: EventRecord) -> None:
    halt(grants=Grant.objects.filter(agreement=case), ground=Halt.Ground.TERMINATION, case=case, at=event.at)


@projects(AGREEMENT, "agreement-restored", "breach-dismissed")
def let_use_resume(case: CaseRecord, event: EventRecord) -> None:
    lift(case=case, ground=Halt.Ground.SUSPENSION, at=event.at)
