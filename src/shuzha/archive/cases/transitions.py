"""A new version of a procedure, before it takes force: which running cases it takes over, and what changes for each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.duties import project_deadlines_anew
from shuzha.archive.cases.inbox import concerned, tell
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import running_for, versions_of
from shuzha.archive.cases.recounting import KEEPER, KEEPING, PLATFORM
from shuzha.archive.cases.replay import case_of
from shuzha.archive.cases.streams import append_next
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import opens
from shuzha.procedure.versions import Change, Shift, changes, shifts
from shuzha.procedure.words import Actor, Procedure

STREAM, TAKEN_OVER, CASE_TAKEN_OVER = "law", "version-took-over", "case-taken-over"


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


def taken_over(change: Transition) -> QuerySet[CaseRecord]:
    """The running cases that were opened before the version and that it takes over, by number; none when it takes none."""
    if change.day is None:
        return CaseRecord.objects.none()
    opened_before = datetime.combine(change.new.version, time(), CHINA)
    running = CaseRecord.objects.filter(procedure=change.new.id, final=False, opened_at__lt=opened_before)
    return running.order_by("number")


def affected(change: Transition, records: Iterable[CaseRecord] | None = None) -> Iterator[Affected]:
    """How the cases it takes over, or those of them given, would stand on the day it does."""
    for record in taken_over(change) if records is None else records:
        assert change.day is not None
        case, old = case_of(record), running_for(record, _eve(change)).procedure
        moved = shifts(old, change.new, case, change.day, working_calendar())
        yield Affected(record, old.state(record.status).title, moved)


def take_over(change: Transition, *, at: datetime, by: Actor = PLATFORM) -> int:
    """Counts the deadlines of the cases taken over by the new version, once its day has come; how many cases.

    Each says in its own record what moved, once, and its parties are told; taking over again only heals what was left.
    Raises: Refused for whoever does not keep the rules, and before that day. Cites: local/35.
    """
    denials = _denials(change, at.astimezone(CHINA).date(), by)
    if denials:
        raise Refused(denials)
    said = {"at": at, "person": by.person, "organisation": by.organisation}
    count = sum(_take_over(key, change, said) for key in taken_over(change).values_list("pk", flat=True))
    append_next(
        stream=STREAM, type=TAKEN_OVER, command_id=f"{change.new.id}/{change.new.law_version}",
        cites=(KEEPING,), data={**change.as_json(), "cases": count}, law_version=change.new.law_version, **said,
    )  # fmt: skip
    return count


def was_taken_over(change: Transition) -> EventRecord | None:
    """The event of its taking over, once that was done."""
    command = f"{change.new.id}/{change.new.law_version}"
    return EventRecord.objects.filter(stream=STREAM, command_id=command).first()


def _take_over(key: uuid.UUID, change: Transition, said: dict[str, Any]) -> bool:
    """Whether the case was still running: locked, recounted and told, all or nothing."""
    with transaction.atomic():
        locked = CaseRecord.objects.select_for_update().get(pk=key)
        if locked.final:
            return False
        [one] = affected(change, [locked])
        run = running_for(locked, said["at"].astimezone(CHINA).date())
        project_deadlines_anew(run, locked, case_of(locked), locked.moved_at)
        stream, command = f"duty-{locked.pk}", f"taken-over/{change.new.law_version}"
        if not EventRecord.objects.filter(stream=stream, command_id=command).exists():
            event = append_next(
                stream=stream, type=CASE_TAKEN_OVER, command_id=command, law_version=change.new.law_version,
                cites=sorted({KEEPING, *(cite for shift in one.shifts for cite in shift.duty.limit.cites)}),
                data={"from": change.old.law_version, "to": change.new.law_version, **one.as_json()}, **said,
            )  # fmt: skip
            tell(
                concerned(locked, [s.duty for s in one.shifts]),
                case=locked,
                event=event,
                told=told(one, change),
                at=said["at"],
            )
    return True


def told(one: Affected, change: Transition) -> Text:
    """What the parties are told: from which version on the case goes on, and which deadlines move from when to when."""
    moves = [
        Text("{duty}：{a} → {b}", "{duty}: {a} → {b}").format(
            duty=shift.duty.title, a=shift.before or "—", b=shift.after or "—"
        )
        for shift in one.shifts
    ]
    still = Text("期限不变", "no deadline moves")
    return Text(
        "{number} 自 {day} 起适用“{title}”{version}版；{zh}",
        "{number} is governed from {day} by the version of {version} of “{title}”; {en}",
    ).format(
        number=one.case.number, day=change.day, title=change.new.title, version=change.new.version,
        zh="；".join(move.zh for move in moves) or still.zh, en="; ".join(move.en for move in moves) or still.en,
    )  # fmt: skip


def _denials(change: Transition, today: date, by: Actor) -> list[Deny]:
    if KEEPER not in by.roles:
        return [not_the_keeper()]
    if change.day is None:
        return [_keeps_running()]
    return [] if today >= change.day else [_not_yet(change.day)]


def not_the_keeper() -> Deny:
    return Deny(
        "not-the-keeper",
        Text("规则新版本由市大数据主管部门确认接续", "The big data authority takes cases over under a new version"),
        (KEEPING,),
        Text("请由市大数据主管部门办理", "The authority must act"),
    )


def _keeps_running() -> Deny:
    return Deny(
        "not-for-running-cases",
        Text("该版本不适用于在办事项", "This version governs no running case"),
        (KEEPING,),
        Text("在办事项沿用原版本，无需接续", "They keep the version they were opened under; nothing is to be done"),
    )


def _not_yet(day: date) -> Deny:
    return Deny(
        "not-in-force-yet",
        Text("该版本尚未适用于在办事项", "This version governs no running case yet"),
        (KEEPING,),
        Text("请于该日起办理", "Act from that day on"),
        limit=opens(day, KEEPING),
    )


def _eve(change: Transition) -> date:
    """A day on which the version did not govern yet."""
    return date.fromordinal(change.new.version.toordinal() - 1)
