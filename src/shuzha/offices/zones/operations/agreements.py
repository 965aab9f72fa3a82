"""Agreements: signing puts the operator in its zone; suspension and termination stop every use under it.

An older agreement is recorded for a zone that nobody operates; supplements and reports are checked against what the
archive knows.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum

from shuzha.archive.cases.lookup import referred, referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventCount, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.grants.operations import halt, lift
from shuzha.archive.parties.models import Organisation, Person
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import years_after
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION


@prepares(AGREEMENT, "draft")
def carry_in_selection(draft: Draft) -> dict[str, Any]:
    """`operator` names the selected application; the agreement's party is the company that applied."""
    supervisors_stay()
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


@prepares(AGREEMENT, "record")
def state_zone(draft: Draft) -> dict[str, Any]:
    """An older agreement's zone has no operator yet; who supervises it, the zone says."""
    supervisors_stay()
    zone = referred(Zone, draft.data.get("call"), "call")
    operator = referred(Organisation, draft.data.get("operator"), "operator")
    if zone.operator_id is not None:
        raise unknown_reference("call")
    if "company" not in operator.standings:
        raise unknown_reference("operator")
    return {
        "supervisor": str(zone.supervisor_id),
        "operator_name": operator.name.as_json(),
        "zone": zone.name.as_json(),
    }


@prepares(AGREEMENT, "file-security")
def check_responsible(draft: Draft) -> dict[str, Any]:
    person = referred(Person, draft.data.get("responsible"), "responsible")
    employed = person.accounts.filter(organisation_id=draft.by.organisation).exists()
    return {"real_name": employed and person.real_name_checked_at is not None}


@prepares(AGREEMENT, "report-performance")
def count_uses(draft: Draft) -> dict[str, Any]:
    """How often the gate released something under this agreement's grants, both days of the period included."""
    assert draft.case is not None
    streams = [grant.stream for grant in Grant.objects.filter(agreement=draft.case)]
    begins, ends = draft.data.get("period_from"), draft.data.get("period_to")
    if not (begins and ends and ends <= draft.at.astimezone(CHINA).date().isoformat()):
        return {"uses": 0}
    after = datetime.combine(date.fromisoformat(ends) + timedelta(days=1), time(), CHINA)
    first = datetime.combine(date.fromisoformat(begins), time(), CHINA)
    days = EventCount.objects.filter(span=EventCount.Span.DAY, stream__in=streams, begins__gte=first, begins__lt=after)
    return {"uses": days.filter(type="use-released").aggregate(uses=Sum("events", default=0))["uses"]}


@projects(AGREEMENT, "agreement-signed", "legacy-recognised", "agreement-supplemented")
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
