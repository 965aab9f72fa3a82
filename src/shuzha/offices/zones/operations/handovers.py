"""Handing a zone over: the zone and every open matter of it change supervisor together, in the transaction that announces it."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.inbox import tell
from shuzha.archive.cases.lookup import referred, referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.notices.operations import publish_notice
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations.supervision import open_matters, supervised_by, supervisors_change
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.assessment import ASSESSMENT
from shuzha.regulations.beijing_2023.procedures.call import CALL
from shuzha.regulations.beijing_2023.procedures.consent import CONSENT
from shuzha.regulations.beijing_2023.procedures.contribution import CONTRIBUTION
from shuzha.regulations.beijing_2023.procedures.destruction import DESTRUCTION
from shuzha.regulations.beijing_2023.procedures.filing import FILING
from shuzha.regulations.beijing_2023.procedures.giveback import GIVEBACK
from shuzha.regulations.beijing_2023.procedures.handover import HANDOVER
from shuzha.regulations.beijing_2023.procedures.incident import INCIDENT
from shuzha.regulations.beijing_2023.procedures.inspection import INSPECTION
from shuzha.regulations.beijing_2023.procedures.partner import PARTNER
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING
from shuzha.regulations.beijing_2023.procedures.supplement import SUPPLEMENT
from shuzha.regulations.beijing_2023.procedures.ticket import TICKET

# In the order in which they are taken: a step in one of them may go on to take one in a later one, never the other way.
SUPERVISED = (
    CALL, APPLICATION, SHARING, TICKET, GIVEBACK, INCIDENT, INSPECTION, ASSESSMENT, DESTRUCTION, CONSENT, FILING,
    CONTRIBUTION, PARTNER, PERSONNEL, SUPPLEMENT, AGREEMENT,
)  # fmt: skip
_ORDER = {procedure.id: place for place, procedure in enumerate(SUPERVISED)}
_MOVED = Text(
    "{zone}的监管已移交：{number} 自即日起由{to}监管，期限不变",
    "Supervision of {zone} was handed over: {number} is supervised by {to} from today; its time limits stand",
)


@prepares(HANDOVER, "propose")
def state_zone(draft: Draft) -> dict[str, Any]:
    zone = referred(Zone, draft.data.get("zone"), "zone")
    successor = referred(Organisation, draft.data.get("successor"), "successor")
    if "supervisor" not in successor.standings:
        raise unknown_reference("successor")
    return {
        "interim": zone.kind != Zone.Kind.GENERAL and str(zone.supervisor_id) == draft.by.organisation,
        "zone_name": zone.name.as_json(),
    }


@prepares(HANDOVER, "announce")
def state_agreement(draft: Draft) -> dict[str, Any]:
    """Moving while it is drafted, reported or suspended: then a change of supervisor would leave a decision to nobody."""
    assert draft.case is not None
    supervisors_change()
    agreements = CaseRecord.objects.filter(procedure=AGREEMENT.id, facts__call=draft.case.facts["zone"], final=False)
    return {"agreement_moving": agreements.exclude(status="in-force").exists()}


@projects(HANDOVER, "zone-handed-over")
def hand_over(case: CaseRecord, event: EventRecord) -> None:
    zone = Zone.objects.select_for_update().get(call_id=case.facts["zone"])
    before, to = str(zone.supervisor_id), Organisation.objects.get(id=case.parties["successor"])
    zone.supervisor = to
    zone.save(update_fields=["supervisor"])
    _move_matters(zone, before, to, case, event)
    publish_notice(
        case=case,
        event=event,
        kind="handover",
        title=Text("{zone}监管部门变更", "New supervisor: {zone}").format(zone=zone.name),
        body=Text("{zone}自即日起由{to}监管。", "From today {zone} is supervised by {to}.").format(
            zone=zone.name, to=to.name
        ),
        publisher=case.parties["bigdata"],
    )


def follow_handover(draft: Draft) -> dict[str, Any]:
    """The new supervisor is whoever took the zone over; nobody is asked to name one."""
    assert draft.case is not None
    handover = referred_case(HANDOVER, draft.data.get("handover"), "handover")
    within = open_matters(handover.facts["zone"]).filter(pk=draft.case.pk)
    if handover.status != "handed-over" or not within.exists():
        raise unknown_reference("handover")
    return {"supervisor": handover.parties["successor"]}


for _procedure in SUPERVISED:
    prepares(_procedure, "change-supervisor")(follow_handover)


def _move_matters(zone: Zone, before: str, to: Organisation, handover: CaseRecord, event: EventRecord) -> None:
    """Every open matter takes the step in its own record, and both supervisors are told of each."""
    by = Actor(event.person, event.organisation, frozenset({"bigdata"}))
    found = sorted(supervised_by(zone, before), key=lambda one: (_ORDER[one.procedure], one.pk))
    for matter in found:
        if CaseRecord.objects.select_for_update().get(pk=matter.pk).final:
            continue  # it was closed while this waited for it
        perform(case=matter, step="change-supervisor", by=by, at=event.at, data={"handover": str(handover.pk)})
        said = EventRecord.objects.filter(stream=matter.stream).latest("seq")
        told = _MOVED.format(zone=zone.name, number=matter.number, to=to.name)
        tell((before, str(to.pk)), case=matter, event=said, told=told, at=event.at)
