"""The whole log read and recomputed: every entry, every hash, every root; whatever does not fit is named.

When an entry and its stored hash disagree, the tree above decides which of the two was changed: the hash of the level
above for a full tile, the signed root for the tiles at the right edge.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shuzha.kernel.text import Text
from shuzha.ledger import journal
from shuzha.ledger.finding import Damaged, Finding
from shuzha.ledger.note import BadNote, Checkpoint, NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.small_files import rewritten, uncosigned
from shuzha.ledger.state import CHECKPOINT, DESCRIPTION, HEAD, read_checkpoint, read_head
from shuzha.ledger.store import Store, tile_at
from shuzha.ledger.tiles import ENTRIES, HASH_BYTES, WIDTH, Tile, decode_bundle, encode_hashes, levels, tiles_of

Row = list[bytes | None]
Span = tuple[int, int]


def check(
    store: Store, origin: str, keys: Sequence[NoteKey], against: bytes | None, policy: Policy | None = None
) -> list[Finding]:
    """Everything that is wrong with the log in `store`; empty when nothing is. With a `policy`, so many witnesses must
    have cosigned the checkpoint."""
    try:
        published = read_checkpoint(store.directory)
    except Damaged as error:
        return [error.finding]
    findings = rewritten(store.directory, published=bool(published)) + _acknowledged(
        store, published[0].size if published else 0
    )
    if published:
        findings += _signature(published[1], origin, keys) + uncosigned(published[1], policy)
        findings += Examination(store, published[0]).run()
    if against is not None:
        findings += _against(store, published[0] if published else Checkpoint(origin, 0, b""), against, keys)
    return findings


@dataclass
class Doubt:
    """A tile whose stored hashes and recomputed ones differ, with what to say when the one or the other is wrong."""

    tile: Tile
    stored: list[bytes]
    computed: Row
    spans: dict[int, Span] = field(default_factory=dict)

    def filled(self) -> list[bytes]:
        """The recomputed hashes, with the stored ones where nothing could be computed."""
        return [c or s for c, s in zip(self.computed, self.stored, strict=True)]

    def _differing(self) -> list[int]:
        return [i for i, (c, s) in enumerate(zip(self.computed, self.stored, strict=True)) if c is not None and c != s]

    def tile_wrong(self) -> list[Finding]:
        text = Text("哈希块 {path} 的第 {i} 个哈希已被改动。", "Hash {i} of tile {path} was changed.")
        return [
            Finding(
                "tile-changed",
                self.tile.path,
                text.format(path=self.tile.path, i=i),
                None,
                (i * HASH_BYTES, (i + 1) * HASH_BYTES),
            )
            for i in self._differing()
        ]

    def content_wrong(self) -> list[Finding]:
        return [self._entry(i) if self.tile.level == 0 else self._subtree(i) for i in self._differing()]

    def _entry(self, position: int) -> Finding:
        index = self.tile.first + position
        path = Tile(ENTRIES, self.tile.number, self.tile.width).path
        text = Text(f"第 {index} 条记录已被改动。", f"Entry {index} was changed.")
        return Finding("entry-changed", path, text, index, self.spans.get(position))

    def _subtree(self, position: int) -> Finding:
        assert isinstance(self.tile.level, int)
        child = Tile(self.tile.level - 1, self.tile.first + position)
        reach = WIDTH**self.tile.level
        first, last = (self.tile.first + position) * reach, (self.tile.first + position + 1) * reach - 1
        text = Text(
            f"第 {first} 至 {last} 条记录及其哈希块被一并改写。",
            f"Entries {first} to {last} were rewritten together with their tile.",
        )
        return Finding("subtree-rewritten", child.path, text, first)


class Examination:
    """One pass over the log from the entries up to the signed root."""

    def __init__(self, store: Store, checkpoint: Checkpoint) -> None:
        self._store, self._tree, self._checkpoint = store, store.tree, checkpoint
        self._findings: list[Finding] = []
        self._edges: list[list[bytes]] = []
        self._doubts: dict[int, Doubt] = {}

    def run(self) -> list[Finding]:
        below: list[bytes] = []
        for level, count in levels(self._checkpoint.size):
            roots, edge = list[bytes](), list[bytes]()
            for tile in tiles_of(level, count):
                row = self._row(level, tile, below, count // WIDTH)
                if tile.width == WIDTH:
                    roots.append(self._tree.root(row))
                else:
                    edge = row
            self._edges.append(edge)
            below = roots
        self._settle_root()
        self._partials()
        return self._findings

    def _row(self, level: int, tile: Tile, below: Sequence[bytes], above: int) -> list[bytes]:
        """What the tile ought to hold, as far as can be told; says what is wrong with it and with what it covers."""
        spans: dict[int, Span] = {}
        computed: Row = self._leaves(tile, spans) if level == 0 else list(below[tile.first : tile.first + tile.width])
        try:
            stored = self._store.fresh_hashes(tile)
        except Damaged as error:
            self._findings.append(error.finding)
            return [c or bytes(HASH_BYTES) for c in computed]
        if stored == computed:
            return stored
        doubt = Doubt(tile, stored, computed, spans)
        if tile.width == WIDTH:
            return self._judge(doubt, above)
        self._doubts[level] = doubt
        return stored

    def _judge(self, doubt: Doubt, above: int) -> list[bytes]:
        """The level above says whether the stored or the recomputed hashes are right."""
        assert isinstance(doubt.tile.level, int)
        try:
            parent = self._store.fresh_hashes(tile_at(doubt.tile.level + 1, doubt.tile.number, above))
            authority = parent[doubt.tile.number % WIDTH]
        except Damaged:
            authority = b""
        if self._tree.root(doubt.filled()) == authority:
            self._findings += doubt.tile_wrong()
            return doubt.filled()
        self._findings += doubt.content_wrong()
        if self._tree.root(doubt.stored) != authority:
            self._findings += doubt.tile_wrong()
        return doubt.stored

    def _leaves(self, tile: Tile, spans: dict[int, Span]) -> Row:
        bundle = Tile(ENTRIES, tile.number, tile.width)
        leaves: Row = []
        try:
            for entry, begin, end in itertools.islice(decode_bundle(self._store.read(bundle)), tile.width):
                spans[len(leaves)] = (begin, end)
                leaves.append(self._tree.leaf(entry))
        except Damaged as error:
            self._findings.append(error.finding)
            return [None] * tile.width
        except ValueError:
            pass
        if len(leaves) < tile.width:
            self._findings.append(self._cut(bundle, tile.first + len(leaves)))
        return leaves + [None] * (tile.width - len(leaves))

    def _cut(self, bundle: Tile, index: int) -> Finding:
        text = Text(f"条目包自第 {index} 条记录起无法读取。", f"The bundle cannot be read from entry {index} on.")
        return Finding("bundle-cut", bundle.path, text, index)

    def _settle_root(self) -> None:
        """At the right edge only the signed root can decide; every choice between stored and recomputed is tried
        against it."""
        for choice in itertools.product((False, True), repeat=len(self._doubts)):
            edges = list(self._edges)
            for level, take in zip(self._doubts, choice, strict=True):
                edges[level] = self._doubts[level].filled() if take else self._doubts[level].stored
            if self._fold(edges) == self._checkpoint.root:
                for doubt, take in zip(self._doubts.values(), choice, strict=True):
                    self._findings += doubt.tile_wrong() if take else doubt.content_wrong()
                self._edges = edges
                return
        for doubt in self._doubts.values():
            self._findings += doubt.content_wrong() + doubt.tile_wrong()
        text = Text("存储的记录与已签署的根不符。", "The stored entries do not give the signed root.")
        self._findings.append(Finding("root", CHECKPOINT, text))

    def _fold(self, edges: Sequence[list[bytes]]) -> bytes:
        rest: list[bytes] = []
        for row in edges:
            rest = [self._tree.root(row + rest)] if row or rest else []
        return rest[0] if rest else self._tree.root([])

    def _partials(self) -> None:
        """The narrower versions of the edge tiles, kept for readers of earlier checkpoints."""
        for level, row in enumerate(self._edges):
            number = self._checkpoint.size // WIDTH ** (level + 1)
            for path in (self._store.directory / Tile(level, number).partials).glob("[0-9]*"):
                width = int(path.name) if path.name.isdigit() else 0
                if 0 < width < len(row) and path.read_bytes() != encode_hashes(row[:width]):
                    self._earlier_changed(path)
        self._partial_bundles()

    def _partial_bundles(self) -> None:
        leaves, number = (self._edges or [[]])[0], self._checkpoint.size // WIDTH
        for path in (self._store.directory / Tile(ENTRIES, number).partials).glob("[0-9]*"):
            width = int(path.name) if path.name.isdigit() else 0
            if 0 < width < len(leaves) and self._hashed(path) != leaves[:width]:
                self._earlier_changed(path)

    def _hashed(self, path: Path) -> list[bytes]:
        try:
            return [self._tree.leaf(entry) for entry, _, _ in decode_bundle(path.read_bytes())]
        except ValueError:
            return []

    def _earlier_changed(self, path: Path) -> None:
        name = str(path.relative_to(self._store.directory))
        text = Text(f"旧的文件 {name} 已被改动。", f"The earlier file {name} was changed.")
        self._findings.append(Finding("partial-changed", name, text))


def _acknowledged(store: Store, published: int) -> list[Finding]:
    """Whether the head fits the tiles, and the journal reaches from it to what is published."""
    try:
        size, root = read_head(store.directory)
        records = list(journal.decode((store.directory / journal.NAME).read_bytes()))
        if read_head(store.directory) != (size, root):
            return _acknowledged(store, published)
        if not _fits(store, size, root):
            return [Finding("head", HEAD, Text("日志头与哈希块不符。", "The head does not fit the tiles."))]
    except Damaged as error:
        return [error.finding]
    except FileNotFoundError:
        return [Finding("missing", journal.NAME, Text("预写文件不存在。", "The journal is missing."))]
    held = max([size, *(record.next for record in records)])
    text = Text(f"预写文件缺少第 {held} 条起的记录。", f"The journal lacks the entries from {held} on.")
    return [Finding("journal-cut", journal.NAME, text, held)] if held < published else []


def _fits(store: Store, size: int, root: bytes) -> bool:
    """A tile that is missing is named where the tiles are examined; here it only means that the head does not fit."""
    try:
        return store.edge(size).root() == root
    except Damaged:
        return False


def _signature(note: bytes, origin: str, keys: Sequence[NoteKey]) -> list[Finding]:
    try:
        if Checkpoint.read(note, keys).origin == origin:
            return []
        text = Text("检查点属于另一个日志。", "The checkpoint is of another log.")
        if origin not in {key.name for key in keys}:
            return [Finding("description", DESCRIPTION, Text("日志说明文件已被改动。", "The description was changed."))]
    except BadNote as error:
        text = Text("检查点的签名无效。", f"The checkpoint is not validly signed: {error}.")
    return [Finding("signature", CHECKPOINT, text)]


def _against(store: Store, published: Checkpoint, kept: bytes, keys: Sequence[NoteKey]) -> list[Finding]:
    """Whether the log still extends a checkpoint that someone kept.

    Raises: BadNote when what they kept is not one of this log's.
    """
    old = Checkpoint.read(kept, keys)
    if old.size > published.size:
        text = Text(
            f"日志被回滚：曾签署 {old.size} 条，现仅 {published.size} 条。",
            f"Rolled back from {old.size} entries to {published.size}.",
        )
        return [Finding("rolled-back", CHECKPOINT, text)]
    try:
        same = old.origin == published.origin and store.root(old.size, published.size) == old.root
    except Damaged as error:
        return [error.finding]
    text = Text(
        f"前 {old.size} 条记录与保存的检查点不同。",
        f"The first {old.size} entries differ from the checkpoint that was kept.",
    )
    return [] if same else [Finding("forked", CHECKPOINT, text)]
