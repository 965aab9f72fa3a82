"""What the platform promises and a log shows: checked on entries alone, without the platform and without its data.

- In every stream each event stands behind the one before it: none was taken out before it was logged.
- No case was decided after its deadline without a late mark, by the procedures and the calendar as this program ships
  them; a deadline the calendar knows only provisionally is not judged.
- No answer was released without a grant: a use stands behind its case's grant, and not behind its end.

What only an event's data tells (which duty a late mark is for, what a cut-off halts) is not seen from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.deadlines import Deadline, Standing, deadlines
from shuzha.procedure.words import Case, Event, Procedure
from shuzha.regulations.procedures import all_procedures
from shuzha.site.monitor.follow import Finding
from shuzha.site.monitor.memory import Entry, Memory

MISSED, RELEASED = "deadline-missed", "use-released"
GRANTED, ENDED = "sharing-granted", "sharing-ended"


def broken(memory: Memory, fresh: Sequence[Entry], calendar: WorkingCalendar, today: date) -> Iterator[Finding]:
    """What the new entries break, in the order of their streams; what was found before is not found again."""
    for name in dict.fromkeys(entry.stream for entry in fresh):
        stream = list(memory.stream(name))
        new = {entry.place for entry in fresh if entry.stream == name}
        yield from _gaps(stream, new)
        kind, _, key = name.partition("-")
        if kind == "case":
            yield from _unmarked(memory, key, stream, new, calendar, today)
        elif kind == "use":
            yield from _ungranted(list(memory.stream(f"case-{key}")), stream, new)


def _gaps(stream: Sequence[Entry], new: set[int]) -> Iterator[Finding]:
    for expected, entry in enumerate(stream):
        if entry.seq != expected and entry.place in new:
            text = Text("{stream} 的第 {n} 个事件缺失或重复。", "Event {n} of {stream} is missing, or stands twice.")
            yield Finding("gap", text.format(stream=entry.stream, n=expected), entry.place)
            return


def _unmarked(
    memory: Memory, key: str, stream: Sequence[Entry], new: set[int], calendar: WorkingCalendar, today: date
) -> Iterator[Finding]:
    procedure = _procedure(stream[0])
    if procedure is None:
        text = Text("不认识的办件开始事件“{type}”（{law}）。", "No known procedure opens with “{type}” under {law}.")
        if stream[0].place in new:
            yield Finding("unknown-procedure", text.format(type=stream[0].type, law=stream[0].law), stream[0].place)
        return
    history = tuple(Event(e.type, e.at, "", "", (), {}) for e in stream)
    late = [
        (_done(stream, run), run)
        for run in deadlines(procedure, Case(procedure.id, history=history), today, calendar)
        if run.standing is Standing.DONE_LATE and not run.provisional
    ]
    marks = [entry.place for entry in memory.stream(f"duty-{key}") if entry.type == MISSED]
    for number, (done, run) in enumerate(sorted(late, key=lambda pair: pair[0].place), 1):
        if done.place in new and sum(place < done.place for place in marks) < number:
            yield _late(done, run)


def _done(stream: Sequence[Entry], run: Deadline) -> Entry:
    """The event that discharged the duty, too late."""
    return next(e for e in stream if e.type in run.duty.done_by and e.at.astimezone(CHINA).date() > run.last_day)


def _late(done: Entry, run: Deadline) -> Finding:
    text = Text(
        "{stream}：“{duty}”应于 {last} 前办结，{at} 方办结，且没有超期标记。",
        "{stream}: “{duty}” was due by {last}, was done on {at}, and carries no late mark.",
    )
    day = done.at.astimezone(CHINA).date().isoformat()
    said = text.format(stream=done.stream, duty=run.duty.title, last=run.last_day.isoformat(), at=day)
    return Finding("late-unmarked", said, done.place)


def _ungranted(case: Sequence[Entry], uses: Sequence[Entry], new: set[int]) -> Iterator[Finding]:
    for use in uses:
        if use.type == RELEASED and use.place in new:
            before = [entry.type for entry in case if entry.place < use.place]
            if GRANTED not in before or ENDED in before:
                text = Text("{stream}：没有有效授权即放出结果。", "{stream}: an answer was released without a grant.")
                yield Finding("use-without-grant", text.format(stream=use.stream), use.place)


def _procedure(opening: Entry) -> Procedure | None:
    return _openings().get((opening.type, opening.law))


@cache
def _openings() -> dict[tuple[str, str], Procedure]:
    """Which procedure an event opens a case of, by its type and the version of the law it was done under."""
    return {
        (step.event, procedure.law_version): procedure
        for procedure in all_procedures()
        for step in procedure.steps
        if not step.source
    }
