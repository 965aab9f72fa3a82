"""The one sequencer: gives events their places in the log, writes them there, and signs.

First a place is assigned in the database, durably; then the log is written from what was assigned, in order. A crash
between the two loses nothing and doubles nothing: the log's own size says where to go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from shuzha.archive.cases.models import Outbox
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.archive.evidence.queries import latest_checkpoint
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint as SignedCheckpoint
from shuzha.ledger.writer import Cosign

BATCH = 2000
_ONLY_ONE = 0x5A68_4C4F  # the advisory lock that keeps a second sequencer out

# The earliest events leave the outbox and take the next places, in one statement.
_PLACES = """
    WITH moved AS (
        DELETE FROM cases_outbox WHERE event_id IN (SELECT event_id FROM cases_outbox ORDER BY event_id LIMIT %s)
        RETURNING event_id
    )
    INSERT INTO evidence_leaf (event_id, index)
    SELECT event_id, coalesce((SELECT max(index) FROM evidence_leaf), -1) + row_number() OVER (ORDER BY event_id)
    FROM moved"""


class AlreadyRunning(Exception):
    """Another sequencer holds the log."""


def claim() -> None:
    """Makes this process the sequencer until its connection ends. Raises: AlreadyRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONLY_ONE])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise AlreadyRunning


def drain(log: Log, at: datetime, cosign: Cosign | None = None) -> int:
    """Moves everything that waits into the log and publishes once, as `cosign` returns it; the number of entries the
    log grew by.

    Whoever died after writing and before publishing is made up for: what was published last says whether to publish.
    When `cosign` raises, every entry has its place and is kept, and nothing is published.
    """
    before = log.size
    while _assign():
        pass
    for first, entries in _assigned_from(log.size):
        log.append(entries, at=first)
    newest = latest_checkpoint()
    if newest is None or newest.size < log.size:
        _publish(log, at, cosign)
    return log.size - before


def waiting() -> bool:
    """Whether any event waits for its place: the one question an idle sequencer asks."""
    return Outbox.objects.exists()


def _assign() -> int:
    """Gives places to one batch of waiting events; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [BATCH])
        return int(cursor.rowcount)


def _assigned_from(size: int) -> Iterator[tuple[int, list[bytes]]]:
    full = True
    while full:
        leaves = list(Leaf.objects.select_related("event").filter(index__gte=size).order_by("index")[:BATCH])
        if leaves:
            yield size, [leaf_bytes(leaf.event) for leaf in leaves]
        size, full = size + len(leaves), len(leaves) == BATCH


def _publish(log: Log, at: datetime, cosign: Cosign | None) -> None:
    note = log.checkpoint(cosign)
    signed = SignedCheckpoint.read(note)
    row = Checkpoint(size=signed.size, root=signed.root.hex(), note=note.decode(), at=at)
    Checkpoint.objects.bulk_create([row], ignore_conflicts=True)
