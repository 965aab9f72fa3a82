"""The look back before every signature: what is about to be signed is read from the files again and recomputed.

A log that signs what it remembers instead of what it has stored can sign a root that nobody will ever be able to prove
anything under. Only what has grown since the last signature is read, so the cost follows the batch, not the log.
"""

from __future__ import annotations

from shuzha.ledger.finding import damaged
from shuzha.ledger.store import Store, tile_at
from shuzha.ledger.tiles import ENTRIES, WIDTH, Tile, levels, tiles_of


def stored_root(store: Store, signed: int, size: int) -> bytes:
    """The root over `size` entries from the stored bytes, everything since the `signed` first ones read anew.

    Raises: Damaged naming the entry or tile whose stored bytes do not fit.
    """
    for tile in tiles_of(0, size, signed):
        _entries_fit(store, tile)
    for level, count in levels(size):
        for tile in tiles_of(level, count - count % WIDTH, signed // WIDTH**level):
            _tile_fits_above(store, tile, count // WIDTH)
    rest: list[bytes] = []
    for level, count in levels(size):
        row = store.fresh_hashes(tile_at(level, count - 1, count)) if count % WIDTH else []
        rest = [store.tree.root(row + rest)] if row or rest else []
    return rest[0] if rest else store.tree.root([])


def _entries_fit(store: Store, tile: Tile) -> None:
    bundle = Tile(ENTRIES, tile.number, tile.width)
    for position, (entry, leaf) in enumerate(zip(store.entries(bundle), store.fresh_hashes(tile), strict=True)):
        if store.tree.leaf(entry) != leaf:
            index = tile.first + position
            raise damaged(
                "entry-changed", bundle.path, f"第 {index} 条记录已被改动。", f"Entry {index} was changed.", index
            )


def _tile_fits_above(store: Store, tile: Tile, above: int) -> None:
    assert isinstance(tile.level, int)
    parent = tile_at(tile.level + 1, tile.number, above)
    if store.tree.root(store.fresh_hashes(tile)) != store.fresh_hashes(parent)[tile.number % WIDTH]:
        raise damaged(
            "tile-changed",
            tile.path,
            f"哈希块 {tile.path} 与上层不符。",
            f"Tile {tile.path} does not fit the one above.",
        )
