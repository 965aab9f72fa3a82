"""The deadlines of a case as rows, so that everyone's duties can be listed, sorted and woken without replaying cases."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord
from shuzha.archive.cases.procedures import Running
from shuzha.archive.prepared import Insert, Rows, Update
from shuzha.kernel.clock import CHINA
from shuzha.procedure.deadlines import Deadline, Standing, deadlines
from shuzha.procedure.words import Case

_CHANGING = ("who", "organisation", "last_day", "provisional", "discharged", "waits")
_of_case = Rows(DeadlineRecord, "case_id = %s ORDER BY id")
_started = Insert(DeadlineRecord)
_corrected = Update(DeadlineRecord, *_CHANGING)
Place = tuple[str, date]


def project_deadlines(run: Running, record: CaseRecord, state: Case, at: datetime) -> None:
    """Makes the case's rows say what its events say, touching only what differs; a late mark once made stays."""
    opened_now = len(state.history) == 1
    _bring(run, record, state, at, _stored(record) if run.procedure.duties and not opened_now else {})


def project_deadlines_anew(run: Running, record: CaseRecord, state: Case, at: datetime) -> None:
    """The same for a case that stays where it is while the law it stands under changes."""
    _bring(run, record, state, at, _stored(record))


def _bring(
    run: Running, record: CaseRecord, state: Case, at: datetime, stored: dict[Place, list[DeadlineRecord]]
) -> None:
    owed = deadlines(run.procedure, state, at.astimezone(CHINA).date(), working_calendar())
    for row in (_row(record, state, deadline) for deadline in owed):
        waiting = stored.get((row.duty, row.started))
        if waiting:
            _correct(waiting.pop(0), row)
        else:
            _started(row)
    gone = [row.pk for rows in stored.values() for row in rows]
    if gone:
        DeadlineRecord.objects.filter(pk__in=gone).delete()


def _stored(record: CaseRecord) -> dict[Place, list[DeadlineRecord]]:
    """The rows there are, by duty and first day; a duty may be started more than once on one day."""
    found: dict[Place, list[DeadlineRecord]] = defaultdict(list)
    for row in _of_case(record.pk):
        found[row.duty, row.started].append(row)
    return found


def _row(record: CaseRecord, state: Case, deadline: Deadline) -> DeadlineRecord:
    duty = deadline.duty
    return DeadlineRecord(
        case=record,
        duty=duty.name,
        who=duty.who,
        organisation=state.parties.get(duty.who, ""),
        started=deadline.started,
        last_day=deadline.last_day,
        provisional=deadline.provisional,
        discharged=deadline.standing in (Standing.DONE, Standing.DONE_LATE),
        waits=duty.waits,
    )


def _correct(stored: DeadlineRecord, said: DeadlineRecord) -> None:
    changed = [name for name in _CHANGING if getattr(stored, name) != getattr(said, name)]
    for name in changed:
        setattr(stored, name, getattr(said, name))
    if changed:
        _corrected(stored)
