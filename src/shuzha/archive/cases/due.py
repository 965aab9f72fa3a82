"""How a duty stands today, in working days: worked out once, for every page on which a deadline chip is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord
from shuzha.archive.cases.procedures import duty_of, running_for
from shuzha.kernel.deadline import working_days_left
from shuzha.kernel.text import Text
from shuzha.procedure.words import Duty

SOON = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """One running of a duty as the chip shows it, with what follows when it is missed.

    `left` counts working days; it is negative when working days have passed since the last one.
    """

    duty: Duty
    who: Text
    due: date
    left: int
    state: str
    case: CaseRecord

    @property
    def title(self) -> Text:
        return self.duty.title


def chips(deadlines: Iterable[DeadlineRecord], today: date) -> list[Chip]:
    """The deadlines in the order given, as they stand today."""
    return [_chip(deadline, today) for deadline in deadlines]


def _chip(deadline: DeadlineRecord, today: date) -> Chip:
    procedure = running_for(deadline.case).procedure
    duty, left = duty_of(procedure.id, deadline.duty), working_days_left(today, deadline.last_day, working_calendar())
    return Chip(
        duty, procedure.roles[duty.who].title, deadline.last_day, left, _state(deadline, left, today), deadline.case
    )


def _state(deadline: DeadlineRecord, left: int, today: date) -> str:
    if deadline.discharged or (deadline.waits and today > deadline.last_day):
        return "done"
    if today > deadline.last_day:
        return "late"
    if deadline.provisional:
        return "provisional"
    return "due-soon" if left <= SOON and not deadline.waits else "running"
