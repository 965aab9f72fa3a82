"""A log: what has been said, in order, provable to anyone who holds one checkpoint.

Opened without a key it reads what has been published; opened with one it is the log's only writer. Appending is exactly
once by position: the caller numbers its entries once, and `append(entries, at=n)` after a crash compares what the log
already holds from `n` on and adds only the rest, so no note of "how far we got" can ever disagree with the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import Signer, Suite, suite
from shuzha.ledger import fsck, state
from shuzha.ledger.disk import Disk
from shuzha.ledger.finding import Finding, damaged
from shuzha.ledger.note import NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.state import DESCRIPTION
from shuzha.ledger.store import Store
from shuzha.ledger.tree import Tree
from shuzha.ledger.writer import Cosign, Writer


class Log:
    """A log in a directory. Use as a context manager, or `close()`, when opened for writing."""

    def __init__(self, directory: Path, signer: Signer | None, disk: Disk) -> None:
        self.directory = directory
        self.origin, self.suite = _describe(directory)
        self._store = Store(directory, Tree(self.suite.hash))
        self._writer = Writer(self._store, self.origin, _fitting(signer, self.suite), disk) if signer else None

    @classmethod
    def create(
        cls,
        directory: Path,
        origin: str,
        suite_name: str = "intl",
        signer: Signer | None = None,
        disk: Disk | None = None,
    ) -> Log:
        """A new, empty log; a creation that a crash interrupted is completed.

        Raises: FileExistsError when there is a log; ValueError when `origin` cannot be the name of a key, or the
        signer is none of the suite's.
        """
        disk, chosen = disk or Disk(), suite(suite_name)
        if signer:
            _fitting(signer, chosen)
        if not origin or "+" in origin or any(c.isspace() for c in origin):
            raise ValueError(f"a log's origin has no spaces and no plus sign: {origin!r}")
        if (directory / DESCRIPTION).exists():
            raise FileExistsError(f"there is already a log in {directory}")
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "tile").mkdir(exist_ok=True)
        state.begin(directory, Tree(chosen.hash).root([]), disk)
        disk.replace(directory / DESCRIPTION, canonical({"v": 1, "origin": origin, "suite": suite_name}))
        return cls(directory, signer, disk)

    @classmethod
    def open(cls, directory: Path, signer: Signer | None = None, disk: Disk | None = None) -> Log:
        """The log in `directory`; with a signer for writing, repaired from whatever interrupted its last writer.

        Raises: FileNotFoundError without a log; Busy while another process writes; Damaged when stored bytes
        contradict each other.
        """
        return cls(directory, signer, disk or Disk())

    @property
    def size(self) -> int:
        """How many entries are acknowledged (writing) or published (reading)."""
        return self._writer.size if self._writer else self._published_size()

    @property
    def keys(self) -> list[NoteKey]:
        """Every key the log has signed with, oldest first. Not a root of trust: an outsider holds keys of their own."""
        path = self.directory / state.KEYS
        return [NoteKey.parse(line) for line in path.read_text().splitlines()] if path.exists() else []

    def append(self, entries: Sequence[bytes], *, at: int | None = None) -> range:
        """Makes `entries` durable and returns their indices; with `at`, exactly once from that index on.

        All or nothing; when it returns, no crash can lose them. Entries are at most 65,535 bytes.
        Raises: ValueError for a gap before `at`, another entry already there, or one too long; PermissionError when
        reading only.
        """
        return self._writing().append(entries, self._writing().size if at is None else at)

    def checkpoint(self, cosign: Cosign | None = None) -> bytes:
        """The signed checkpoint: when writing, over everything acknowledged and newly verified; when reading, the
        last published.

        `cosign` is given the signed note and what proves it to extend an earlier size, and returns the note with
        witnesses' lines; when it raises, entries stay acknowledged and nothing is published.

        Raises: LookupError when reading before the first was published; Damaged when stored bytes do not give the root.
        """
        return self._writer.publish(cosign) if self._writer else self.published_note()

    def published_note(self) -> bytes:
        """The checkpoint published last. Raises: LookupError before the first."""
        published = state.read_checkpoint(self.directory)
        if not published:
            raise LookupError("no checkpoint has been published yet")
        return published[1]

    def entry(self, index: int) -> bytes:
        """The published entry, checked against the tree.

        Raises: LookupError beyond the end; Damaged when it was changed.
        """
        return self._store.entry(index, self._published_size())

    def entries(self, start: int, stop: int) -> Iterator[bytes | Finding]:
        """The published entries [start, stop) in order, each checked against the tree; in the place of one that was
        changed, what is wrong with it.

        Raises: LookupError beyond the end.
        """
        if not 0 <= start <= stop:
            raise LookupError(f"there are no entries from {start} to {stop}")
        return self._store.span(start, stop, self._covers(stop))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that `index` is in the tree of `size`.

        Raises: LookupError when the size is not published or lacks the index.
        """
        published = self._covers(size)
        if not 0 <= index < size:
            raise LookupError(f"no entry {index} in a tree of {size} entries")
        return self._store.inclusion(index, size, published)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old`.

        Raises: LookupError when `new` is not published.
        """
        published = self._covers(new)
        if not 0 <= old <= new:
            raise LookupError(f"a tree of {new} entries does not extend one of {old}")
        return self._store.consistency(old, new, published)

    def root(self, size: int) -> bytes:
        """The root over the first `size` entries as they are stored. Raises: LookupError when they are not published;
        Damaged when they cannot be read."""
        return self._store.root(size, self._covers(size))

    def fsck(
        self, trusted: Sequence[NoteKey] | None = None, against: bytes | None = None, policy: Policy | None = None
    ) -> list[Finding]:
        """Everything that is wrong with the published log, named; `against` is a checkpoint someone kept elsewhere,
        `policy` says which witnesses must have cosigned. Raises: ValueError when it is to trust the log's own list of
        keys and cannot read it."""
        fresh = Store(self.directory, Tree(self.suite.hash))
        return fsck.check(fresh, self.origin, self.keys if trusted is None else trusted, against, policy)

    def close(self) -> None:
        if self._writer:
            self._writer.close()
            self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writing(self) -> Writer:
        if not self._writer:
            raise PermissionError("the log is open for reading only")
        return self._writer

    def _published_size(self) -> int:
        published = state.read_checkpoint(self.directory)
        return published[0].size if published else 0

    def _covers(self, size: int) -> int:
        published = self._published_size()
        if not 0 <= size <= published:
            raise LookupError(f"the log has published {published} entries, not {size}")
        return published


def _describe(directory: Path) -> tuple[str, Suite]:
    data = (directory / DESCRIPTION).read_bytes()
    try:
        description = json.loads(data)
        if description["v"] != 1:
            raise ValueError
        return str(description["origin"]), suite(description["suite"])
    except (ValueError, KeyError, TypeError, LookupError):
        raise damaged(
            "description", DESCRIPTION, "日志说明文件无法读取。", "The log's description cannot be read."
        ) from None


def _fitting(signer: Signer, chosen: Suite) -> Signer:
    if signer.algorithm not in chosen.signatures:
        raise ValueError(f"a log of the suite {chosen.name!r} is not signed with {signer.algorithm}")
    return signer
