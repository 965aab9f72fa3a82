"""The one sequencer: gives events their places in the log, writes them there, and signs.

First a place is assigned in the database, durably; then the log is written from what was assigned, in order. A crash
between the two loses nothing and doubles nothing: the log's own size says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from shuzha.archive.cases.models import Outbox
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.archive.evidence.queries import latest_checkpoint
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint as SignedCheckpoint

BATCH = 2000
_ONLY_ONE = 0x5A68_4C4F  # the advisory lock that keeps a second sequencer out


class AlreadyRunning(Exception):
    """Another sequencer holds the log."""


def claim() -> None:
    """Makes this process the sequencer until its connection ends. Raises: AlreadyRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONLY_ONE])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise AlreadyRunning


def drain(log: Log, at: datetime) -> int:
    """Moves everything that waits into the log and signs once; the number of entries the log grew by.

    Whoever died after writing and before signing is made up for: what was signed last says whether to sign.
    """
    before = log.size
    while _assign():
        pass
    for first, entries in _assigned_from(log.size):
        log.append(entries, at=first)
    newest = latest_checkpoint()
    if newest is None or newest.size < log.size:
        _sign(log, at)
    return log.size - before


def _assign() -> int:
    """Gives places to one batch of waiting events; how many."""
    with transaction.atomic():
        waiting = list(
            Outbox.objects.select_for_update(skip_locked=True)
            .order_by("event_id")
            .values_list("event_id", flat=True)[:BATCH]
        )
        last = Leaf.objects.aggregate(last=Max("index"))["last"]
        first = 0 if last is None else last + 1
        Leaf.objects.bulk_create(Leaf(event_id=event, index=first + n) for n, event in enumerate(waiting))
        Outbox.objects.filter(event_id__in=waiting).delete()
    return len(waiting)


def _assigned_from(size: int) -> Iterator[tuple[int, list[bytes]]]:
    while True:
        leaves = list(Leaf.objects.select_related("event").filter(index__gte=size).order_by("index")[:BATCH])
        if not leaves:
            return
        yield size, [leaf_bytes(leaf.event) for leaf in leaves]
        size += len(leaves)


def _sign(log: Log, at: datetime) -> None:
    note = log.checkpoint()
    signed = SignedCheckpoint.read(note)
    Checkpoint.objects.get_or_create(
        size=signed.size, defaults={"root": signed.root.hex(), "note": note.decode(), "at": at}
    )
