"""One step forward along a log: its checkpoint is judged, what is new is fetched, and the root recomputed from both.

Whoever rewrites, shortens or forks the log after this monitor has seen it cannot give it hashes that lead to a root.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shuzha.kernel.suites import suite
from shuzha.kernel.text import Text
from shuzha.ledger.edge import Edge
from shuzha.ledger.note import BadNote, Checkpoint, open_note
from shuzha.ledger.policy import Policy
from shuzha.ledger.tree import Tree
from shuzha.ledger.witness import SUITE_OF
from shuzha.site.monitor.memory import Entry, Memory

Fetch = Callable[[str], bytes]
# A log that dates an entry at the edge of what dates can say would break whoever counts on from there.
_YEARS = range(2000, 3000)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold; `code` is for programs, `entry` the place in the log it is about."""

    code: str
    text: Text
    entry: int | None = None


class Contradiction(Exception):
    """The log contradicts its key, its witnesses, or what was seen of it before: nothing of it is believed any more.

    `evidence` is the checkpoints that show it to anyone.
    """

    def __init__(self, code: str, zh: str, en: str, entry: int | None = None, evidence: tuple[str, ...] = ()) -> None:
        self.finding, self.evidence = Finding(code, Text(zh, en), entry), evidence
        super().__init__(f"{zh} / {en}")


def follow(memory: Memory, policy: Policy, fetch: Fetch) -> tuple[Checkpoint, list[Entry]]:
    """The checkpoint the log has published and the entries that are new since the last time; both are remembered.

    Raises: Contradiction, with nothing remembered; OSError when the log cannot be read.
    """
    note = fetch("checkpoint")
    checkpoint, tree = _judged(note, policy)
    if other := memory.other_origin(checkpoint.origin):
        raise Contradiction(
            "other-log", f"此前跟踪的是 {other}，不是这个日志。", f"What was followed before is {other}, not this log."
        )
    edge, before = memory.edge(checkpoint.origin, tree)
    if checkpoint.size < edge.size:
        raise Contradiction(
            "rolled-back",
            f"日志被回滚：此前有 {edge.size} 条，现仅 {checkpoint.size} 条。",
            f"The log was rolled back: it had {edge.size} entries and has {checkpoint.size}.",
            evidence=(before, note.decode()),
        )
    seen = edge.size
    entries = _fetched(edge, checkpoint.size, fetch)
    if edge.root() != checkpoint.root:
        raise _forked(checkpoint, seen, (before, note.decode()))
    memory.advance(checkpoint.origin, edge, note.decode(), entries)
    return checkpoint, entries


def _judged(note: bytes, policy: Policy) -> tuple[Checkpoint, Tree]:
    try:
        open_note(note, policy.logs)
        checkpoint = Checkpoint.read(note, policy.logs)
    except BadNote as error:
        raise Contradiction(
            "not-signed",
            f"检查点没有受信任密钥的有效签名：{error}。",
            f"The checkpoint is not to be believed: {error}.",
        ) from None
    cosigned = policy.cosigners(note)
    if len(cosigned) < policy.needed:
        raise Contradiction(
            "too-few-witnesses",
            f"检查点须有 {policy.needed} 个见证联署，只有 {len(cosigned)} 个。",
            f"Only {len(cosigned)} of the {policy.needed} needed witnesses have cosigned the checkpoint.",
        )
    key = next(key for key in policy.logs if key.name == checkpoint.origin)
    return checkpoint, Tree(suite(SUITE_OF[key.verifier.algorithm]).hash)


def _forked(checkpoint: Checkpoint, seen: int, evidence: tuple[str, str]) -> Contradiction:
    if checkpoint.size > seen:
        return Contradiction(
            "forked",
            f"{checkpoint.size} 条的日志与此前所见的 {seen} 条不符，或所给记录与检查点不符：历史被改写。",
            f"The log of {checkpoint.size} entries does not extend the {seen} seen before: history was rewritten.",
            evidence=evidence,
        )
    return Contradiction(
        "split-view",
        f"日志在 {seen} 条处给出了两个不同的根。",
        f"The log has shown two different roots for {seen} entries.",
        evidence=evidence,
    )


def _fetched(edge: Edge, size: int, fetch: Fetch) -> list[Entry]:
    """Grows `edge` to `size` by what the log gives out. Raises: Contradiction for what cannot be part of a log."""
    entries: list[Entry] = []
    while edge.size < size:
        first = edge.size
        lines = fetch(f"entries/{first}").split(b"\n")[:-1][: size - first]
        if not lines:
            raise Contradiction(
                "withheld", f"日志未给出第 {first} 条起的记录。", f"The log does not give out entry {first}.", first
            )
        read = [_read(first + n, line, edge) for n, line in enumerate(lines)]
        edge.extend_hashes([hash_ for hash_, _ in read])
        entries += [entry for _, entry in read if entry]
    return entries


def _read(place: int, line: bytes, edge: Edge) -> tuple[bytes, Entry | None]:
    hash_, _, entry = line.partition(b" ")
    try:
        digest = bytes.fromhex(hash_.decode())
        if len(digest) != 32 or (entry and edge.tree.leaf(entry) != digest):
            raise ValueError
        return digest, _entry(place, entry) if entry else None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise Contradiction(
            "entry-changed",
            f"第 {place} 条记录受损或与其哈希不符。",
            f"Entry {place} is damaged, or is not what its hash says.",
            place,
        ) from None


def _entry(place: int, data: bytes) -> Entry:
    said = json.loads(data)
    at = datetime.fromisoformat(said["at"])
    if at.year not in _YEARS:
        raise ValueError(at)
    return Entry(place, str(said["stream"]), int(said["seq"]), str(said["type"]), at, str(said["law"]))
