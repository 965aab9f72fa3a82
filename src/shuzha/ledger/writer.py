"""The one writer of a log: acknowledges batches, lays out tiles, signs checkpoints, and recovers from any crash.

Order is everything. A batch is acknowledged once the journal holds it durably; tiles are derived from it; the head
names the size up to which tiles are durable; only then is the journal emptied and are superseded partial tiles removed.
Whatever is interrupted is done again from the journal at the next opening, with the same bytes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from shuzha.kernel.suites import Signer, verifier
from shuzha.ledger import journal
from shuzha.ledger.audit import stored_root
from shuzha.ledger.disk import Disk
from shuzha.ledger.finding import Damaged, Finding, damaged
from shuzha.ledger.note import BadNote, Checkpoint, NoteKey, open_note, sign
from shuzha.ledger.state import CHECKPOINT, HEAD, KEYS, encode_head, read_checkpoint, read_head
from shuzha.ledger.store import Store
from shuzha.ledger.tiles import ENTRIES, ENTRY_LIMIT, WIDTH, Tile, levels

Prove = Callable[[int], list[bytes]]
Cosign = Callable[[bytes, Prove], bytes]


class Busy(Exception):
    """Another process has the log open for writing."""


class Writer:
    """Holds the log's lock and its right edge.

    After any failed write it refuses to go on: the log must be opened again.
    """

    settle_entries, settle_bytes = 4096, 8 << 20

    def __init__(self, store: Store, origin: str, signer: Signer, disk: Disk) -> None:
        self._store, self._origin, self._signer, self._disk = store, origin, signer, disk
        self._directory = store.directory
        self._lock = _lock(self._directory / "lock")
        self._journal = _open_journal(self._directory / journal.NAME)
        self._journal_bytes = 0
        self._unsynced: set[Path] = set()
        self._broken = False
        self._written = self._settled = 0
        self.key = NoteKey(origin, verifier(signer.algorithm, signer.public_key))
        try:
            self._register_key()
            self._recover()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        os.close(self._journal)
        os.close(self._lock)

    @property
    def size(self) -> int:
        return self._edge.size

    def append(self, entries: Sequence[bytes], at: int) -> range:
        """Makes `entries` durable as the log's entries from `at` on; those it already holds there are compared, not
        added again."""
        self._usable()
        if not 0 <= at <= self.size:
            raise ValueError(f"the log has {self.size} entries; the next one cannot be number {at}")
        for entry in entries:
            if len(entry) > ENTRY_LIMIT:
                raise ValueError(f"an entry is at most {ENTRY_LIMIT} bytes long, not {len(entry)}")
        self._compare(entries[: self.size - at], at)
        fresh = entries[self.size - at :]
        if fresh:
            self._acknowledge(fresh)
        return range(at, at + len(entries))

    def publish(self, cosign: Cosign | None = None) -> bytes:
        """The checkpoint note over everything acknowledged, signed after the stored bytes were read back and
        recomputed. With `cosign`, only what that returns is published; when it raises, nothing is. It is asked too
        about a checkpoint that already stands, which may lack cosignatures."""
        self._usable()
        published = read_checkpoint(self._directory)
        stands = published and published[0].size == self.size and self._signed_by_me(published[1])
        note = published[1] if published and stands else self._signed(published[0].size if published else 0)
        if cosign:
            note = cosign(note, lambda old: self._store.consistency(old, self.size, self.size))
        if not published or note != published[1]:
            self._disk.replace(self._directory / CHECKPOINT, note)
        return note

    def _signed(self, published_size: int) -> bytes:
        self._write_out()
        root = stored_root(self._store, published_size, self.size)
        if root != self._edge.root():
            raise damaged(
                "root",
                CHECKPOINT,
                "存储的内容与即将签署的根不一致，拒绝签署。",
                "The stored bytes do not give the root to be signed.",
            )
        return sign(Checkpoint(self._origin, self.size, root).text(), self._origin, self._signer)

    def _usable(self) -> None:
        if self._broken:
            raise RuntimeError("an earlier write failed; open the log again to recover")

    def _compare(self, entries: Sequence[bytes], at: int) -> None:
        if entries:
            self._write_out()
        held = self._store.span(at, at + len(entries), self.size)
        for index, (entry, known) in enumerate(zip(entries, held, strict=True), at):
            if isinstance(known, Finding):
                raise Damaged(known)
            if known != entry:
                raise ValueError(f"the log already holds another entry number {index}")

    def _acknowledge(self, entries: Sequence[bytes]) -> None:
        record = journal.encode(self.size, entries)
        self._broken = True
        self._disk.append(self._journal, record)
        self._edge.extend(entries)
        self._journal_bytes += len(record)
        self._broken = False
        if self.size - self._settled >= self.settle_entries or self._journal_bytes >= self.settle_bytes:
            self._settle()

    def _write_out(self) -> None:
        """Puts every tile and bundle of the present size in place; durable from the next settling on, until then by
        the journal."""
        if self._written == self.size:
            return
        self._broken = True
        for tile, data in (self._edge.take_full() | self._edge.partial()).items():
            path = self._directory / tile.path
            self._disk.write(path, data)
            self._unsynced.add(path)
        self._written = self.size
        self._broken = False

    def _settle(self) -> None:
        """Makes the tiles durable, moves the head, removes partial tiles whose full ones are there, and empties the
        journal."""
        self._write_out()
        self._broken = True
        superseded = {self._directory / tile.partials for tile in self._newly_full()}
        self._disk.sync((p for p in self._unsynced if p.parent not in superseded), self._directory)
        self._disk.replace(self._directory / HEAD, encode_head(self.size, self._edge.root()))
        for partials in superseded:
            self._disk.remove(partials)
        self._disk.truncate(self._journal, 0)
        self._settled, self._journal_bytes = self.size, 0
        self._unsynced.clear()
        self._broken = False

    def _newly_full(self) -> list[Tile]:
        rows: list[tuple[int | str, int, int]] = [
            (level, self._settled // WIDTH**level, count) for level, count in levels(self.size)
        ]
        rows.append((ENTRIES, self._settled, self.size))
        return [Tile(level, n) for level, old, new in rows for n in range(old // WIDTH, new // WIDTH)]

    def _recover(self) -> None:
        head_size, head_root = read_head(self._directory)
        self._edge = self._store.edge(head_size)
        if self._edge.root() != head_root:
            raise damaged("head", HEAD, "日志头与哈希块不符。", "The head does not fit the tiles.")
        data = (self._directory / journal.NAME).read_bytes()
        records = list(journal.decode(data))
        self._settled = min([head_size, *(record.first for record in records)])
        self._written = head_size
        self._replay(records)
        if data:
            self._settle()

    def _replay(self, records: Sequence[journal.Record]) -> None:
        """Grows the edge by what the journal holds beyond the head, laying out the published size on the way."""
        fresh = self._beyond_head(records)
        published = read_checkpoint(self._directory)
        if published and published[0].origin != self._origin:
            raise damaged("origin", CHECKPOINT, "检查点属于另一个日志。", "The checkpoint is of another log.")
        beyond = published[0].size - self.size if published else 0
        if beyond > len(fresh):
            raise damaged(
                "rolled-back",
                CHECKPOINT,
                "日志比已签署的检查点短，疑被回滚。",
                "The log is shorter than the checkpoint it has signed.",
            )
        if beyond > 0:
            self._edge.extend(fresh[:beyond])
            self._write_out()
        if published and self._store.root(published[0].size, self.size) != published[0].root:
            raise damaged(
                "forked",
                CHECKPOINT,
                "日志与已签署的检查点不一致。",
                "The log contradicts the checkpoint it has signed.",
            )
        self._edge.extend(fresh[max(beyond, 0) :])

    def _beyond_head(self, records: Sequence[journal.Record]) -> list[bytes]:
        fresh: list[bytes] = []
        for record in records:
            expected = self.size + len(fresh)
            if record.first > expected:
                raise damaged(
                    "journal-gap", journal.NAME, "预写文件缺少记录。", f"The journal lacks entry {expected}.", expected
                )
            if record.first == expected:
                fresh += record.entries
        return fresh

    def _register_key(self) -> None:
        """Adds this key to those the log has ever signed with, before it signs."""
        path = self._directory / KEYS
        known = path.read_text().splitlines() if path.exists() else []
        if str(self.key) not in known:
            self._disk.replace(path, "".join(f"{line}\n" for line in [*known, str(self.key)]).encode())

    def _signed_by_me(self, note: bytes) -> bool:
        try:
            open_note(note, [self.key])
        except BadNote:
            return False
        return True


def _open_journal(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError:
        raise damaged("missing", path.name, "预写文件不存在。", "The journal is missing.") from None


def _lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Busy(f"another process writes to the log in {path.parent}") from None
    return descriptor
