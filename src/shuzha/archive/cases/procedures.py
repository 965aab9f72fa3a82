"""Which procedures run here. Offices register theirs when they start, with what they add before and write after a step.

A *preparation* runs before the decision and adds facts that the archive knows and the actor must not be asked for; a
*projection* runs after it, in the same transaction, and writes what the event means outside its case: one for each
event, of the office itself. *Observers* run after the projection, as many as there are: with them a service that several
offices share keeps a record of what happened, which can be made again from the events.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.offices import Office, open_office
from shuzha.archive.clock import city_clock
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.versions import governing
from shuzha.procedure.words import Actor, Duty, Procedure


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
Observer = Callable[[CaseRecord, EventRecord], None]
Heading = Callable[[Mapping[str, Any]], Text]
MISSED = "deadline-missed"


@dataclass(frozen=True, slots=True)
class Running:
    """A procedure in force here: the office whose page shows it, its case numbers' prefix, and how its cases are headed."""

    procedure: Procedure
    office: Office
    prefix: str
    heading: Heading
    preparations: MutableMapping[str, Preparation]
    projections: MutableMapping[str, Projection]
    observers: MutableMapping[str, tuple[Observer, ...]]


_versions: dict[str, tuple[Running, ...]] = {}


def register(procedure: Procedure, *, office: Office, prefix: str, heading: Heading) -> None:
    """Puts the procedure, or a later version of it, in force from its day on.

    A later version keeps the preparations and projections of the one before it, except where it marks its own.
    Its office stands here from then on. Raises: ValueError when another one already has its identifier and day, a later
    version stands already, or another office has the office's name.
    """
    open_office(office)
    known = _versions.get(procedure.id, ())
    if any(run.procedure is procedure for run in known):
        return
    if known and known[-1].procedure.version >= procedure.version:
        raise ValueError(f"two procedures are called {procedure.id!r}, or its versions are not in their order")
    inherited = (known[-1].preparations, known[-1].projections, known[-1].observers) if known else ({}, {}, {})
    run = Running(procedure, office, prefix, heading, *(ChainMap({}, kept) for kept in inherited))
    _versions[procedure.id] = (*known, run)


def prepares(procedure: Procedure, *steps: str) -> Callable[[Preparation], Preparation]:
    """Marks the function that adds trusted facts to these steps; what it says outranks what the actor said."""
    for step in steps:
        procedure.step(step)

    def mark(preparation: Preparation) -> Preparation:
        for step in steps:
            _of(procedure).preparations[step] = preparation
        return preparation

    return mark


def projects(procedure: Procedure, *events: str) -> Callable[[Projection], Projection]:
    """Marks the function that writes what these events mean outside their case."""
    known = {step.event for step in procedure.steps}
    if not set(events) <= known:
        raise LookupError(f"{procedure.id} has no event {set(events) - known}")

    def mark(projection: Projection) -> Projection:
        for event in events:
            _of(procedure).projections[event] = projection
        return projection

    return mark


def observes(procedure: Procedure, *events: str) -> Callable[[Observer], Observer]:
    """Marks a function that keeps a record of these events, or of a duty's being MISSED; it is run again when the record
    is made anew, with the case as it then stood, and must leave the same behind."""
    known = {MISSED, *(step.event for step in procedure.steps)}
    if not set(events) <= known:
        raise LookupError(f"{procedure.id} has no event {set(events) - known}")

    def mark(observer: Observer) -> Observer:
        observers = _of(procedure).observers
        for event in events:
            observers[event] = (*observers.get(event, ()), observer)
        return observer

    return mark


def observed(run: Running, case: CaseRecord, event: EventRecord) -> None:
    """Lets whoever observes such events see this one."""
    for observer in run.observers.get(event.type, ()):
        observer(case, event)


def running(procedure: str, at: date | None = None) -> Running:
    """The version in force on the day `at`, else today. Raises: LookupError for a procedure that is not in force here."""
    versions = versions_of(procedure)
    if len(versions) == 1:
        return versions[0]
    day = at or _today()
    return _of(governing([run.procedure for run in versions], day, day))


def running_for(case: CaseRecord, at: date | None = None) -> Running:
    """The version that governs this case on the day `at`, else today. Raises: LookupError as `running`."""
    versions = versions_of(case.procedure)
    if len(versions) == 1:
        return versions[0]
    opened = case.opened_at.astimezone(CHINA).date()
    return _of(governing([run.procedure for run in versions], opened, at or _today()))


def running_under(procedure: str, law_version: str) -> Running:
    """The version that an event says it was done under; the first one for events older than that record."""
    versions = versions_of(procedure)
    if len(versions) == 1:
        return versions[0]
    return next((run for run in versions if run.procedure.law_version == law_version), versions[0])


def versions_of(procedure: str) -> tuple[Running, ...]:
    """Every version registered here, oldest first. Raises: LookupError for a procedure that is not in force here."""
    try:
        return _versions[procedure]
    except KeyError:
        raise LookupError(f"no procedure {procedure!r} is in force here") from None


def duty_of(procedure: str, name: str) -> Duty:
    """The duty as the newest version that has it words it. Raises: LookupError when none has it."""
    versions = versions_of(procedure)
    found = (duty for run in reversed(versions) for duty in run.procedure.duties if duty.name == name)
    duty = next(found, None)
    return duty or versions[-1].procedure.duty(name)


def all_running() -> tuple[Running, ...]:
    """The version in force today of each procedure."""
    return tuple(running(procedure) for procedure in _versions)


def _of(procedure: Procedure) -> Running:
    return next(run for run in _versions[procedure.id] if run.procedure.version == procedure.version)


def _today() -> date:
    return city_clock().now().astimezone(CHINA).date()


def headed_by(*keys: str) -> Heading:
    """Heads a case with these texts of its opening event, joined by a dot."""

    def heading(data: Mapping[str, Any]) -> Text:
        texts = [Text.from_json(data[key]) for key in keys]
        return Text(" · ".join(t.zh for t in texts), " · ".join(t.en for t in texts))

    return heading
