"""Calls: who supervises the zone is settled when one is drafted; publishing it makes the zone and the public notice."""

from __future__ import annotations

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.parties import add_standing
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.notices.operations import publish_notice
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import Unit, due
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.call import CALL, KINDS
from shuzha.regulations.local_rules import PARAMETERS


@prepares(CALL, "draft")
def settle_supervisor(draft: Draft) -> dict[str, object]:
    """Where nobody is named the authority supervises: for good in a general zone (6), else for the time being (7)."""
    named = draft.data.get("supervisor")
    supervisor = str(referred(Organisation, named, "supervisor").id) if named else draft.by.organisation
    return {
        "supervisor": supervisor,
        "named_otherwise": supervisor != draft.by.organisation,
        "interim": supervisor == draft.by.organisation and draft.data.get("kind") != "general",
    }


@projects(CALL, "call-drafted")
def let_authority_supervise(case: CaseRecord, event: EventRecord) -> None:
    """The authority acts as supervisor wherever the measures make it one, through the people who act for it."""
    if case.parties["supervisor"] == event.organisation:
        by = Actor(event.person, event.organisation, frozenset())
        add_standing(
            organisation=event.organisation, standing="supervisor", to_holders_of="bigdata", at=event.at, by=by
        )


@prepares(CALL, "publish")
def set_window(draft: Draft) -> dict[str, object]:
    """The window's last day is printed in the call, counted when it is published."""
    today = draft.at.astimezone(CHINA).date()
    days = PARAMETERS.days("application_window_days", today)
    return {"closes": due(today, days, unit=Unit.WORKING, calendar=working_calendar()).last_day.isoformat()}


@projects(CALL, "call-published")
def open_zone(case: CaseRecord, event: EventRecord) -> None:
    facts = case.facts
    Zone.objects.create(
        call=case,
        name_zh=facts["zone_zh"],
        name_en=facts["zone_en"],
        kind=facts["kind"],
        supervisor_id=case.parties["supervisor"],
    )
    kind = KINDS[facts["kind"]]
    publish_notice(
        case=case,
        event=event,
        kind="call",
        title=Text("关于开展{zone}授权运营的通知", "Call for an operator: {zone}").format(zone=case.title),
        body=Text(
            f"专区类别：{kind.zh}\n申报条件：{facts['conditions']}\n运营要求：{facts['requirements']}\n申请截止：{facts['closes']}",
            f"Kind: {kind.en}\nConditions: {facts['conditions']}\nRequirements: {facts['requirements']}\n"
            f"Applications until: {facts['closes']}",
        ),
        publisher=case.parties["bigdata"],
    )
