"""Assessments: weights come from the published indicators, the result from the points, the record from the archive.

Two poor results in a row are reported in the agreement's own case, where supervisor and government decide.
"""

from __future__ import annotations

import uuid
from typing import Any

from shuzha.archive.cases.lookup import referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.cases.replay import case_of
from shuzha.archive.grants.models import Grant
from shuzha.archive.notices.operations import publish_notice
from shuzha.commons.assessments import poor_in_a_row
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.under import overseen_agreement, standing_under
from shuzha.offices.zones.queries_use import tallies
from shuzha.procedure.assessment import told
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.assessment import ASSESSMENT
from shuzha.regulations.beijing_2023.procedures.incident import INCIDENT
from shuzha.regulations.beijing_2023.procedures.indicators import INDICATORS, SYSTEM
from shuzha.regulations.beijing_2023.procedures.scoring import SCHEME, total
from shuzha.regulations.beijing_2023.procedures.ticket import TICKET

_BY_AUTHORITY = frozenset({"bigdata"})


@projects(SYSTEM, "indicators-published")
def announce_indicators(case: CaseRecord, event: EventRecord) -> None:
    lines = [(title, case.facts[f"weight_{code}"]) for code, title in INDICATORS.items()]
    publish_notice(
        case=case,
        event=event,
        kind="indicators",
        title=Text("专区运营绩效考核评估指标体系", "Indicators for the assessment of zones"),
        body=Text(
            "\n".join(f"{title.zh}：{weight}%" for title, weight in lines),
            "\n".join(f"{title.en}: {weight}%" for title, weight in lines),
        ),
        publisher=case.parties["bigdata"],
    )


@prepares(ASSESSMENT, "open")
def carry_in_indicators(draft: Draft) -> dict[str, Any]:
    agreement = overseen_agreement(draft)
    system = referred_case(SYSTEM, draft.data.get("indicators"), "indicators")
    if system.status != "in-force":
        raise unknown_reference("indicators")
    earlier = CaseRecord.objects.filter(procedure=ASSESSMENT.id, facts__agreement=str(agreement.id))
    period = str(draft.data.get("period") or "")
    return {
        **standing_under(agreement),
        **{f"weight_{code}": system.facts[f"weight_{code}"] for code in INDICATORS},
        "period_name": Text(period, period).as_json(),
        "already": earlier.filter(final=False).exists(),
        "record": _on_record(agreement),
    }


@prepares(ASSESSMENT, "score")
def state_concern(draft: Draft) -> dict[str, Any]:
    """A department scores where its data was granted; the zone's supervisor always."""
    assert draft.case is not None
    mine = Grant.objects.filter(
        agreement_id=draft.case.facts["agreement"], columns__resource__publisher_id=uuid.UUID(draft.by.organisation)
    )
    return {"concerned": draft.case.parties["supervisor"] == draft.by.organisation or mine.exists()}


@prepares(ASSESSMENT, "conclude")
def draw_result(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    points = total(case_of(draft.case))
    found = SCHEME.result(points, draft.at.astimezone(CHINA).date())
    return {
        "points": told(points),
        "result": found,
        "poor_in_a_row": _poor_before(draft.case) + 1 if found == "poor" else 0,
    }


@projects(ASSESSMENT, "assessment-concluded")
def enter_in_agreement(case: CaseRecord, event: EventRecord) -> None:
    agreement = CaseRecord.objects.get(id=case.facts["agreement"])
    if agreement.status == "in-force":
        by = Actor(event.person, event.organisation, _BY_AUTHORITY)
        perform(case=agreement, step="note-assessment", by=by, at=event.at, data={"assessment": str(case.id)})


@prepares(AGREEMENT, "note-assessment")
def check_assessment(draft: Draft) -> dict[str, Any]:
    """Only an assessment that was concluded, of this zone, and only once."""
    assert draft.case is not None
    named = referred_case(ASSESSMENT, draft.data.get("assessment"), "assessment")
    entered = EventRecord.objects.filter(
        stream=draft.case.stream, type="zone-assessed", data__assessment=str(named.id)
    ).exists()
    if entered or named.status == "scoring" or named.facts["agreement"] != str(draft.case.id):
        raise unknown_reference("assessment")
    return {}


@projects(ASSESSMENT, "poor-results-reported")
def report_in_agreement(case: CaseRecord, event: EventRecord) -> None:
    """Raises: Refused where the agreement is already being dealt with, or has ended."""
    agreement = CaseRecord.objects.get(id=case.facts["agreement"])
    reason = f"连续两次考核评估结果较差，事项 {case.number}：{event.data['reason']}"
    by = Actor(event.person, event.organisation, _BY_AUTHORITY)
    perform(case=agreement, step="report", by=by, at=event.at, data={"reason": reason[:20_000]})


def _poor_before(case: CaseRecord) -> int:
    """How many results of the agreement, the latest first, were poor before any other came."""
    assessed = CaseRecord.objects.filter(procedure=ASSESSMENT.id, facts__agreement=case.facts["agreement"])
    return poor_in_a_row("assessment-concluded", streams=[one.stream for one in assessed])


def _on_record(agreement: CaseRecord) -> str:
    """What the archive counts of the zone, for whoever scores to read."""
    grants = Grant.objects.filter(agreement=agreement)
    uses = tallies(grants).values()
    under = CaseRecord.objects.filter(facts__agreement=str(agreement.id))
    late = DeadlineRecord.objects.filter(organisation=agreement.parties["operator"]).exclude(marked_late_at=None)
    return (
        f"授权 {grants.count()} 项；放行 {sum(one.released for one in uses)} 次，"
        f"拒绝 {sum(one.refused + one.sealed for one in uses)} 次；"
        f"反映质量问题 {under.filter(procedure=TICKET.id).count()} 件；"
        f"安全事件 {under.filter(procedure=INCIDENT.id).count()} 起；"
        f"逾期职责 {late.filter(case__in=under).count()} 项"
    )
