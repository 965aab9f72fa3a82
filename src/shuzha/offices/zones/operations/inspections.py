"""Inspections: inspectors by lot, the day by which findings are put right, and the entry in the agreement's own case."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.evidence.queries import lot_seed
from shuzha.archive.parties.models import Organisation
from shuzha.commons.experts.operations import draw_experts
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import Unit, due
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.under import overseen_agreement, standing_under
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.inspection import INSPECTION
from shuzha.regulations.local_rules import PARAMETERS


@prepares(INSPECTION, "plan")
def draw_inspectors(draft: Draft) -> dict[str, Any]:
    """Nobody tied to the operator or the supervisor inspects. Raises: Refused when too few are left."""
    agreement, today = overseen_agreement(draft), draft.at.astimezone(CHINA).date()
    concerned = Organisation.objects.filter(id__in=[agreement.parties["operator"], agreement.parties["supervisor"]])
    planned = CaseRecord.objects.filter(
        procedure=INSPECTION.id, facts__agreement=str(agreement.id), facts__year=today.year
    )
    return {
        **standing_under(agreement),
        "year": today.year,
        "year_name": Text(f"{today.year} 年", str(today.year)).as_json(),
        "already": planned.exists(),
        **draw_experts(seed=f"{lot_seed(agreement)}/{today.year}", concerning=concerned, on=today),
    }


@prepares(INSPECTION, "find")
def set_day(draft: Draft) -> dict[str, Any]:
    today = draft.at.astimezone(CHINA).date()
    days = PARAMETERS.days("rectification_days", today)
    return {"rectify_by": due(today, days, unit=Unit.WORKING, calendar=working_calendar()).last_day.isoformat()}


@projects(INSPECTION, "findings-recorded", "inspection-passed")
def enter_in_agreement(case: CaseRecord, event: EventRecord) -> None:
    """A suspended or ended agreement takes no entry: nothing runs under it that next year's day would count from."""
    agreement = CaseRecord.objects.get(id=case.facts["agreement"])
    if agreement.status == "in-force":
        by = Actor(event.person, event.organisation, frozenset({"bigdata"}))
        perform(case=agreement, step="note-inspection", by=by, at=event.at, data={"inspection": str(case.id)})


@prepares(AGREEMENT, "note-inspection")
def check_inspection(draft: Draft) -> dict[str, Any]:
    """Only an inspection that was made, of this zone, and only once."""
    assert draft.case is not None
    named = referred_case(INSPECTION, draft.data.get("inspection"), "inspection")
    entered = EventRecord.objects.filter(
        stream=draft.case.stream, type="zone-inspected", data__inspection=str(named.id)
    ).exists()
    if entered or named.status == "planned" or named.facts["agreement"] != str(draft.case.id):
        raise unknown_reference("inspection")
    return {}
