"""A new version of a procedure, before it takes force: which running cases it takes over, and what changes for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.duties import project_deadlines_anew
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import running_for, versions_of
from shuzha.archive.cases.replay import case_of
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.versions import Change, Shift, changes, shifts
from shuzha.procedure.words import Procedure


@dataclass(frozen=True, slots=True)
class Transition:
    """A version, the one before it, what it does otherwise, and from which day it also governs running cases."""

    old: Procedure
    new: Procedure
    changes: tuple[Change, ...]

    @property
    def day(self) -> date | None:
        """The first day on which it governs running cases; None when those keep the version they were opened under."""
        return max(self.new.version, self.new.applies_to_running) if self.new.applies_to_running else None

    def as_json(self) -> dict[str, Any]:
        return {
            "procedure": self.new.id,
            "from": self.old.law_version,
            "to": self.new.law_version,
            "governs_running_cases_from": self.day.isoformat() if self.day else None,
            "changes": [one.as_json() for one in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Affected:
    """A running case that the version takes over, in which state it is, and which of its deadlines move."""

    case: CaseRecord
    status: Text
    shifts: tuple[Shift, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "case": self.case.number,
            "status": self.status.as_json(),
            "deadlines": [one.as_json() for one in self.shifts],
        }


def transition(procedure: str, version: date) -> Transition:
    """What the version of that day changes. Raises: LookupError when there is none, or none before it."""
    versions = [run.procedure for run in versions_of(procedure)]
    place = next((at for at, one in enumerate(versions) if one.version == version), 0)
    if place == 0:
        days = ", ".join(one.version.isoformat() for one in versions[1:]) or "none"
        raise LookupError(f"{procedure} has no later version of {version}; it has: {days}")
    old, new = versions[place - 1], versions[place]
    return Transition(old, new, changes(old, new, new.version))


def affected(change: Transition) -> Iterator[Affected]:
    """The running cases it takes over, by number, as they would stand on the day it does; none when it takes over none."""
    if change.day is None:
        return
    for record in _taken_over(change):
        case, old = case_of(record), running_for(record, _eve(change)).procedure
        moved = shifts(old, change.new, case, change.day, working_calendar())
        yield Affected(record, old.state(record.status).title, moved)


def take_over(change: Transition, today: date) -> int:
    """Counts the deadlines of the cases taken over by the new version, once its day has come; how many cases.

    Raises: ValueError before that day.
    """
    if change.day is None or today < change.day:
        raise ValueError(f"{change.new.law_version} governs no running case on {today}")
    taken = 0
    for record in _taken_over(change):
        with transaction.atomic():
            locked = CaseRecord.objects.select_for_update().get(pk=record.pk)
            project_deadlines_anew(running_for(locked, today), locked, case_of(locked), locked.moved_at)
        taken += 1
    return taken


def _taken_over(change: Transition) -> list[CaseRecord]:
    running = CaseRecord.objects.filter(procedure=change.new.id, final=False).order_by("number")
    return [one for one in running if one.opened_at.astimezone(CHINA).date() < change.new.version]


def _eve(change: Transition) -> date:
    """A day on which the version did not govern yet."""
    return date.fromordinal(change.new.version.toordinal() - 1)
