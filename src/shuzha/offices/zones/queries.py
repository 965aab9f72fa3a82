"""Reading zones: who may see what of a zone, and what the list and the supervisor's board show.

Everyone sees which zones there are, who supervises and who operates them. The parties see agreement, grants, personnel
and what became of each use. Why a use was refused on grounds of data, only the zone's supervisor and the big data
authority read (local rule 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.due import Chip, chips
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord
from shuzha.archive.cases.procedures import all_running
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.parties.models import Account
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import working_days_left
from shuzha.kernel.text import Text
from shuzha.offices.zones.apps import ZonesConfig
from shuzha.offices.zones.models import Zone
from shuzha.procedure.decide import open_steps
from shuzha.procedure.words import Case
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.call import CALL, KINDS


class Sight(IntEnum):
    """How much of a zone someone sees."""

    PUBLIC = 0
    PARTY = 1
    SUPERVISOR = 2


def sight(zone: Zone, account: Account | None) -> Sight:
    """How much of the zone this account sees; a providing department sees as a party, but only its own grants."""
    if account is None:
        return Sight.PUBLIC
    standings, organisation = set(account.standings), account.organisation_id
    if "bigdata" in standings or ("supervisor" in standings and organisation == zone.supervisor_id):
        return Sight.SUPERVISOR
    if "government" in standings or (organisation == zone.operator_id and standings & {"company", "analyst"}):
        return Sight.PARTY
    return Sight.PARTY if "provider" in standings and _of_provider(zone, account).exists() else Sight.PUBLIC


def reads_reasons(grant: Grant, account: Account | None) -> bool:
    """Whether this account reads why a use under the grant was refused on grounds of data.

    That is for the zone's present supervisor and for the big data authority, which coordinates all zones. The operator
    could learn from the reasons, and a supervisor who handed the zone over has nothing to supervise in it any more.
    Cites: beijing-2023/6, beijing-2023/28.
    """
    zone = Zone.objects.filter(call_id=grant.agreement.facts.get("call")).first()
    return zone is not None and sight(zone, account) is Sight.SUPERVISOR


def reads_use(account: Account, event: EventRecord, key: str) -> bool:
    """Whether this account reads what the gate found in the data, in the record of the grant `key`."""
    grant = Grant.objects.select_related("agreement").filter(pk=key).first()
    return grant is not None and reads_reasons(grant, account)


def grants_of(zone: Zone, account: Account | None) -> QuerySet[Grant]:
    """The zone's grants that this account may see, the newest first."""
    seen = sight(zone, account)
    if account is None or zone.agreement_id is None or seen is Sight.PUBLIC:
        return Grant.objects.none()
    everything = Grant.objects.filter(agreement_id=zone.agreement_id)
    if (
        seen is Sight.PARTY
        and not set(account.standings) & {"government"}
        and account.organisation_id != zone.operator_id
    ):
        everything = _of_provider(zone, account)
    return everything.select_related("case", "operator").order_by("-starts", "id")


def _of_provider(zone: Zone, account: Account) -> QuerySet[Grant]:
    return Grant.objects.filter(
        agreement_id=zone.agreement_id, columns__resource__publisher_id=account.organisation_id
    ).distinct()


def live(at: datetime) -> Q:
    """Holds for grants in force at that moment: within their dates and halted by nothing."""
    standing = Halt.objects.filter(grant=OuterRef("pk"), lifted_at=None)
    return Q(~Exists(standing), starts__lte=at, expires__gt=at)


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One zone in the list."""

    zone: Zone
    kind: Text
    standing: Text
    tone: str
    live_grants: int
    deadlines: tuple[Chip, ...]


def zone_lines(at: datetime) -> list[ZoneLine]:
    """Every zone with its operator, its agreement's standing, its live grants and the next deadlines."""
    zones = list(
        Zone.objects.select_related("supervisor", "operator", "agreement", "call").order_by("-call__opened_at")
    )
    counts = _live_counts(at)
    due = deadline_chips(zones, at)
    return [
        ZoneLine(
            zone,
            KINDS[zone.kind],
            *agreement_standing(zone),
            counts.get(zone.agreement_id, 0),
            tuple(due.get(zone.pk, [])[:2]),
        )
        for zone in zones
    ]


def _live_counts(at: datetime) -> dict[Any, int]:
    rows = Grant.objects.filter(live(at)).order_by().values("agreement_id").annotate(n=Count("pk"))
    return {row["agreement_id"]: row["n"] for row in rows}


def agreement_standing(zone: Zone) -> tuple[Text, str]:
    """The agreement's state in words, and the tone it is shown in."""
    if zone.agreement is None:
        return Text("尚未签约", "No agreement yet"), ""
    status = zone.agreement.status
    tone = {"in-force": "good", "suspended": "danger", "terminated": "danger", "expired": "danger"}.get(
        status, "warning"
    )
    return AGREEMENT.state(status).title, tone


def deadline_chips(zones: Sequence[Zone], at: datetime) -> dict[Any, list[Chip]]:
    """The deadlines that run in each zone (its call, its agreement, its cut-offs and the cases under it), soonest first."""
    today = at.astimezone(CHINA).date()
    owner = {zone.call_id: zone.pk for zone in zones} | {z.agreement_id: z.pk for z in zones if z.agreement_id}
    agreements = {str(zone.agreement_id): zone.pk for zone in zones if zone.agreement_id}
    halted = Halt.objects.filter(grant__agreement__in=list(agreements), ground=Halt.Ground.CUTOFF)
    owner |= {
        halt["case_id"]: agreements[str(halt["grant__agreement"])]
        for halt in halted.values("case_id", "grant__agreement")
    }
    # Asked from the running deadlines, which are few: every case that never ended may stand under one agreement.
    within = Q(case__in=list(owner)) | Q(case__facts__agreement__in=list(agreements))
    rows = DeadlineRecord.objects.filter(within, discharged=False, case__final=False)
    found: dict[Any, list[Chip]] = {}
    for row in rows.select_related("case").order_by("last_day"):
        zone = owner.get(row.case_id) or agreements.get(str(row.case.facts.get("agreement")))
        if not (row.waits and row.last_day < today):
            found.setdefault(zone, []).extend(chips([row], today))
    return found


def open_calls(at: datetime) -> list[dict[str, Any]]:
    """The calls that still take applications, with their last day."""
    today = at.astimezone(CHINA).date()
    rows = CaseRecord.objects.filter(procedure=CALL.id, status="published").order_by("-moved_at")
    closes = [(row, date.fromisoformat(row.facts["closes"])) for row in rows]
    return [
        {
            "case": row,
            "kind": KINDS[row.facts["kind"]],
            "closes": day,
            "left": working_days_left(today, day, working_calendar()),
        }
        for row, day in closes
        if day >= today
    ]


def openings(account: Account | None) -> list[dict[str, Any]]:
    """The cases of this office that this account may open, each with its page."""
    if account is None:
        return []
    return [
        {
            "url": f"/start/{run.procedure.id}/{step.name}/",
            "title": step.title,
            "danger": run.procedure.id == "zones.cutoff",
        }
        for run in all_running()
        if run.office.name == ZonesConfig.label
        for step in open_steps(run.procedure, Case(run.procedure.id), account.actor)
    ]
