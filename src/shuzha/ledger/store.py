"""Reading a log back from its files: entries, hashes of ranges, and the proofs made of them.

Nothing read here is believed because it is there: what is served is checked against the signed root by its caller, and
`entry` checks what it reads against the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat
from pathlib import Path

from shuzha.ledger.edge import Edge
from shuzha.ledger.finding import Damaged, Finding, damaged
from shuzha.ledger.tiles import ENTRIES, HASH_BYTES, WIDTH, Tile, decode_bundle, decode_hashes, levels, tiles_of
from shuzha.ledger.tree import Range, Tree, consistency_ranges, inclusion_ranges, split

_KNOWN_RANGES = 50_000


class Store:
    """The files of a log under `directory`, hashed by `tree`."""

    def __init__(self, directory: Path, tree: Tree) -> None:
        self.directory = directory
        self.tree = tree
        self._remembered = lru_cache(maxsize=64)(self.fresh_hashes)
        self._known: dict[Range, bytes] = {}

    def read(self, tile: Tile) -> bytes:
        """The tile's bytes: the partial file, or where that has been collected, the full one.

        Raises: Damaged when neither is there.
        """
        for candidate in (tile, tile.full):
            try:
                return (self.directory / candidate.path).read_bytes()
            except FileNotFoundError:
                continue
        raise damaged("missing", tile.path, f"文件 {tile.path} 不存在。", f"The file {tile.path} is missing.")

    def hashes(self, tile: Tile) -> list[bytes]:
        """The tile's hashes, exactly as many as it is wide. Raises: Damaged when there are fewer."""
        return self._remembered(tile)

    def entries(self, tile: Tile) -> list[bytes]:
        """The bundle's entries, exactly as many as it is wide. Raises: Damaged when they cannot be read."""
        try:
            found = [entry for entry, _, _ in decode_bundle(self.read(tile))]
        except ValueError as error:
            raise damaged(
                "unreadable", tile.path, f"条目包 {tile.path} 无法读取。", f"The bundle cannot be read: {error}."
            ) from None
        if len(found) < tile.width:
            raise damaged(
                "short",
                tile.path,
                f"条目包 {tile.path} 缺少条目。",
                f"The bundle holds {len(found)} of {tile.width} entries.",
            )
        return found[: tile.width]

    def entry(self, index: int, size: int) -> bytes:
        """The entry at `index` of a log of `size`.

        Raises: LookupError beyond the end; Damaged when it does not fit the tree.
        """
        if not 0 <= index < size:
            raise LookupError(f"no entry {index} in a log of {size} entries")
        bundle = tile_at(ENTRIES, index, size)
        entry = self.entries(bundle)[index % WIDTH]
        if self.tree.leaf(entry) != self.hashes(tile_at(0, index, size))[index % WIDTH]:
            raise self._changed(bundle, index)
        return entry

    def span(self, start: int, stop: int, size: int) -> Iterator[bytes | Finding]:
        """The entries [start, stop) of a log of `size` in order, each bundle read once; in the place of one that does
        not fit the tree, what is wrong with it."""
        for bundle in tiles_of(ENTRIES, min(stop, size), start):
            first, end = max(start, bundle.first), bundle.first + bundle.width
            try:
                entries = self.entries(tile_at(ENTRIES, first, size))
                hashes = self.hashes(tile_at(0, first, size))
            except Damaged as damage:
                yield from repeat(damage.finding, end - first)
                continue
            for index in range(first, end):
                entry = entries[index % WIDTH]
                fits = self.tree.leaf(entry) == hashes[index % WIDTH]
                yield entry if fits else self._changed(bundle, index).finding

    def root(self, size: int, stored: int) -> bytes:
        """The root over the first `size` entries, from the tiles of a log of `stored` entries."""
        return self.range((0, size), stored) if size else self.tree.root([])

    def inclusion(self, index: int, size: int, stored: int) -> list[bytes]:
        """The proof that `index` is in the tree of `size`, from the tiles of a log of `stored` entries."""
        return [self.range(r, stored) for r in inclusion_ranges(index, size)]

    def consistency(self, old: int, new: int, stored: int) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old`; empty where there is nothing to prove."""
        return [self.range(r, stored) for r in consistency_ranges(old, new)] if 0 < old < new else []

    def range(self, span: Range, stored: int) -> bytes:
        """The hash of the subtree over `span`, from the tiles of a log of `stored` entries; a wide one is remembered,
        since it never changes as the log grows."""
        if span[1] - span[0] < WIDTH:
            return self._hashed(span, stored)
        if span not in self._known:
            if len(self._known) >= _KNOWN_RANGES:
                self._known.clear()
            self._known[span] = self._hashed(span, stored)
        return self._known[span]

    def _hashed(self, span: Range, stored: int) -> bytes:
        begin, end = span
        width = end - begin
        if width & (width - 1):
            middle = begin + split(width)
            return self.tree.node(self.range((begin, middle), stored), self.range((middle, end), stored))
        level, height = divmod(width.bit_length() - 1, 8)
        first = begin // WIDTH**level
        row = self.hashes(tile_at(level, first, stored // WIDTH**level))
        return self.tree.root(row[first % WIDTH : first % WIDTH + (1 << height)])

    def edge(self, size: int) -> Edge:
        """The right edge of a log of `size` entries, read from its last tiles."""
        rows = [self.hashes(tile_at(level, count - 1, count)) if count % WIDTH else [] for level, count in levels(size)]
        entries = self.entries(tile_at(ENTRIES, size - 1, size)) if size % WIDTH else []
        return Edge(self.tree, size, rows, entries)

    def fresh_hashes(self, tile: Tile) -> list[bytes]:
        """The same, always from the file."""
        data = self.read(tile)
        if len(data) < tile.width * HASH_BYTES or len(data) % HASH_BYTES:
            raise damaged("short", tile.path, f"哈希块 {tile.path} 长度不对。", f"The tile is {len(data)} bytes long.")
        return decode_hashes(data)[: tile.width]

    @staticmethod
    def _changed(bundle: Tile, index: int) -> Damaged:
        zh, en = f"第 {index} 条记录已被改动。", f"Entry {index} was changed."
        return damaged("entry-changed", bundle.path, zh, en, index)


def tile_at(level: int | str, position: int, count: int) -> Tile:
    """The tile that holds `position` on a level that holds `count`."""
    number = position // WIDTH
    return Tile(level, number, min(WIDTH, count - number * WIDTH))
