"""By when a refused step is still owed: the running of a duty that the step would discharge, told beside each reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit
from shuzha.procedure.deadlines import Deadline, Standing, deadlines
from shuzha.procedure.words import Case, Procedure

_OWED = Text("须于 {day} 前办理（含当日）：{duty}", "To be done by {day}, that day included: {duty}")
_LATE = Text(
    "“{duty}”的期限已于 {day} 届满，现在办理按逾期记录",
    "The time for “{duty}” ended on {day}; done now, it is recorded as late",
)


def limited(
    denials: Iterable[Deny], procedure: Procedure, case: Case, step: str, today: date, calendar: WorkingCalendar
) -> tuple[Deny, ...]:
    """The denials of the step of that name, each with a time limit: its own where it has one, else that of the duty
    which the step would discharge and whose last day comes first, else the word that none is set.
    """
    events = {one.event for one in procedure.steps if one.name == step}
    owed = [run for run in deadlines(procedure, case, today, calendar) if _owes(run) and run.duty.done_by & events]
    limit = _told(min(owed, key=lambda run: run.last_day)) if owed else NO_LIMIT
    return tuple(replace(one, limit=limit) if one.limit == NO_LIMIT else one for one in denials)


def owing(
    denials: Iterable[Deny], procedure: Procedure, case: Case, roles: set[str], today: date, calendar: WorkingCalendar
) -> tuple[Deny, ...]:
    """The denials, each with the last day of what one of these roles owes in the case and has not done, the first of several."""
    owed = [run for run in deadlines(procedure, case, today, calendar) if _owes(run) and run.duty.who in roles]
    limit = _told(min(owed, key=lambda run: run.last_day)) if owed else NO_LIMIT
    return tuple(replace(one, limit=limit) for one in denials)


def _owes(run: Deadline) -> bool:
    return run.standing in (Standing.RUNNING, Standing.LATE) and not run.duty.waits


def _told(run: Deadline) -> TimeLimit:
    words = _LATE if run.standing is Standing.LATE else _OWED
    told = words.format(duty=run.duty.title, day="{day}")
    return TimeLimit.dated(told, run.last_day, run.duty.limit.cites, run.provisional)
