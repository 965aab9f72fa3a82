"""Comparisons: entries are counted, the published roster gets its seats for the term of the contract, evaluations are kept apart."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred_all
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.notices.operations import PLATFORM, publish_notice
from shuzha.archive.notices.queries import BUREAU
from shuzha.archive.parties.models import Organisation
from shuzha.commons.assessments import poor_in_a_row
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import FirstDay, Unit, due, years_after
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Seat
from shuzha.procedure.assessment import told
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import PARAMETERS
from shuzha.regulations.hainan_2023.evaluating import SCHEME
from shuzha.regulations.hainan_2023.procedures.comparison import COMPARISON

EVALUATED, CHOSEN = "agency-evaluated", "agencies-chosen"


@prepares(COMPARISON, "enter")
def count_entry(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    entered = list(draft.case.facts.get("entered", ()))
    again = draft.by.organisation in entered
    return {
        "again": again,
        "entered": entered if again else [*entered, draft.by.organisation],
        "poor": _poor(draft.by.organisation),
    }


def _poor(agency: str) -> int:
    """Its poor evaluations in a row; none any more once a comparison was decided without it. Cites: local/44."""
    latest = EventRecord.objects.filter(type=EVALUATED, data__agency=agency).order_by("-pk").first()
    if latest and EventRecord.objects.filter(type=CHOSEN, pk__gt=latest.pk).exists():
        return 0
    return poor_in_a_row(EVALUATED, about={"agency": agency})


@prepares(COMPARISON, "choose")
def check_chosen(draft: Draft) -> dict[str, Any]:
    referred_all(Organisation, draft.data.get("chosen") or [], "chosen")
    return {}


@prepares(COMPARISON, "confirm")
def set_term(draft: Draft) -> dict[str, Any]:
    """The contract runs for the rules' years from the day the roster is published. Cites: hainan-2023/23, civil-code/202."""
    today = draft.at.astimezone(CHINA).date()
    return {"ends": years_after(today, PARAMETERS.integer("agency_years", today)).isoformat()}


@prepares(COMPARISON, "evaluate")
def count_evaluation(draft: Draft) -> dict[str, Any]:
    """The result follows from the points; conduct under article 27 makes it poor whatever they are. Cites: local/44."""
    assert draft.case is not None
    scored = all(f"points_{code}" in draft.data for code in SCHEME.indicators)
    points = SCHEME.points([draft.data] if scored else [], SCHEME.equal)
    found = "poor" if draft.data.get("misconduct") else SCHEME.result(points, draft.at.astimezone(CHINA).date())
    return {
        "evaluated": [*draft.case.facts.get("evaluated", ()), draft.data.get("agency")],
        "points": told(points),
        "result": found,
    }


@projects(COMPARISON, "comparison-announced")
def announce(case: CaseRecord, event: EventRecord) -> None:
    first = event.at.astimezone(CHINA).date()
    days = local_rules.PARAMETERS.days("comparison_window_days", first)
    last = due(first, days, unit=Unit.WORKING, first_day=FirstDay.COUNTED, calendar=working_calendar()).last_day
    _publish(
        case,
        event,
        Text("第三方确权登记服务机构公开比选公告", "Public comparison of agencies"),
        Text(
            f"服务内容：{case.facts['services']}\n条件与评分：{case.facts['criteria']}\n报名截止：{last}",
            f"Services: {case.facts['services']}\nConditions: {case.facts['criteria']}\nEntries until: {last}",
        ),
    )


@projects(COMPARISON, "roster-published")
def seat_agencies(case: CaseRecord, event: EventRecord) -> None:
    begins, ends = event.at.astimezone(CHINA).date(), event.data["ends"]
    chosen = list(Organisation.objects.filter(id__in=case.facts["chosen"]).order_by("credit_code"))
    Seat.objects.bulk_create(Seat(comparison=case, agency=agency, begins=begins, ends=ends) for agency in chosen)
    _publish(
        case,
        event,
        Text("第三方确权登记服务机构名录", "Roster of agencies"),
        Text(
            f"入选机构：{'、'.join(a.name_zh for a in chosen)}\n服务期：{begins} 至 {ends}",
            f"Chosen: {', '.join(a.name_en for a in chosen)}\nFrom {begins} to {ends}",
        ),
    )


def _publish(case: CaseRecord, event: EventRecord, title: Text, body: Text) -> None:
    publish_notice(
        case=case,
        event=event,
        kind="comparison",
        title=title,
        body=body,
        publisher=case.parties["registrar"],
        sites=(BUREAU, PLATFORM),
    )
