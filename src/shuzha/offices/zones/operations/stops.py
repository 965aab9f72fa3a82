"""Stops: the gate's word that nothing can leave under a halted grant any more is kept beside the decision that halted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.cases.streams import append_next
from shuzha.archive.grants.models import Halt
from shuzha.commons import gate_door
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023 import INSTRUMENT

_CITES = (INSTRUMENT.article(28),)


def confirm_stop(*, halt: Halt, by: Actor, at: datetime) -> EventRecord:
    """Has the gate end what still runs, and records once for this halt what it said: jobs ended, and how fast.

    Raises: Refused unless the actor supervises the zone, or is the big data authority; GateFault. Cites: beijing-2023/28.
    """
    if not _supervises(by, halt):
        raise Refused([_not_the_supervisor()])
    timings = gate_door.client().stop(str(halt.grant_id))
    return append_next(
        stream=halt.grant.stream,
        command_id=f"stop-{halt.id}",
        type="use-stopped",
        at=at,
        person=by.person,
        organisation=by.organisation,
        cites=_CITES,
        data={"ground": halt.ground, "case": str(halt.case_id), **_measured(timings)},
    )


def _supervises(by: Actor, halt: Halt) -> bool:
    zone = Zone.objects.get(agreement_id=halt.grant.agreement_id)
    return "bigdata" in by.roles or ("supervisor" in by.roles and str(zone.supervisor_id) == by.organisation)


def _not_the_supervisor() -> Deny:
    return Deny(
        "not-the-supervisor",
        Text(
            "只有专区监管部门或市大数据主管部门可以确认停止",
            "Only the zone's supervisor or the authority confirms a stop",
        ),
        _CITES,
        Text("请由该专区监管部门的人员办理", "Someone of that zone's supervisor must act"),
    )


def _measured(timings: Mapping[str, Any]) -> dict[str, Any]:
    """In milliseconds, because evidence is canonical JSON and whole numbers read alike everywhere."""
    return {"jobs": len(timings.get("jobs", [])), "milliseconds": round(1000 * float(timings["seconds"]))}
