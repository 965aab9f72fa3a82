"""Loading a holiday notice: every running deadline is counted again, and what moved is told before and after, with its articles.

The notice is kept first, so that whatever is counted from then on is counted by it; then each case is locked, its
deadlines counted again and corrected. Loading the same notice again keeps nothing twice and only counts again, which
heals a loading that was broken off.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord
from shuzha.archive.cases.procedures import duty_of
from shuzha.archive.cases.streams import append_next
from shuzha.kernel.calendar import Notice, WorkingCalendar
from shuzha.kernel.citation import Citation
from shuzha.kernel.deadline import Due
from shuzha.kernel.notices import as_json, digest, keep_notice
from shuzha.kernel.text import Text
from shuzha.procedure.words import Duty

STREAM = "calendar"
BATCH = 200
_COUNTED = Citation("civil-code", 203)


@dataclass(frozen=True, slots=True)
class Moved:
    """A running deadline that the notice moves, or makes certain: before, after, and what it stands on."""

    case: CaseRecord
    duty: Duty
    started: date
    before: date
    after: date
    was_provisional: bool
    provisional: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "case": self.case.number,
            "duty": self.duty.name,
            "started": self.started.isoformat(),
            "before": {"last_day": self.before.isoformat(), "provisional": self.was_provisional},
            "after": {"last_day": self.after.isoformat(), "provisional": self.provisional},
            "cites": [str(cite) for cite in self.duty.limit.cites],
        }


def load_notice(notice: Notice, *, at: datetime, person: str = "", organisation: str = "") -> tuple[Moved, ...]:
    """Makes the notice known here and counts every running deadline again; what moved, by its new last day.

    Raises: ValueError when the notice contradicts the calendar as known here.
    """
    keep_notice(Path(settings.SHUZHA_HOME), notice)
    calendar, named = working_calendar(), min((*notice.holidays, *notice.makeups), default=date(notice.year, 1, 1))
    said = {"at": at, "person": person, "organisation": organisation}
    append_next(
        stream=STREAM, type="notice-loaded", command_id=digest(notice), cites=(_COUNTED,),
        data={"notice": as_json(notice), "sha256": digest(notice)}, **said,
    )  # fmt: skip
    moved: list[Moved] = []
    for keys in _batches(named):
        with transaction.atomic():
            found = [one for key in keys for one in _recounted(key, named, calendar)]
            if found:
                append_next(
                    stream=STREAM, type="deadlines-recounted", command_id=uuid.uuid4().hex,
                    cites=sorted({_COUNTED, *(cite for one in found for cite in one.duty.limit.cites)}),
                    data={"notice": digest(notice), "moved": [one.as_json() for one in found]}, **said,
                )  # fmt: skip
        moved += found
    return tuple(sorted(moved, key=lambda one: (one.after, one.case.number)))


def told(moved: Moved) -> Text:
    """One line of the list: which case, which duty, from which day to which, on which articles."""
    cites = [cite.label for cite in moved.duty.limit.cites]
    return Text(
        "{number} {duty}：{before}{was} → {after}{now}（{zh}）",
        "{number} {duty}: {before}{was} → {after}{now} ({en})",
    ).format(
        number=moved.case.number,
        duty=moved.duty.title,
        before=moved.before,
        after=moved.after,
        was=Text("（暂定）", " (provisional)") if moved.was_provisional else Text("", ""),
        now=Text("（暂定）", " (provisional)") if moved.provisional else Text("", ""),
        zh="、".join(cite.zh for cite in cites),
        en=", ".join(cite.en for cite in cites),
    )


def _batches(named: date) -> Iterator[tuple[uuid.UUID, ...]]:
    """The cases with a deadline that the notice can move, some at a time."""
    keys = DeadlineRecord.objects.filter(last_day__gte=named, case__final=False).order_by("case_id")
    waiting = iter(list(keys.values_list("case_id", flat=True).distinct()))
    while batch := tuple(islice(waiting, BATCH)):
        yield batch


def _recounted(key: uuid.UUID, named: date, calendar: WorkingCalendar) -> Iterator[Moved]:
    """Corrects the case's deadlines; tells of those that are still to be met."""
    record = CaseRecord.objects.select_for_update().get(pk=key)
    for row in record.deadlines.filter(last_day__gte=named).order_by("last_day", "pk"):
        duty = duty_of(record.procedure, row.duty)
        end = _counted(duty, row.started, calendar)
        before, was_provisional = row.last_day, row.provisional
        if (before, was_provisional) == (end.last_day, end.provisional):
            continue
        row.last_day, row.provisional = end.last_day, end.provisional
        row.save(update_fields=["last_day", "provisional"])
        if not row.discharged:
            yield Moved(record, duty, row.started, before, end.last_day, was_provisional, end.provisional)


def _counted(duty: Duty, started: date, calendar: WorkingCalendar) -> Due:
    return duty.limit.ends(started, calendar)
