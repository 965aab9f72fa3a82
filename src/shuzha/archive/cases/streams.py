"""Appending to a stream: optimistic, idempotent, durable, the leaf in the outbox with the event or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from shuzha.archive.cases.counts import COUNTED, USES
from shuzha.archive.cases.models import EventRecord
from shuzha.kernel.canonical import canonical
from shuzha.kernel.citation import Citation

_COLUMNS = (
    *("stream", "seq", "type", "at", "person", "organisation", "cites", "law_version", "salt", "command_id"),
    "data",
)
# A number or a command that is already taken writes nothing and returns no row.
_EVENT = f"""
    WITH event AS (
        INSERT INTO cases_eventrecord ({", ".join(_COLUMNS)}) VALUES ({", ".join(["%s"] * len(_COLUMNS))})
        ON CONFLICT DO NOTHING RETURNING id, stream, type, at
    ), leaf AS (INSERT INTO cases_outbox (event_id) SELECT id FROM event)"""  # noqa: S608
_APPEND = f"{_EVENT} SELECT id FROM event"  # noqa: S608
_APPEND_USE = f"{_EVENT}, {COUNTED} SELECT id FROM event"  # noqa: S608


class Conflict(Exception):
    """Someone else appended to the stream first: read it again and decide again."""


def append(
    *,
    stream: str,
    seq: int,
    type: str,
    at: datetime,
    person: str = "",
    organisation: str = "",
    cites: Sequence[Citation] = (),
    data: Mapping[str, Any] | None = None,
    command_id: str,
    law_version: str = "",
) -> EventRecord:
    """Appends the event as number `seq` of the stream; the outbox leaf is written with it or not at all.

    Raises: Conflict when the stream already has an event of that number or of that command; NotCanonical for data the
    log could not commit to, which must never reach the outbox, where it would hold up everyone behind it.
    """
    said = dict(data or {})
    canonical(said)
    event = EventRecord(
        stream=stream,
        seq=seq,
        type=type,
        at=at,
        person=person,
        organisation=organisation,
        cites=[str(c) for c in cites],
        data=said,
        salt=os.urandom(16),
        command_id=command_id,
        law_version=law_version,
    )
    event.id = _written(event)
    event._state.adding, event._state.db = False, connection.alias
    return event


def _written(event: EventRecord) -> int:
    """Writes event and leaf, and a use's counts, in one statement, which takes part in a transaction without a savepoint of its own."""
    values: list[Any] = [*(getattr(event, column) for column in _COLUMNS[:-1]), Jsonb(event.data)]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_USE if event.type in USES else _APPEND, values)
        row = cursor.fetchone()
    if row is None:
        raise Conflict(event.stream)
    return int(row[0])


def length(stream: str) -> int:
    """How many events the stream has: the number the next one takes."""
    last = EventRecord.objects.filter(stream=stream).order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


def append_next(*, stream: str, command_id: str, **event: Any) -> EventRecord:
    """Appends at the end of a stream that many write to (uses, sign-ins), trying again when someone was faster.

    The same command appended twice is one event. Raises: Conflict after 20 lost races.
    """
    for _ in range(20):
        try:
            return append(stream=stream, seq=length(stream), command_id=command_id, **event)
        except Conflict:
            known = EventRecord.objects.filter(stream=stream, command_id=command_id).first()
            if known:
                return known
    raise Conflict(stream)
