"""The right edge of a growing tree: the tiles that are not full yet, kept in memory, and the full ones not yet written.

Appending touches only this, never the log behind it; its size is a few hundred hashes whatever the log's.
"""

from __future__ import annotations

from collections.abc import Sequence

from shuzha.ledger.tiles import ENTRIES, WIDTH, Tile, encode_bundle, encode_hashes
from shuzha.ledger.tree import Tree


class Edge:
    """`size` entries; `hashes[level]` and `entries` are the contents of the last, not yet full tiles and bundle."""

    def __init__(self, tree: Tree, size: int, hashes: list[list[bytes]], entries: list[bytes]) -> None:
        self.tree = tree
        self.size = size
        self.hashes = hashes
        self.entries = entries
        self._full: dict[Tile, bytes] = {}

    def extend(self, entries: Sequence[bytes]) -> None:
        self._grow(0, [self.tree.leaf(entry) for entry in entries])
        self._bundle(entries)
        self.size += len(entries)

    def extend_hashes(self, hashes: Sequence[bytes]) -> None:
        """Grows the tree alone, for whoever follows a log without keeping its entries or tiles."""
        self._grow(0, hashes)
        self._full.clear()
        self.size += len(hashes)

    def root(self) -> bytes:
        """The root over all `size` entries."""
        rest: list[bytes] = []
        for row in self.hashes:
            rest = [self.tree.root(row + rest)] if row or rest else []
        return rest[0] if rest else self.tree.root([])

    def take_full(self) -> dict[Tile, bytes]:
        """The tiles and bundles that have become full since the last call, with their bytes."""
        full, self._full = self._full, {}
        return full

    def partial(self) -> dict[Tile, bytes]:
        """The tiles and the bundle that are begun but not full, with their bytes."""
        rows = {
            Tile(level, self._number(level), len(row)): encode_hashes(row)
            for level, row in enumerate(self.hashes)
            if row
        }
        if self.entries:
            rows[Tile(ENTRIES, self.size // WIDTH, len(self.entries))] = encode_bundle(self.entries)
        return rows

    def _number(self, level: int) -> int:
        return self.size >> 8 * (level + 1)

    def _grow(self, level: int, hashes: Sequence[bytes]) -> None:
        if level == len(self.hashes):
            self.hashes.append([])
        number, waiting, up = self._number(level), [*self.hashes[level], *hashes], list[bytes]()
        whole = len(waiting) - len(waiting) % WIDTH
        for begin in range(0, whole, WIDTH):
            row = waiting[begin : begin + WIDTH]
            self._full[Tile(level, number + begin // WIDTH)] = encode_hashes(row)
            up.append(self.tree.root(row))
        self.hashes[level] = waiting[whole:]
        if up:
            self._grow(level + 1, up)

    def _bundle(self, entries: Sequence[bytes]) -> None:
        number, waiting = self.size // WIDTH, [*self.entries, *entries]
        whole = len(waiting) - len(waiting) % WIDTH
        for begin in range(0, whole, WIDTH):
            self._full[Tile(ENTRIES, number + begin // WIDTH)] = encode_bundle(waiting[begin : begin + WIDTH])
        self.entries = waiting[whole:]
