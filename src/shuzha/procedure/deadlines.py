"""Who owes what by when: a pure function of a case's events, the procedure and the calendar as known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.clock import CHINA
from shuzha.procedure.words import Case, Duty, Event, Procedure


class Standing(StrEnum):
    RUNNING = "running"
    DONE = "done"
    DONE_LATE = "done-late"
    LATE = "late"
    ELAPSED = "elapsed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One running of a duty: when it started, its last day, and how it stands."""

    duty: Duty
    started: date
    last_day: date
    provisional: bool
    standing: Standing


def deadlines(procedure: Procedure, case: Case, today: date, calendar: WorkingCalendar) -> tuple[Deadline, ...]:
    """Every running of every duty of the case, in the order in which they started."""
    runs = [
        _run(duty, position, case.history, today, calendar)
        for duty in procedure.duties
        for position, event in enumerate(case.history)
        if event.type in duty.after
    ]
    return tuple(sorted(runs, key=lambda run: run.started))


def _run(duty: Duty, position: int, history: tuple[Event, ...], today: date, calendar: WorkingCalendar) -> Deadline:
    started = _day(history[position])
    end = duty.limit.ends(started, calendar)
    done = next((_day(event) for event in history[position + 1 :] if event.type in duty.done_by), None)
    return Deadline(duty, started, end.last_day, end.provisional, _standing(duty, end.last_day, done, today))


def _standing(duty: Duty, last_day: date, done: date | None, today: date) -> Standing:
    if duty.waits:
        return Standing.ELAPSED if today > last_day else Standing.RUNNING
    if done is not None:
        return Standing.DONE if done <= last_day else Standing.DONE_LATE
    return Standing.RUNNING if today <= last_day else Standing.LATE


def _day(event: Event) -> date:
    return event.at.astimezone(CHINA).date()
