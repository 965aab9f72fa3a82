"""Stops: the gate's word that nothing can leave under a halted grant any more is kept beside the decision that halted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.cases.streams import append_next
from shuzha.archive.grants.models import Halt
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023 import INSTRUMENT


def record_stop(*, halt: Halt, timings: Mapping[str, Any], by: Actor, at: datetime) -> EventRecord:
    """Records once for this halt what the gate said: jobs ended, and the seconds until no byte could leave.

    Cites: beijing-2023/28.
    """
    return append_next(
        stream=halt.grant.stream,
        command_id=f"stop-{halt.id}",
        type="use-stopped",
        at=at,
        person=by.person,
        organisation=by.organisation,
        cites=(INSTRUMENT.article(28),),
        data={"ground": halt.ground, "case": str(halt.case_id), **_measured(timings)},
    )


def _measured(timings: Mapping[str, Any]) -> dict[str, Any]:
    """In milliseconds, because evidence is canonical JSON and whole numbers read alike everywhere."""
    return {"jobs": len(timings.get("jobs", [])), "milliseconds": round(1000 * float(timings["seconds"]))}
