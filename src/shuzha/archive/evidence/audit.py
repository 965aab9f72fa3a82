"""Comparing the archive with the log and with itself: what was changed, taken out or slipped in is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from shuzha.archive.cases.counts import miscounted
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import running_under
from shuzha.archive.cases.replay import case_of
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.archive.evidence.queries import log_directory
from shuzha.kernel.text import Text
from shuzha.ledger.finding import Damaged, Finding
from shuzha.ledger.log import Log
from shuzha.ledger.note import BadNote
from shuzha.ledger.note import Checkpoint as SignedCheckpoint

BATCH = 500


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that is not as it was said: where, and what is wrong with it."""

    place: str
    what: Text


def audit() -> Iterator[Discrepancy]:
    """Everything that differs: damage to the log itself, events changed, taken out or slipped in since, checkpoints that
    are not the log's, states that no events support."""
    log = Log.open(log_directory())
    for finding in log.fsck():
        yield Discrepancy(finding.path, finding.text)
    yield from changed_events(log)
    yield from missing_events(log)
    yield from unnumbered_events()
    yield from unsound_checkpoints(log)
    yield from unsupported_states()
    yield from unsupported_counts()


def changed_events(log: Log) -> Iterator[Discrepancy]:
    """Events whose row no longer gives the entry that the log holds of them, or whose entry is itself damaged."""
    size = log.size
    held = enumerate(log.entries(0, size))
    for leaf in Leaf.objects.select_related("event").filter(index__lt=size).order_by("index").iterator(2000):
        entry = next(entry for index, entry in held if index == leaf.index)
        place = f"{leaf.event.stream}#{leaf.event.seq}"
        if isinstance(entry, Finding):
            yield Discrepancy(place, entry.text)
        elif leaf_bytes(leaf.event) != entry:
            yield Discrepancy(
                place,
                Text(
                    "事件“{type}”（日志第 {index} 条）与日志记载不符",
                    "Event “{type}” (log entry {index}) is not what the log holds",
                ).format(type=leaf.event.type, index=leaf.index),
            )


def missing_events(log: Log) -> Iterator[Discrepancy]:
    """Entries of the log to which the archive has no event any more."""
    expected = 0
    for index in Leaf.objects.filter(index__lt=log.size).order_by("index").values_list("index", flat=True).iterator():
        yield from _gone(expected, index)
        expected = index + 1
    yield from _gone(expected, log.size)


def unnumbered_events() -> Iterator[Discrepancy]:
    """Events that neither have a place in the log nor wait for one: they came in past the outbox."""
    for event in EventRecord.objects.filter(leaf=None, outbox=None).order_by("id").iterator(2000):
        yield Discrepancy(
            f"{event.stream}#{event.seq}",
            Text(
                "事件“{type}”未经登记程序写入，日志中没有它",
                "Event “{type}” was written past the outbox; the log does not know it",
            ).format(type=event.type),
        )


def unsound_checkpoints(log: Log) -> Iterator[Discrepancy]:
    """Recorded checkpoints that the log's key has not signed, that say another thing than their row, or that the log
    as it now stands does not extend."""
    for row in Checkpoint.objects.order_by("size").iterator(2000):
        try:
            signed = SignedCheckpoint.read(row.note.encode(), log.keys)
            kept = (signed.size, signed.root.hex()) == (row.size, row.root) and log.root(row.size) == signed.root
        except (BadNote, LookupError, Damaged):
            kept = False
        if not kept:
            yield Discrepancy(
                f"checkpoint {row.size}",
                Text(
                    "所记检查点未经日志密钥签署，或与日志不符",
                    "The recorded checkpoint is not signed, or not the log's",
                ),
            )


def unsupported_states() -> Iterator[Discrepancy]:
    """Cases whose stored state is not what their events add up to."""
    for records in _batches(CaseRecord.objects.order_by("opened_at").iterator(BATCH)):
        told: dict[str, list[EventRecord]] = {record.stream: [] for record in records}
        for row in EventRecord.objects.filter(stream__in=told).order_by("stream", "seq").iterator(2000):
            told[row.stream].append(row)
        for record in records:
            if not _supported(record, told[record.stream]):
                yield Discrepancy(
                    record.number,
                    Text("所存状态与事件推得的状态不符", "The stored state is not what the events add up to"),
                )


def unsupported_counts() -> Iterator[Discrepancy]:
    """Running counts of uses that are not what a recount of the events gives."""
    for place in miscounted():
        yield Discrepancy(
            place, Text("所存用量计数与事件不符", "The stored count of uses is not what the events add up to")
        )


def _batches(records: Iterator[CaseRecord]) -> Iterator[list[CaseRecord]]:
    while batch := list(islice(records, BATCH)):
        yield batch


def _supported(record: CaseRecord, rows: list[EventRecord]) -> bool:
    try:
        state = case_of(record, rows)
        final = (
            running_under(record.procedure, rows[-1].law_version if rows else "").procedure.state(state.status).final
        )
    except (LookupError, ValueError):
        return False
    stored = (record.status, record.final, record.facts, record.parties, record.version)
    rebuilt = (state.status, final, dict(state.facts), dict(state.parties), len(state.history))
    return stored == rebuilt and rows[-1].seq == record.version - 1


def _gone(first: int, end: int) -> Iterator[Discrepancy]:
    for index in range(first, end):
        yield Discrepancy(
            f"log#{index}",
            Text(
                "日志第 {index} 条所载事件已不在档案中", "The archive no longer has the event of log entry {index}"
            ).format(index=index),
        )
