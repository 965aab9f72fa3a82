"""Applications: what the call says is carried in, a rejection lists everything unmet, experts come by lot."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred_case
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.cases.replay import case_of
from shuzha.archive.evidence.queries import lot_seed
from shuzha.archive.notices.operations import publish_notice
from shuzha.archive.parties.models import Organisation
from shuzha.commons.experts.models import Expert
from shuzha.commons.experts.operations import draw_experts
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.procedure.decide import Situation
from shuzha.procedure.words import Command
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.call import CALL
from shuzha.regulations.beijing_2023.procedures.conditions import CONDITIONS


@prepares(APPLICATION, "apply")
def carry_in_call(draft: Draft) -> dict[str, Any]:
    supervisors_stay()
    call = referred_case(CALL, draft.data.get("call"), "call")
    zone = Zone.objects.get(call=call)
    return {
        "call_closes": call.facts["closes"] if call.status == "published" else "",
        "bigdata": call.parties["bigdata"],
        "supervisor": call.parties["supervisor"],
        "zone": zone.name.as_json(),
        "applied_already": CaseRecord.objects.filter(
            procedure=APPLICATION.id, facts__call=str(call.id), parties__applicant=draft.by.organisation
        ).exists(),
        "applicant_name": Organisation.objects.get(id=draft.by.organisation).name.as_json(),
    }


@prepares(APPLICATION, "reject")
def list_unmet(draft: Draft) -> dict[str, Any]:
    """A rejection carries every unmet condition, as the checklist itself finds them."""
    assert draft.case is not None
    situation = Situation(
        APPLICATION, case_of(draft.case), Command("reject", draft.by, draft.at, draft.data), working_calendar()
    )
    return {"denials": [denial.as_json() for denial in CONDITIONS.unmet(situation)]}


@prepares(APPLICATION, "draw")
def draw_lots(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    concerned = Organisation.objects.filter(id=draft.case.parties["applicant"])
    return draw_experts(seed=lot_seed(draft.case), concerning=concerned, on=draft.at.astimezone(CHINA).date())


@prepares(APPLICATION, "opine")
def name_expert(draft: Draft) -> dict[str, Any]:
    expert = Expert.objects.filter(account__person_id=draft.by.person).first()
    return {"expert": expert.number if expert else ""}


@projects(APPLICATION, "result-published")
def announce_result(case: CaseRecord, event: EventRecord) -> None:
    name, zone = Text.from_json(case.facts["applicant_name"]), Text.from_json(case.facts["zone"])
    publish_notice(
        case=case,
        event=event,
        kind="result",
        title=Text("{zone}运营单位综合评审结果", "Selected operator: {zone}").format(zone=zone),
        body=Text(
            "入选单位：{name}。评审结果已报市政府同意。", "Selected: {name}. The government consented to the result."
        ).format(name=name),
        publisher=case.parties["bigdata"],
    )
