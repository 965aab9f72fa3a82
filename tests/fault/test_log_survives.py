"""A log whose process is killed at any step of any write loses nothing acknowledged, never forks, and opens again."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.disk import Disk
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint
from shuzha.ledger.tree import Tree
from shuzha.ledger.writer import Writer

ORIGIN = "city.example/log"
SIGNER = Ed25519Signer(b"\x07" * 32)
TREE = Tree()
BATCHES = [1, 3, 250, 1, 1, 5, 300, 40, 700, 2]
ENTRIES = [b'{"event":%d}' % i for i in range(sum(BATCHES))]


class DyingDisk(Disk):
    """Kills its process at the n-th primitive step; a write it dies in leaves half of its bytes."""

    def __init__(self, dies_at: int) -> None:
        self._left = dies_at

    def _step(self, half: Callable[[], object] = lambda: None) -> None:
        self._left -= 1
        if self._left == 0:
            half()
            os.kill(os.getpid(), signal.SIGKILL)

    def _write(self, descriptor: int, data: memoryview) -> int:
        self._step(lambda: os.write(descriptor, data[: len(data) // 2]))
        return super()._write(descriptor, data)

    def _datasync(self, descriptor: int) -> None:
        self._step()
        super()._datasync(descriptor)

    def _rename(self, draft: Path, path: Path) -> None:
        self._step()
        super()._rename(draft, path)

    def _unlink(self, path: Path) -> None:
        self._step()
        super()._unlink(path)

    def truncate(self, descriptor: int, size: int) -> None:
        self._step()
        super().truncate(descriptor, size)


def _live(directory: Path, dies_at: int, acknowledged: Path) -> None:
    """Writes down, outside the log, what was acknowledged and signed."""
    disk = DyingDisk(dies_at)
    if (directory / "log.json").exists():
        log = Log.open(directory, SIGNER, disk)
    else:
        log = Log.create(directory, ORIGIN, signer=SIGNER, disk=disk)
    with log, acknowledged.open("ab", buffering=0) as report:
        begin = 0
        for batch in BATCHES:
            log.append(ENTRIES[begin : begin + batch], at=begin)
            begin += batch
            report.write(b"A%d\n" % log.size)
            report.write(b"C" + log.checkpoint().hex().encode() + b"\n")


def _run(directory: Path, dies_at: int, acknowledged: Path) -> bool:
    """Whether the process came to its end."""
    process = multiprocessing.get_context("fork").Process(target=_live, args=(directory, dies_at, acknowledged))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode == 0


def _reports(acknowledged: Path) -> Iterator[tuple[int, bytes | None]]:
    for line in acknowledged.read_bytes().splitlines(keepends=True):
        if line.startswith(b"A") and line.endswith(b"\n"):
            yield int(line[1:]), None
        elif line.endswith(b"\n"):
            note = bytes.fromhex(line[1:].decode())
            yield Checkpoint.read(note).size, note


def _hold(directory: Path, acknowledged: Path) -> None:
    """Opened again, the log holds everything acknowledged and extends everything signed."""
    if not (directory / "log.json").exists():
        assert not acknowledged.exists() or not acknowledged.read_bytes()
        return
    with Log.open(directory, SIGNER) as log:
        now = Checkpoint.read(log.checkpoint(), log.keys)
        assert now.root == TREE.root([TREE.leaf(e) for e in ENTRIES[: now.size]])
        for size, note in _reports(acknowledged) if acknowledged.exists() else ():
            assert size <= now.size
            if note is not None and size:
                old = Checkpoint.read(note, log.keys)
                TREE.verify_consistency(old.size, now.size, log.consistency(old.size, now.size), old.root, now.root)
        assert log.fsck() == []


@pytest.fixture(autouse=True)
def _settle_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the writer settle within the few entries of these lives."""
    monkeypatch.setattr(Writer, "settle_entries", 300)


def test_a_log_killed_once_at_every_step_of_its_life_loses_nothing(tmp_path: Path) -> None:
    dies_at = 1
    while not _run(tmp_path / f"{dies_at}/log", dies_at, _report(tmp_path / str(dies_at))):
        _hold(tmp_path / f"{dies_at}/log", tmp_path / f"{dies_at}/acknowledged")
        dies_at += 1
    assert dies_at > 100


@pytest.mark.parametrize("every", [7, 23, 40, 61])
def test_a_log_killed_again_and_again_still_arrives_and_never_forks(tmp_path: Path, every: int) -> None:
    lives = 1
    while not _run(tmp_path / "log", every + lives % 5, _report(tmp_path)):
        lives += 1
        every += lives % 2
        assert lives < 500
    _hold(tmp_path / "log", tmp_path / "acknowledged")
    with Log.open(tmp_path / "log") as log:
        assert [log.entry(i) for i in range(log.size)] == ENTRIES


def _report(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory / "acknowledged"
