"""What a log promises: order, exactly once, proofs for everything published, one writer, and no signature over rot."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.disk import Disk
from shuzha.ledger.finding import Damaged
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint
from shuzha.ledger.tree import Tree
from shuzha.ledger.writer import Busy

TREE = Tree()


def entries(count: int, start: int = 0) -> list[bytes]:
    return [b'{"event":%d}' % i for i in range(start, start + count)]


def test_appending_gives_consecutive_indices_and_the_entries_come_back(log: Log) -> None:
    assert log.append(entries(3)) == range(3)
    assert log.append(entries(300, 3)) == range(3, 303)
    assert log.append([]) == range(303, 303)
    log.checkpoint()
    assert [log.entry(i) for i in (0, 2, 3, 255, 256, 302)] == [entries(303)[i] for i in (0, 2, 3, 255, 256, 302)]


def test_the_checkpoint_commits_to_all_entries_and_is_signed(log: Log) -> None:
    log.append(entries(700))
    checkpoint = Checkpoint.read(log.checkpoint(), log.keys)
    assert (checkpoint.origin, checkpoint.size) == ("city.example/evidence", 700)
    assert checkpoint.root == TREE.root([TREE.leaf(e) for e in entries(700)])


def test_every_entry_is_proved_in_every_published_size(log: Log) -> None:
    roots = {}
    for size in (1, 2, 255, 256, 257, 600):
        log.append(entries(size)[log.size :])
        roots[size] = Checkpoint.read(log.checkpoint()).root
    for size, root in roots.items():
        for index in {0, size // 2, size - 1}:
            TREE.verify_inclusion(TREE.leaf(entries(600)[index]), index, size, log.inclusion(index, size), root)
        for later in (s for s in roots if s > size):
            TREE.verify_consistency(size, later, log.consistency(size, later), root, roots[later])


def test_a_tree_of_three_levels_lies_in_tiles_as_the_standard_says(log: Log) -> None:
    log.append(entries(70_000))
    log.checkpoint()
    tiles = {str(p.relative_to(log.directory)) for p in (log.directory / "tile").rglob("*") if p.is_file()}
    assert {t for t in tiles if not t.startswith(("tile/0", "tile/entries"))} == {
        "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1",
    }  # fmt: skip
    assert sum(t.startswith("tile/0/") for t in tiles) == 274
    assert "tile/entries/273.p/112" in tiles
    assert log.fsck() == []


def test_partial_tiles_are_collected_once_the_full_one_is_durable(log: Log) -> None:
    for size in range(100, 6000, 100):
        log.append(entries(size)[log.size :])
        log.checkpoint()
    left = {path.name for path in (log.directory / "tile/0").glob("*.p")}
    assert "000.p" not in left
    assert len(left) <= 8


def test_appending_again_from_a_known_place_adds_nothing_twice(log: Log) -> None:
    log.append(entries(10), at=0)
    assert log.append(entries(10), at=0) == range(10)
    assert log.append(entries(7, 5), at=5) == range(5, 12)
    assert log.size == 12
    with pytest.raises(ValueError, match="already holds another entry number 11"):
        log.append([b"something else"], at=11)
    with pytest.raises(ValueError, match="cannot be number 14"):
        log.append(entries(1), at=14)
    assert log.size == 12


def test_an_entry_too_long_is_refused_with_the_whole_batch(log: Log) -> None:
    with pytest.raises(ValueError, match="at most 65535 bytes"):
        log.append([b"fits", b"x" * 65_536])
    assert log.size == 0
    log.append([b"x" * 65_535, b""])
    log.checkpoint()
    assert log.entry(1) == b""


def test_a_second_writer_is_turned_away_and_a_reader_is_not(log: Log, signer: Ed25519Signer) -> None:
    log.append(entries(5))
    with pytest.raises(Busy):
        Log.open(log.directory, signer)
    reader = Log.open(log.directory)
    assert reader.size == 0
    with pytest.raises(LookupError, match="no checkpoint has been published"):
        reader.checkpoint()
    log.checkpoint()
    assert (reader.size, reader.entry(4)) == (5, entries(5)[4])
    with pytest.raises(PermissionError):
        reader.append([b"x"])
    with pytest.raises(LookupError, match="no entry 5"):
        reader.entry(5)
    with pytest.raises(LookupError, match="has published 5 entries, not 6"):
        reader.inclusion(0, 6)


def test_reopening_reads_the_edge_not_the_log(log: Log, signer: Ed25519Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(entries(70_000))
    log.checkpoint()
    log.close()
    read: list[Path] = []
    original = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path), original(path))[1])
    with Log.open(log.directory, signer) as again:
        again.append([b"one more"])
        again.checkpoint()
    assert len(read) < 30


def test_a_checkpoint_is_signed_once_per_size_and_anew_under_a_new_key(log: Log) -> None:
    log.append(entries(3))
    first = log.checkpoint()
    assert log.checkpoint() == first
    log.close()
    with Log.open(log.directory, Ed25519Signer(b"\x08" * 32)) as rotated:
        second = rotated.checkpoint()
        assert second != first
        old_key, new_key = rotated.keys
        assert Checkpoint.read(first, [old_key]) == Checkpoint.read(second, [new_key])


class RottingDisk(Disk):
    """Stores one byte of entry 2 wrongly, as a failing disk does."""

    def write(self, path: Path, data: bytes) -> None:
        rotten = bytearray(data)
        if "entries" in path.parts:
            rotten[30] ^= 1
        super().write(path, bytes(rotten))


def test_nothing_is_signed_over_an_entry_that_rotted_on_the_disk(tmp_path: Path, signer: Ed25519Signer) -> None:
    with Log.create(tmp_path / "log", "a.example/log", signer=signer, disk=RottingDisk()) as log:
        log.append(entries(100))
        with pytest.raises(Damaged, match="Entry 2 was changed") as damage:
            log.checkpoint()
        assert damage.value.finding.index == 2
        with pytest.raises(LookupError):
            log.published_note()


class FullDisk(Disk):
    """Has no room for the second batch."""

    batches = 0

    def append(self, descriptor: int, data: bytes) -> None:
        self.batches += 1
        if self.batches == 2:
            super().append(descriptor, data[:20])
            raise OSError(28, "No space left on device")
        super().append(descriptor, data)


def test_after_a_failed_write_the_log_goes_on_only_once_opened_again(tmp_path: Path, signer: Ed25519Signer) -> None:
    with Log.create(tmp_path / "log", "a.example/log", signer=signer, disk=FullDisk()) as log:
        log.append(entries(3))
        with pytest.raises(OSError, match="No space left"):
            log.append(entries(3, 3))
        with pytest.raises(RuntimeError, match="open the log again"):
            log.append(entries(3, 3))
    with Log.open(tmp_path / "log", signer) as log:
        assert log.append(entries(4, 3), at=3) == range(3, 7)
        log.checkpoint()
        assert log.fsck() == []


def test_a_log_cut_back_behind_its_checkpoint_does_not_open(log: Log, signer: Ed25519Signer) -> None:
    log.append(entries(3))
    kept = (log.directory / "journal").read_bytes()
    log.append(entries(3, 3))
    log.checkpoint()
    log.close()
    (log.directory / "journal").write_bytes(kept)
    with pytest.raises(Damaged, match="shorter than the checkpoint"):
        Log.open(log.directory, signer)


def test_a_log_is_created_once_and_only_with_a_name_and_suite_that_can_sign(tmp_path: Path) -> None:
    Log.create(tmp_path / "log", "a.example/log")
    with pytest.raises(FileExistsError):
        Log.create(tmp_path / "log", "a.example/log")
    with pytest.raises(ValueError, match="no spaces"):
        Log.create(tmp_path / "other", "two words")
    with pytest.raises(ValueError, match="suite 'gm' is not signed with Ed25519"):
        Log.create(tmp_path / "other", "city.example/log", "gm", Ed25519Signer.generate())
    with pytest.raises(FileNotFoundError):
        Log.open(tmp_path / "nothing")
