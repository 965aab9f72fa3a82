"""A worked case in words: each line as who did what on which day, what followed or why not, and by when what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.procedure.deadlines import Standing
from shuzha.procedure.words import Procedure
from shuzha.regulations.procedures import latest
from shuzha.regulations.worked_cases import Played, WorkedCase, played, who

_STANDS = {
    Standing.RUNNING: Text("未届满", "still runs"),
    Standing.DONE: Text("如期办理", "done in time"),
    Standing.DONE_LATE: Text("逾期办理", "done late"),
    Standing.LATE: Text("已逾期", "overdue"),
    Standing.ELAPSED: Text("已届满", "has ended"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line told. `status` is where the case then stands, None where the step was refused for `denials`."""

    on: date
    who: Text
    step: Text
    status: Text | None
    denials: tuple[Deny, ...]
    limits: tuple[Text, ...]


def told(case: WorkedCase) -> tuple[Told, ...]:
    """The case as the engine plays it, line by line, with the limits that its table speaks of."""
    procedure = latest(case.procedure)
    return tuple(_told(procedure, one) for one in played(case))


def _told(procedure: Procedure, one: Played) -> Told:
    step = next((s for s in procedure.steps if s.name == one.line.take), None)
    title = step.title if step else Text(one.line.take, one.line.take)
    status = None if one.denials else procedure.state(one.status).title
    return Told(one.line.on, who(procedure, one.line.by), title, status, one.denials, tuple(_limits(one)))


def _limits(one: Played) -> Iterator[Text]:
    for name in one.line.stands:
        run = one.last(name)
        yield Text("{duty}：{how}", "{duty}: {how}").format(duty=run.duty.title, how=_STANDS[run.standing])
    for name in one.line.ends:
        run = one.last(name)
        words = Text("{duty}：至 {day}（含当日）", "{duty}: by {day}, that day included")
        yield words.format(duty=run.duty.title, day=run.last_day.isoformat())
