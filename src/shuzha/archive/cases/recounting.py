"""Loading a holiday notice: every running deadline is counted again, and what moves is told before and after, with its articles.

What it would move can be seen first, without anything being changed; cases confided to somebody are in no such list.
Loaded, the notice is kept before all else, so that whatever is counted from then on is counted by it; then each case is
locked and its deadlines corrected. Loading the same notice again keeps nothing twice and only counts again, which heals
a loading that was broken off.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.inbox import concerned, tell
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord
from shuzha.archive.cases.procedures import duty_of, running_for
from shuzha.archive.cases.streams import append_next
from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.citation import Citation
from shuzha.kernel.deadline import Due
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.notice import Notice
from shuzha.kernel.notices import as_json, digest, keep_notice
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor, Duty
from shuzha.regulations.local_rules import INSTRUMENT

STREAM, LOADED, RECOUNTED = "calendar", "notice-loaded", "deadlines-recounted"
DEADLINE_RECOUNTED = "deadline-recounted"
KEEPER = "bigdata"
BATCH = 200
_COUNTED, KEEPING = Citation("civil-code", 203), INSTRUMENT.article(35)
PLATFORM = Actor("", "", frozenset({KEEPER}))


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


def moved_by(notice: Notice) -> tuple[Moved, ...]:
    """What loading the notice would move, by its new last day; nothing is changed.

    Raises: WrongNotice when the notice contradicts the calendar as known here.
    """
    calendar = working_calendar().with_notice(notice)
    found = [one for keys in _batches(notice.first_day) for _, one in _moving(keys, notice.first_day, calendar)]
    return _in_order(one for one in found if one and not _is_confided(one))


def load_notice(notice: Notice, *, at: datetime, by: Actor = PLATFORM, seen: str | None = None) -> tuple[Moved, ...]:
    """Makes the notice known here and counts every running deadline again; what moved, by its new last day.

    `seen` is the `known()` on which the officer decided: had another notice been loaded since, this one is not.
    Raises: Refused for whoever does not keep the calendar, and for a calendar that has moved on; WrongNotice when the
    notice contradicts it. Cites: local/35.
    """
    if KEEPER not in by.roles:
        raise Refused([not_the_keeper()])
    said = {"at": at, "person": by.person, "organisation": by.organisation}
    with transaction.atomic():
        _one_at_a_time()
        if seen is not None and seen != known() and not is_loaded(notice):
            raise Refused([_moved_on()])
        keep_notice(Path(settings.SHUZHA_HOME), notice)
        append_next(
            stream=STREAM, type=LOADED, command_id=digest(notice), cites=(_COUNTED, KEEPING),
            data={"notice": as_json(notice), "sha256": digest(notice)}, **said,
        )  # fmt: skip
    moved: list[Moved] = []
    for keys in _batches(notice.first_day):
        moved += _recounted(keys, notice, said)
    return _in_order(moved)


def known() -> str:
    """What identifies the calendar as known here: the SHA-256 over its notices, in hexadecimal digits."""
    return hashlib.sha256("".join(digest(one) for one in working_calendar().notices).encode()).hexdigest()


def is_loaded(notice: Notice) -> bool:
    return EventRecord.objects.filter(stream=STREAM, type=LOADED, command_id=digest(notice)).exists()


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
        was=_provisional(moved.was_provisional),
        now=_provisional(moved.provisional),
        zh="、".join(cite.zh for cite in cites),
        en=", ".join(cite.en for cite in cites),
    )


def _provisional(provisional: bool) -> Text:
    return Text("（暂定）", " (provisional)") if provisional else Text("", "")


def _in_order(moved: Iterable[Moved]) -> tuple[Moved, ...]:
    return tuple(sorted(moved, key=lambda one: (one.after, one.case.number)))


def _batches(first: date) -> Iterator[tuple[uuid.UUID, ...]]:
    """The cases with a deadline that the notice can move, some at a time."""
    keys = DeadlineRecord.objects.filter(last_day__gte=first, case__final=False).order_by("case_id")
    waiting = iter(list(keys.values_list("case_id", flat=True).distinct()))
    while batch := tuple(islice(waiting, BATCH)):
        yield batch


def _recounted(keys: Sequence[uuid.UUID], notice: Notice, said: dict[str, Any]) -> list[Moved]:
    """Locks the cases, corrects their deadlines and tells everyone concerned, all or nothing."""
    with transaction.atomic():
        list(CaseRecord.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        changed = list(_moving(keys, notice.first_day, working_calendar()))
        DeadlineRecord.objects.bulk_update([row for row, _ in changed], ["last_day", "provisional"])
        found = [one for _, one in changed if one]
        for _, of_one in groupby(found, key=lambda one: one.case.pk):
            _tell(list(of_one), notice, said)
        shown = [one for one in found if not _is_confided(one)]
        if shown:
            append_next(
                stream=STREAM, type=RECOUNTED, command_id=uuid.uuid4().hex, cites=_cites(shown),
                data={"notice": digest(notice), "moved": [one.as_json() for one in shown]}, **said,
            )  # fmt: skip
    return shown


def _is_confided(moved: Moved) -> bool:
    """A case confided to somebody is counted again and told to its own people, and stands in no list of others."""
    return running_for(moved.case).procedure.confided is not None


def _moving(
    keys: Sequence[uuid.UUID], first: date, calendar: WorkingCalendar
) -> Iterator[tuple[DeadlineRecord, Moved | None]]:
    """The rows of these cases that the calendar gives another end, already corrected but not saved; and what is to be
    told of those that are still to be met."""
    rows = DeadlineRecord.objects.filter(case_id__in=keys, last_day__gte=first, case__final=False)
    for row in rows.select_related("case").order_by("case_id", "last_day", "pk"):
        duty = _duty(row)
        end = _counted(duty, row.started, calendar)
        before, was_provisional = row.last_day, row.provisional
        if (before, was_provisional) == (end.last_day, end.provisional):
            continue
        row.last_day, row.provisional = end.last_day, end.provisional
        moved = Moved(row.case, duty, row.started, before, end.last_day, was_provisional, end.provisional)
        yield row, None if row.discharged else moved


def _duty(row: DeadlineRecord) -> Duty:
    """As the version that governs the case words it; a duty that only another version knows, as that one does."""
    governing = running_for(row.case).procedure.duties
    return next((duty for duty in governing if duty.name == row.duty), None) or duty_of(row.case.procedure, row.duty)


def _counted(duty: Duty, started: date, calendar: WorkingCalendar) -> Due:
    return duty.limit.ends(started, calendar)


def _tell(moved: Sequence[Moved], notice: Notice, said: dict[str, Any]) -> None:
    """Says in the case's own record what moved in it, and puts it in the inbox of everyone concerned."""
    case, lines = moved[0].case, [told(one) for one in moved]
    event = append_next(
        stream=f"duty-{case.pk}", type=DEADLINE_RECOUNTED, command_id=uuid.uuid4().hex, cites=_cites(moved),
        data={"notice": digest(notice), "title": notice.title.as_json(), "moved": [one.as_json() for one in moved]},
        **said,
    )  # fmt: skip
    message = Text("{notice}载入后，期限重新计算：{zh}", "Counted again by the {notice}: {en}").format(
        notice=notice.title, zh="；".join(one.zh for one in lines), en="; ".join(one.en for one in lines)
    )
    tell(concerned(case, [one.duty for one in moved]), case=case, event=event, told=message, at=said["at"])


def _cites(moved: Iterable[Moved]) -> list[Citation]:
    return sorted({_COUNTED, *(cite for one in moved for cite in one.duty.limit.cites)})


def _one_at_a_time() -> None:
    """Makes two officers who load at once wait for each other: notices are known in one order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [STREAM])


def not_the_keeper() -> Deny:
    return Deny(
        "not-the-keeper",
        Text("放假通知由市大数据主管部门载入", "The big data authority loads the holiday notices"),
        (KEEPING,),
        Text("请将通知转交市大数据主管部门", "Hand the notice to the authority"),
    )


def _moved_on() -> Deny:
    return Deny(
        "calendar-moved-on",
        Text(
            "预览之后，另一份放假通知已经载入，本次没有载入",
            "Another notice was loaded since the preview: nothing was loaded",
        ),
        (KEEPING,),
        Text("请核对下面重新计算的清单，再行确认", "Check the list below, which was counted anew, and confirm again"),
    )
