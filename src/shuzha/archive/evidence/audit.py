"""Comparing the archive with the log and with itself: what was changed is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.replay import case_of
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Leaf
from shuzha.archive.evidence.queries import log_directory
from shuzha.kernel.text import Text
from shuzha.ledger.log import Log


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that is not as it was said: where, and what is wrong with it."""

    place: str
    what: Text


def audit() -> Iterator[Discrepancy]:
    """Everything that differs: damage to the log itself, events changed since they were logged, states that no events support."""
    log = Log.open(log_directory())
    for finding in log.fsck():
        yield Discrepancy(finding.path, finding.text)
    yield from changed_events(log)
    yield from unsupported_states()


def changed_events(log: Log) -> Iterator[Discrepancy]:
    """Events whose row no longer gives the entry that the log holds of them."""
    for leaf in Leaf.objects.select_related("event").filter(index__lt=log.size).order_by("index").iterator(2000):
        if leaf_bytes(leaf.event) != log.entry(leaf.index):
            event = leaf.event
            yield Discrepancy(
                f"{event.stream}#{event.seq}",
                Text(
                    "事件“{type}”（日志第 {index} 条）与日志记载不符",
                    "Event “{type}” (log entry {index}) is not what the log holds",
                ).format(type=event.type, index=leaf.index),
            )


def unsupported_states() -> Iterator[Discrepancy]:
    """Cases whose stored state is not what their events add up to."""
    for record in CaseRecord.objects.order_by("opened_at").iterator(500):
        state = case_of(record)
        stored = (record.status, record.facts, record.parties, record.version)
        if stored != (state.status, dict(state.facts), dict(state.parties), len(state.history)):
            yield Discrepancy(
                record.number,
                Text("所存状态与事件推得的状态不符", "The stored state is not what the events add up to"),
            )
