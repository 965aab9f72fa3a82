"""Which procedures run here. Offices register theirs when they start, with what their events write elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.procedure.words import Procedure

Projection = Callable[[CaseRecord, EventRecord], None]


@dataclass(frozen=True, slots=True)
class Running:
    """A procedure in force here: the office whose page shows it, the prefix of its case numbers, its projections by event."""

    procedure: Procedure
    office: str
    prefix: str
    projections: dict[str, Projection]


_running: dict[str, Running] = {}


def register(procedure: Procedure, *, office: str, prefix: str) -> None:
    """Puts the procedure in force. Raises: ValueError when another one already has its identifier."""
    known = _running.get(procedure.id)
    if known and known.procedure is not procedure:
        raise ValueError(f"two procedures are called {procedure.id!r}")
    if not known:
        _running[procedure.id] = Running(procedure, office, prefix, {})


def projects(procedure: Procedure, event: str) -> Callable[[Projection], Projection]:
    """Marks a function that writes, in the event's own transaction, what the event means outside its case."""
    if all(step.event != event for step in procedure.steps):
        raise LookupError(f"{procedure.id} has no event {event!r}")

    def mark(projection: Projection) -> Projection:
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
