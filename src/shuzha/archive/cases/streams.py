"""Appending to a stream: optimistic, idempotent, durable, and dropping a leaf in the outbox in the same transaction."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shuzha.archive.cases.models import EventRecord, Outbox
from shuzha.kernel.canonical import canonical
from shuzha.kernel.citation import Citation


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
    canonical(dict(data or {}))
    try:
        with transaction.atomic():
            event = EventRecord.objects.create(
                stream=stream,
                seq=seq,
                type=type,
                at=at,
                person=person,
                organisation=organisation,
                cites=[str(c) for c in cites],
                data=dict(data or {}),
                salt=os.urandom(16),
                command_id=command_id,
                law_version=law_version,
            )
            Outbox.objects.create(event=event)
    except IntegrityError as clash:
        raise Conflict(stream) from clash
    return event


def length(stream: str) -> int:
    """How many events the stream has: the number the next one takes."""
    last = EventRecord.objects.filter(stream=stream).order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


def append_next(*, stream: str, command_id: str, **event: Any) -> EventRecord:
    """Appends at the end of a stream that many write to (uses, sign-ins), trying again when someone was faster.

    The same command appended twice is one event. Raises: Conflict after 20 lost races.
    """
    for _ in range(20):
        known = EventRecord.objects.filter(stream=stream, command_id=command_id).first()
        if known:
            return known
        try:
            return append(stream=stream, seq=length(stream), command_id=command_id, **event)
        except Conflict:
            continue
    raise Conflict(stream)
