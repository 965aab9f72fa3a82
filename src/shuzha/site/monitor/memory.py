"""What a monitor has seen: the log's right edge and the entries by stream, in one SQLite file.

Each step forward is one transaction, so that a monitor which dies has either seen something or not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shuzha.ledger.edge import Edge
from shuzha.ledger.tree import Tree

_TABLES = """
    CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER, rows TEXT, note TEXT);
    CREATE TABLE IF NOT EXISTS entry (
        place INTEGER PRIMARY KEY, stream TEXT, seq INTEGER, type TEXT, at TEXT, law TEXT);
    CREATE INDEX IF NOT EXISTS entry_of_stream ON entry (stream, place);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log as far as a monitor judges it; `place` is its index."""

    place: int
    stream: str
    seq: int
    type: str
    at: datetime
    law: str


class Memory:
    """The memory in `path`, made on first use. Raises: sqlite3.Error when the file is none."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(_TABLES)

    def edge(self, origin: str, tree: Tree) -> tuple[Edge, str]:
        """The right edge of what was seen of the log, and the checkpoint note it was seen under; empty at first."""
        row = self._file.execute("SELECT size, rows, note FROM seen WHERE origin = ?", [origin]).fetchone()
        if row is None:
            return Edge(tree, 0, [], []), ""
        rows = [[bytes.fromhex(hash_) for hash_ in level] for level in json.loads(row[1])]
        return Edge(tree, row[0], rows, []), str(row[2])

    def other_origin(self, origin: str) -> str:
        """Another log that this memory is of; "" when it is of none."""
        row = self._file.execute("SELECT origin FROM seen WHERE origin <> ?", [origin]).fetchone()
        return str(row[0]) if row else ""

    def advance(self, origin: str, edge: Edge, note: str, entries: Iterable[Entry]) -> None:
        """Remembers the log as it was found to be, all or nothing."""
        rows = json.dumps([[hash_.hex() for hash_ in level] for level in edge.hashes])
        self._file.execute("BEGIN IMMEDIATE")
        with self._file:
            self._file.execute("REPLACE INTO seen VALUES (?, ?, ?, ?)", [origin, edge.size, rows, note])
            self._file.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
                ((e.place, e.stream, e.seq, e.type, e.at.isoformat(), e.law) for e in entries),
            )

    def stream(self, name: str) -> Iterator[Entry]:
        """The entries of one stream as they stand in the log."""
        rows = self._file.execute(
            "SELECT place, stream, seq, type, at, law FROM entry WHERE stream = ? ORDER BY place", [name]
        )
        for place, stream, seq, type_, at, law in rows:
            yield Entry(place, stream, seq, type_, datetime.fromisoformat(at), law)

    def close(self) -> None:
        self._file.close()
