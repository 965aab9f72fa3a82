"""Handing a zone over: the zone and its agreement change supervisor together, in the transaction that announces it."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred, referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.notices.operations import publish_notice
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.handover import HANDOVER


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
    agreements = CaseRecord.objects.filter(procedure=AGREEMENT.id, facts__call=draft.case.facts["zone"], final=False)
    return {"agreement_moving": agreements.exclude(status="in-force").exists()}


@projects(HANDOVER, "zone-handed-over")
def hand_over(case: CaseRecord, event: EventRecord) -> None:
    zone = Zone.objects.select_for_update().get(call_id=case.facts["zone"])
    zone.supervisor_id = case.parties["successor"]
    zone.save(update_fields=["supervisor"])
    if zone.agreement and not zone.agreement.final:
        by = Actor(event.person, event.organisation, frozenset({"bigdata"}))
        perform(case=zone.agreement, step="change-supervisor", by=by, at=event.at, data={"handover": str(case.id)})
    publish_notice(
        case=case,
        event=event,
        kind="handover",
        title=Text("{zone}监管部门变更", "New supervisor: {zone}").format(zone=zone.name),
        body=Text("{zone}自即日起由{to}监管。", "From today {zone} is supervised by {to}.").format(
            zone=zone.name, to=Organisation.objects.get(id=case.parties["successor"]).name
        ),
        publisher=case.parties["bigdata"],
    )


@prepares(AGREEMENT, "change-supervisor")
def follow_handover(draft: Draft) -> dict[str, Any]:
    """The new supervisor is whoever took the zone over; nobody is asked to name one."""
    assert draft.case is not None
    handover = referred_case(HANDOVER, draft.data.get("handover"), "handover")
    if handover.status != "handed-over" or handover.facts["zone"] != draft.case.facts["call"]:
        raise unknown_reference("handover")
    return {"supervisor": handover.parties["successor"]}
