"""From stored rows back to the words of the procedure engine."""

from __future__ import annotations

from collections.abc import Iterable

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import running_under
from shuzha.procedure.decide import evolve
from shuzha.procedure.words import Case, Event


def event_of(row: EventRecord) -> Event:
    return Event(row.type, row.at, row.person, row.organisation, row.citations, row.data)


def events_of(record: CaseRecord) -> list[EventRecord]:
    """The case's events in their order."""
    return list(EventRecord.objects.filter(stream=record.stream).order_by("seq"))


def case_of(record: CaseRecord, rows: Iterable[EventRecord] | None = None) -> Case:
    """The case as its events add up to, each under the version it was done under; `rows` are those events in their
    order, where they are at hand."""
    state = Case(record.procedure)
    for row in events_of(record) if rows is None else rows:
        state = evolve(running_under(record.procedure, row.law_version).procedure, state, event_of(row))
    return state
