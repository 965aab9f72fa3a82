"""Taking a step in a case: decide, append, project, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.duties import project_deadlines
from shuzha.archive.cases.materials import note_uses
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, Running, observed, running, running_for
from shuzha.archive.cases.refusals import command_reused, moved_on, printable, unknown_step, with_misformed
from shuzha.archive.cases.replay import case_of, events_of
from shuzha.archive.cases.streams import Conflict, append, append_next
from shuzha.archive.prepared import Insert, Rows, Update, prepared
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.procedure.decide import Refusal, barred, brought, decide, evolve, wellformed
from shuzha.procedure.timelimits import limited
from shuzha.procedure.words import Actor, Case, Command, Event

_known = Rows(CaseRecord, "id = %s")
_locked = Rows(CaseRecord, "id = %s FOR UPDATE")
_opened = Insert(CaseRecord)
_moved = Update(CaseRecord, "status", "final", "version", "facts", "parties", "moved_at")


def open_case(
    *,
    procedure: str,
    step: str,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any],
    stated: Mapping[str, Any] | None = None,
    command_id: str = "",
) -> CaseRecord:
    """Opens a case with its first step. The same `command_id` from the same actor opens it once.

    `data` is what the actor brings; `stated` what the calling office found out itself, which no actor can bring.
    Raises: Refused naming everything unmet.
    """
    command_id = command_id or uuid.uuid4().hex
    run = running(procedure, _day(at))
    with prepared(), _refusals_recorded(f"attempt-{procedure}", step, _named(run, step, by), at):
        return _open(run, step, Draft(None, data, by, at, stated or {}), command_id)


def _open(run: Running, step: str, draft: Draft, command_id: str) -> CaseRecord:
    procedure, by, at = run.procedure.id, draft.by, draft.at
    case_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{procedure}/{by.organisation}/{by.person}/{command_id}")
    with transaction.atomic():
        _one_at_a_time(case_id)
        for known in _known(case_id):
            return known
        event = _decided(run, Case(procedure), step, draft)
        heading = run.heading(event.data)
        record = CaseRecord(
            id=case_id,
            procedure=procedure,
            number=_number(run, case_id, at),
            title_zh=heading.zh[:300],
            title_en=heading.en[:300],
            opened_at=at,
            moved_at=at,
        )
        return _record(run, record, Case(procedure), event, by, command_id)


def perform(
    *,
    case: CaseRecord,
    step: str,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    stated: Mapping[str, Any] | None = None,
    command_id: str = "",
) -> CaseRecord:
    """Takes a step in the case as it stands now; a command that was already carried out changes nothing.

    `data` is what the actor brings; `stated` what the calling office found out itself, which no actor can bring.
    Raises: Refused naming everything unmet, or that this `command_id` already stands for another step or person.
    """
    command_id = command_id or uuid.uuid4().hex
    run = running_for(case, _day(at))
    attempt = _refusals_recorded(f"attempt-{case.id}", step, _named(run, step, by), at)
    with prepared(), attempt, transaction.atomic():
        (record,) = _locked(case.id)
        rows = events_of(record)
        done = next((row for row in rows if row.command_id == command_id), None)
        if done:
            return _repeated(record, run, done, step, by)
        state = case_of(record, rows)
        event = _decided(run, state, step, Draft(record, data or {}, by, at, stated or {}))
        return _record(run, record, state, event, by, command_id)


def _repeated(record: CaseRecord, run: Running, done: EventRecord, step: str, by: Actor) -> CaseRecord:
    if done.person != _named(run, step, by).person or done.type not in {
        s.event for s in run.procedure.steps if s.name == step
    }:
        raise Refused([command_reused()])
    return record


def _named(run: Running, step: str, by: Actor) -> Actor:
    """Who the event, or the refusal, says it was: nobody, for a step that names nobody."""
    unnamed = any(one.name == step and one.unnamed for one in run.procedure.steps)
    return Actor("", "", by.roles) if unnamed else by


@contextmanager
def _refusals_recorded(stream: str, step: str, by: Actor, at: datetime) -> Iterator[None]:
    """What was refused is an event too, outside the case: which step, to whom, for which reasons; never what was typed."""
    try:
        yield
    except Refused as refusal:
        append_next(
            stream=stream,
            command_id=uuid.uuid4().hex,
            type="step-refused",
            at=at,
            person=by.person,
            organisation=by.organisation,
            cites=sorted({cite for denial in refusal.denials for cite in denial.cites}),
            data={"step": printable(step), "reasons": [denial.code for denial in refusal.denials]},
        )
        raise


def _decided(run: Running, state: Case, name: str, draft: Draft) -> Event:
    try:
        step = run.procedure.step(name)
    except LookupError:
        raise Refused([unknown_step(name)]) from None
    data = {**brought(step, draft.data), **draft.stated}
    bar = barred(run.procedure, state, Command(name, draft.by, draft.at, data), working_calendar())
    if bar:
        raise Refused(bar)
    prepare = run.preparations.get(name)
    if prepare:
        sound = wellformed(step, data)
        try:
            known = prepare(replace(draft, data=sound))
        except Refused as refusal:
            denials = with_misformed(refusal.denials, step, data)
            today = _day(draft.at)
            raise Refused(limited(denials, run.procedure, state, name, today, working_calendar())) from None
        # What somebody wrote wrongly is refused, never quietly replaced by what the archive would have filled in.
        data = {**data, **known, **{name: value for name, value in data.items() if name not in sound and value}}
    outcome = decide(run.procedure, state, Command(name, draft.by, draft.at, data), working_calendar())
    if isinstance(outcome, Refusal):
        raise Refused(outcome.denials)
    return outcome


def _record(run: Running, record: CaseRecord, before: Case, event: Event, by: Actor, command_id: str) -> CaseRecord:
    after = evolve(run.procedure, before, event)
    record.status, record.final = after.status, run.procedure.state(after.status).final
    record.facts, record.parties = dict(after.facts), dict(after.parties)
    record.moved_at, record.version = event.at, record.version + 1
    write = _opened if record._state.adding else _moved
    write(record)
    try:
        row = append(
            stream=record.stream,
            seq=record.version - 1,
            type=event.type,
            at=event.at,
            person=event.person,
            organisation=event.organisation,
            cites=event.cites,
            data=event.data,
            command_id=command_id,
            law_version=run.procedure.law_version,
        )
    except Conflict:
        raise Refused([moved_on()]) from None
    note_uses(record, event.data, by)
    project_deadlines(run, record, after, event.at)
    projection = run.projections.get(event.type)
    if projection:
        projection(record, row)
    observed(run, record, row)
    return record


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _one_at_a_time(case_id: uuid.UUID) -> None:
    """Makes a command that is sent twice at once wait for itself instead of clashing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(case_id.bytes[:8], signed=True)])


def _number(run: Running, case_id: uuid.UUID, at: datetime) -> str:
    """Ten hexadecimal digits, so that even 100,000 cases opened on one day are unlikely to share a number."""
    return f"{run.prefix}-{at.astimezone(CHINA):%Y%m%d}-{case_id.hex[:10].upper()}"
