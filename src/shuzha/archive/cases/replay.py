"""From stored rows back to the words of the procedure engine."""

from __future__ import annotations

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import running
from shuzha.procedure.decide import evolve
from shuzha.procedure.words import Case, Event


def event_of(row: EventRecord) -> Event:
    return Event(row.type, row.at, row.person, row.organisation, row.citations, row.data)


def case_of(record: CaseRecord) -> Case:
    """The case as its events add up to, read in their order."""
    procedure = running(record.procedure).procedure
    state = Case(procedure.id)
    for row in EventRecord.objects.filter(stream=record.stream).order_by("seq"):
        state = evolve(procedure, state, event_of(row))
    return state
