"""Which procedures run here. Offices register theirs when they start, with what they add before and write after a step.

A *preparation* runs before the decision and adds facts that the archive knows and the actor must not be asked for; a
*projection* runs after it, in the same transaction, and writes what the event means outside its case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor, Procedure


@dataclass(frozen=True, slots=True)
class Draft:
    """A step about to be decided: the case where there is one, what the actor brings, who and when.

    `stated` is what the platform itself found out (the gate's digest of a file) and no actor can bring.
    """

    case: CaseRecord | None
    data: Mapping[str, Any]
    by: Actor
    at: datetime
    stated: Mapping[str, Any] = field(default_factory=dict)


Preparation = Callable[[Draft], Mapping[str, Any]]
Projection = Callable[[CaseRecord, EventRecord], None]
Heading = Callable[[Mapping[str, Any]], Text]


@dataclass(frozen=True, slots=True)
class Running:
    """A procedure in force here: the office whose page shows it, its case numbers' prefix, and how its cases are headed."""

    procedure: Procedure
    office: str
    prefix: str
    heading: Heading
    preparations: dict[str, Preparation]
    projections: dict[str, Projection]


_running: dict[str, Running] = {}


def register(procedure: Procedure, *, office: str, prefix: str, heading: Heading) -> None:
    """Puts the procedure in force. Raises: ValueError when another one already has its identifier."""
    known = _running.get(procedure.id)
    if known and known.procedure is not procedure:
        raise ValueError(f"two procedures are called {procedure.id!r}")
    if not known:
        _running[procedure.id] = Running(procedure, office, prefix, heading, {}, {})


def prepares(procedure: Procedure, *steps: str) -> Callable[[Preparation], Preparation]:
    """Marks the function that adds trusted facts to these steps; what it says outranks what the actor said."""
    for step in steps:
        procedure.step(step)

    def mark(preparation: Preparation) -> Preparation:
        for step in steps:
            _running[procedure.id].preparations[step] = preparation
        return preparation

    return mark


def projects(procedure: Procedure, *events: str) -> Callable[[Projection], Projection]:
    """Marks the function that writes what these events mean outside their case."""
    known = {step.event for step in procedure.steps}
    if not set(events) <= known:
        raise LookupError(f"{procedure.id} has no event {set(events) - known}")

    def mark(projection: Projection) -> Projection:
        for event in events:
            _running[procedure.id].projections[event] = projection
        return projection

    return mark


def running(procedure: str) -> Running:
    """Raises: LookupError for a procedure that is not in force here."""
    try:
        return _running[procedure]
    except KeyError:
        raise LookupError(f"no procedure {procedure!r} is in force here") from None


def all_running() -> tuple[Running, ...]:
    return tuple(_running.values())


def headed_by(*keys: str) -> Heading:
    """Heads a case with these texts of its opening event, joined by a dot."""

    def heading(data: Mapping[str, Any]) -> Text:
        texts = [Text.from_json(data[key]) for key in keys]
        return Text(" · ".join(t.zh for t in texts), " · ".join(t.en for t in texts))

    return heading
