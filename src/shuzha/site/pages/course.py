"""The course of a case: the states it has been through, the one it is in, and those it should come to."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.queries import Told
from shuzha.procedure.words import STAYS


def course(record: CaseRecord, told: list[Told]) -> list[dict[str, Any]]:
    """The stepper: each state once, in the order in which the case came or should come to it."""
    procedure = running_for(record).procedure
    been = list(dict.fromkeys(one.step.target for one in told if one.step.target != STAYS))
    if record.status in been:
        been = [state for state in been if state != record.status] + [record.status]
    line = procedure.course
    ahead = line[line.index(record.status) + 1 :] if record.status in line else ()
    steps = [_step(procedure.state(name).title, "done") for name in been[:-1]]
    steps.append(_step(procedure.state(record.status).title, _present(record)))
    return steps + [_step(procedure.state(name).title, "next") for name in ahead if name not in been]


def tone_of(record: CaseRecord) -> str:
    """The colour of the case's state: good when it ended well, danger when it went wrong, water while it runs."""
    procedure = running_for(record).procedure
    if procedure.state(record.status).adverse:
        return "danger"
    line = procedure.course
    return "good" if record.final or (line and record.status == line[-1]) else "water"


def _present(record: CaseRecord) -> str:
    tone = tone_of(record)
    return {"danger": "refused", "good": "done"}.get(tone, "current")


def _step(title: Any, state: str) -> dict[str, Any]:
    return {"title": title, "state": state}
