"""The tree's algebra: proofs verify, spoiled proofs do not, and how entries were cut into batches leaves no trace."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import shuzha_verifier
from hypothesis import given
from hypothesis import strategies as st

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger import journal
from shuzha.ledger.edge import Edge
from shuzha.ledger.finding import Damaged
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint
from shuzha.ledger.tiles import Tile, decode_bundle, encode_bundle
from shuzha.ledger.tree import BadProof, Tree, consistency_ranges, inclusion_ranges, split

TREE = Tree()
LEAVES = [TREE.leaf(b"%d" % i) for i in range(1100)]
SIZES = st.integers(1, len(LEAVES))


def _hash(span: tuple[int, int]) -> bytes:
    return TREE.root(LEAVES[span[0] : span[1]])


@given(SIZES, st.data())
def test_inclusion_proofs_verify_for_platform_and_verifier(size: int, data: Any) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = [_hash(span) for span in inclusion_ranges(index, size)]
    TREE.verify_inclusion(LEAVES[index], index, size, proof, _hash((0, size)))
    assert shuzha_verifier.included(LEAVES[index], index, size, proof, _hash((0, size)))


@given(SIZES, st.data())
def test_consistency_proofs_verify_for_platform_and_verifier(new: int, data: Any) -> None:
    old = data.draw(st.integers(1, new))
    proof = [_hash(span) for span in consistency_ranges(old, new)] if old < new else []
    roots = _hash((0, old)), _hash((0, new))
    TREE.verify_consistency(old, new, proof, *roots)
    assert shuzha_verifier.consistent(old, new, proof, *roots)


@given(SIZES, st.data())
def test_a_spoiled_inclusion_proof_is_refused_by_both(size: int, data: Any) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = [_hash(span) for span in inclusion_ranges(index, size)]
    spoiled, where = _spoil([LEAVES[index], *proof, _hash((0, size))], data)
    leaf, *proof, root = spoiled
    other = data.draw(st.sampled_from([index, index ^ 1, size])) if where is None else index
    if (where, other) == (None, index):
        return
    with pytest.raises(BadProof):
        TREE.verify_inclusion(leaf, other, size, proof, root)
    assert not shuzha_verifier.included(leaf, other, size, proof, root)


@given(st.integers(2, len(LEAVES)), st.data())
def test_a_spoiled_consistency_proof_is_refused_by_both(new: int, data: Any) -> None:
    old = data.draw(st.integers(1, new - 1))
    proof = [_hash(span) for span in consistency_ranges(old, new)]
    spoiled, where = _spoil([_hash((0, old)), *proof, _hash((0, new))], data)
    if where is None:
        return
    first, *proof, last = spoiled
    with pytest.raises(BadProof):
        TREE.verify_consistency(old, new, proof, first, last)
    assert not shuzha_verifier.consistent(old, new, proof, first, last)


def _spoil(hashes: list[bytes], data: Any) -> tuple[list[bytes], int | None]:
    """One hash flipped, or an inner one dropped or doubled; or nothing, with None."""
    kind = data.draw(st.sampled_from(["flip", "drop", "double", "nothing"]))
    where = data.draw(st.integers(0, len(hashes) - 1))
    if kind == "flip":
        bit = data.draw(st.integers(0, 255))
        number = int.from_bytes(hashes[where], "big") ^ (1 << bit)
        return [*hashes[:where], number.to_bytes(32, "big"), *hashes[where + 1 :]], where
    if kind == "nothing" or where in (0, len(hashes) - 1):
        return hashes, None
    return hashes[:where] + (hashes[where : where + 1] * 2 if kind == "double" else []) + hashes[where + 1 :], where


@given(st.lists(st.integers(0, 400), max_size=8))
def test_the_edge_gives_the_same_root_and_tiles_however_the_batches_were_cut(batches: list[int]) -> None:
    entries = [b"%d" % i for i in range(sum(batches))]
    cut, whole = Edge(TREE, 0, [], []), Edge(TREE, 0, [], [])
    begin, full = 0, dict[Tile, bytes]()
    for batch in batches:
        cut.extend(entries[begin : begin + batch])
        full |= cut.take_full()
        begin += batch
    whole.extend(entries)
    assert cut.root() == whole.root() == TREE.root([TREE.leaf(e) for e in entries])
    assert (full, cut.partial()) == (whole.take_full(), whole.partial())


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5), st.data())
def test_a_log_on_disk_gives_the_same_root_however_it_was_cut_checkpointed_and_reopened(
    batches: list[int], data: Any
) -> None:
    entries, signer = [b"%d" % i for i in range(sum(batches))], Ed25519Signer(b"\x01" * 32)
    with tempfile.TemporaryDirectory() as folder:
        log = Log.create(Path(folder) / "log", "a.example/log", signer=signer)
        for batch in batches:
            log.append(entries[log.size : log.size + batch])
            if data.draw(st.booleans()):
                log.checkpoint()
            if data.draw(st.booleans()):
                log.close()
                log = Log.open(log.directory, signer)
        checkpoint = Checkpoint.read(log.checkpoint(), log.keys)
        log.close()
        assert checkpoint.root == TREE.root([TREE.leaf(e) for e in entries])
        assert Log.open(log.directory).fsck() == []


@given(st.lists(st.binary(max_size=70), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert [entry for entry, _, _ in decode_bundle(encode_bundle(entries))] == entries


@given(st.lists(st.lists(st.binary(max_size=20), min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_a_journal_cut_anywhere_gives_whole_batches_and_one_changed_byte_never_gives_other_entries(
    batches: list[list[bytes]], data: Any
) -> None:
    written, first = b"", 0
    for batch in batches:
        written += journal.encode(first, batch)
        first += len(batch)
    cut = data.draw(st.integers(0, len(written)))
    read = [record.entries for record in journal.decode(written[:cut])]
    assert read == batches[: len(read)]
    assert [record.entries for record in journal.decode(written + bytes(50))] == batches
    changed = bytearray(written)
    changed[data.draw(st.integers(0, len(written) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Damaged):
        list(journal.decode(bytes(changed)))


@pytest.mark.parametrize(("size", "left"), [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8)])
def test_a_tree_is_split_at_the_largest_power_of_two_below_its_size(size: int, left: int) -> None:
    assert split(size) == left


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(4, 1234067), "tile/4/x001/x234/067"),
        (Tile("entries", 999, 7), "tile/entries/999.p/7"),
        (Tile(1, 1000, 1), "tile/1/x001/000.p/1"),
    ],
)
def test_tiles_lie_where_the_standard_puts_them(tile: Tile, path: str) -> None:
    assert tile.path == path
