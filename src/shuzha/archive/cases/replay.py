"""From stored rows back to the words of the procedure engine."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import observed, running_under
from shuzha.archive.prepared import Rows
from shuzha.procedure.decide import evolve
from shuzha.procedure.words import Case, Event

_events = Rows(EventRecord, "stream = %s ORDER BY seq")


def event_of(row: EventRecord) -> Event:
    return Event(row.type, row.at, row.person, row.organisation, row.citations, row.data)


def events_of(record: CaseRecord) -> list[EventRecord]:
    """The case's events in their order."""
    return _events(record.stream)


def case_of(record: CaseRecord, rows: Iterable[EventRecord] | None = None) -> Case:
    """The case as its events add up to, each under the version it was done under; `rows` are those events in their
    order, where they are at hand."""
    state = Case(record.procedure)
    for row in events_of(record) if rows is None else rows:
        state = evolve(running_under(record.procedure, row.law_version).procedure, state, event_of(row))
    return state


def observe_again(record: CaseRecord) -> None:
    """Lets the observers see every event of the case again, each with the case as it stood after it.

    A missed duty stands among the events in the order in which they were written.
    """
    state, then = Case(record.procedure), copy(record)
    streams = (record.stream, f"duty-{record.pk}")
    for row in EventRecord.objects.filter(stream__in=streams).order_by("pk"):
        run = running_under(record.procedure, row.law_version)
        if row.stream == record.stream:
            state = evolve(run.procedure, state, event_of(row))
            then.status, then.facts, then.parties = state.status, dict(state.facts), dict(state.parties)
        observed(run, then, row)
