"""Whatever is changed in a log's files is found, and named."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.finding import Damaged, Finding
from shuzha.ledger.log import Log
from shuzha.ledger.note import BadNote
from shuzha.ledger.tiles import decode_bundle, encode_bundle

SIZE = 700


@pytest.fixture
def sealed(log: Log) -> Log:
    """A published log of 700 entries, two full bundles and a partial one, open for reading."""
    log.append([b'{"event":%d}' % i for i in range(SIZE)])
    log.checkpoint()
    log.close()
    return Log.open(log.directory)


def _flip(path: Path, at: int, bit: int = 1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= bit
    path.write_bytes(data)


def _only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_a_sound_log_has_no_findings(sealed: Log) -> None:
    assert sealed.fsck() == []


def test_one_changed_byte_of_an_entry_names_the_entry_and_its_bytes(sealed: Log) -> None:
    _flip(sealed.directory / "tile/entries/000", 30)
    finding = _only(sealed.fsck())
    assert (finding.code, finding.path, finding.index, finding.bytes) == (
        "entry-changed",
        "tile/entries/000",
        2,
        (26, 39),
    )
    assert "第 2 条" in finding.text.zh
    with pytest.raises(Damaged, match="Entry 2 was changed"):
        sealed.entry(2)


def test_one_changed_byte_at_the_edge_is_decided_by_the_signed_root(sealed: Log) -> None:
    _flip(sealed.directory / "tile/entries/002.p/188", 5)
    assert (_only(sealed.fsck()).code, _only(sealed.fsck()).index) == ("entry-changed", 512)


@pytest.mark.parametrize("tile", ["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"])
def test_one_changed_byte_of_a_tile_names_the_hash_and_not_the_entry(sealed: Log, tile: str) -> None:
    _flip(sealed.directory / tile, 40)
    findings = [f for f in sealed.fsck() if f.code != "head"]
    assert [(f.code, f.path, f.bytes) for f in findings] == [("tile-changed", tile, (32, 64))]


def test_two_entries_that_changed_places_are_both_named(sealed: Log) -> None:
    path = sealed.directory / "tile/entries/001"
    held = [entry for entry, _, _ in decode_bundle(path.read_bytes())]
    held[3], held[200] = held[200], held[3]
    path.write_bytes(encode_bundle(held))
    assert [f.index for f in sealed.fsck()] == [256 + 3, 256 + 200]


def test_an_entry_rewritten_together_with_its_tile_is_still_found(sealed: Log) -> None:
    entries, tile = sealed.directory / "tile/entries/001", sealed.directory / "tile/0/001"
    held = [entry for entry, _, _ in decode_bundle(entries.read_bytes())]
    held[9] = b"never said"
    entries.write_bytes(encode_bundle(held))
    data = bytearray(tile.read_bytes())
    data[9 * 32 : 10 * 32] = sealed._store.tree.leaf(b"never said")
    tile.write_bytes(data)
    finding = _only(sealed.fsck())
    assert (finding.code, finding.path, finding.index) == ("subtree-rewritten", "tile/0/001", 256)


def test_a_missing_and_a_shortened_bundle_are_named(sealed: Log) -> None:
    (sealed.directory / "tile/entries/000").unlink()
    path = sealed.directory / "tile/entries/001"
    path.write_bytes(path.read_bytes()[:-3])
    assert {(f.code, f.path, f.index) for f in sealed.fsck()} == {
        ("missing", "tile/entries/000", None), ("bundle-cut", "tile/entries/001", 511),
    }  # fmt: skip


def test_a_kept_checkpoint_catches_a_log_that_was_rolled_back_or_forked(log: Log, signer: Ed25519Signer) -> None:
    log.append([b"a", b"b"])
    log.checkpoint()
    shutil.copytree(log.directory, log.directory.with_name("earlier"))
    log.append([b"c"])
    kept = log.checkpoint()
    assert log.fsck(against=kept) == []
    with Log.open(log.directory.with_name("earlier"), signer) as other:
        assert _only(other.fsck(against=kept)).code == "rolled-back"
        other.append([b"x", b"d"])
        other.checkpoint()
        assert other.fsck() == []
        assert _only(other.fsck(against=kept)).code == "forked"
        with pytest.raises(BadNote):
            other.fsck(against=kept.replace(b"\n3\n", b"\n2\n"))


def _delete(path: Path, dice: random.Random) -> None:
    path.unlink()


def _truncate(path: Path, dice: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: dice.randrange(path.stat().st_size)])


def _flip_any(path: Path, dice: random.Random) -> None:
    _flip(path, dice.randrange(path.stat().st_size), 1 << dice.randrange(8))


@pytest.mark.parametrize("change", [_delete, _truncate, _flip_any])
def test_random_changes_to_any_file_are_always_found(
    sealed: Log, tmp_path: Path, change: Callable[[Path, random.Random], None]
) -> None:
    dice = random.Random(1)
    files = [
        p for p in sealed.directory.rglob("*") if p.is_file() and p.name not in ("lock", "keys") and p.stat().st_size
    ]
    for _ in range(120):
        path = dice.choice(files)
        before = path.read_bytes()
        change(path, dice)
        try:
            findings = Log.open(sealed.directory).fsck(sealed.keys)
        except (Damaged, FileNotFoundError):
            findings = [None]  # type: ignore[list-item]
        gone = not path.exists() and path.name == "checkpoint"
        assert findings or gone or path.read_bytes() == before, path
        path.write_bytes(before)
