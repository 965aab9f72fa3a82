"""Cut-offs: the halt is written with the decision; the gate hears of it the moment the transaction commits."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred_all, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.grants.operations import halt, lift
from shuzha.offices.zones.models import Zone
from shuzha.regulations.beijing_2023.procedures.cutoff import CUTOFF


@prepares(CUTOFF, "cut")
def name_zone(draft: Draft) -> dict[str, Any]:
    """All grants named lie in one zone, and a supervisor cuts only in a zone it supervises."""
    grants = referred_all(Grant, draft.data.get("grants") or [], "grants")
    zones = list(Zone.objects.filter(agreement_id__in={g.agreement_id for g in grants}))
    if len(zones) != 1:
        raise unknown_reference("grants")
    zone = zones[0]
    if "bigdata" not in draft.by.roles and str(zone.supervisor_id) != draft.by.organisation:
        raise unknown_reference("grants")
    return {"zone": zone.name.as_json()}


@projects(CUTOFF, "use-cut-off")
def stop_at_once(case: CaseRecord, event: EventRecord) -> None:
    grants = Grant.objects.filter(id__in=case.facts["grants"])
    halt(grants=grants, ground=Halt.Ground.CUTOFF, case=case, at=event.at)


@projects(CUTOFF, "use-restored")
def let_use_resume(case: CaseRecord, event: EventRecord) -> None:
    lift(case=case, ground=Halt.Ground.CUTOFF, at=event.at)
