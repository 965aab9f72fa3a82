"""Logs of many lives, with their witnesses, killed at many points: nothing acknowledged is lost, and nothing forks.

Every point is one `kill -9` at a write, a sync, a rename, a removal or a truncation, of the log or of a witness; what a
process wrote in its last step is left half done. SHUZHA_KILLS sets how many points are tried, spread evenly over all
there are (1,000 is the full number; without it, 100).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_log_survives import ORIGIN, SIGNER, TREE, DyingDisk

from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint, NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.witness import Witness
from shuzha.ledger.witness_client import Witnesses
from shuzha.ledger.writer import Writer

KILLS = int(os.environ.get("SHUZHA_KILLS", "100"))
LIVES = 5
NAMES = {f"w{n}.example": Ed25519Signer(bytes([n]) * 32) for n in (1, 2, 3)}
KEYS = [NoteKey(name, Ed25519Verifier(signer.public_key), True) for name, signer in NAMES.items()]
POLICY = Policy(tuple(KEYS), 2, {name: name for name in NAMES})


class CountingDisk(DyingDisk):
    """Counts the steps of a life that nobody ends."""

    def __init__(self) -> None:
        self.steps = 0

    def _step(self, half: Callable[[], object] = lambda: None) -> None:
        self.steps += 1


def batches(life: int) -> list[int]:
    """How many entries each batch of that life has: mostly few, sometimes a bundle and more."""
    draw = random.Random(life)
    return [draw.choice([1, 2, 5, 40, 255, 300]) for _ in range(8)]


def entry(life: int, number: int) -> bytes:
    return b'{"life":%d,"event":%d}' % (life, number)


def asking(place: Path, disk: DyingDisk | None, policy: Policy = POLICY) -> Witnesses:
    """The witnesses of the log at `place`, in its own process, writing to its disk."""
    known = {ORIGIN: [NoteKey(ORIGIN, Ed25519Verifier(SIGNER.public_key))]}
    made = {name: Witness(name, signer, lambda: known, place / name, lambda: 7, disk) for name, signer in NAMES.items()}

    def send(url: str, body: bytes) -> tuple[int, str]:
        said = made[url].add_checkpoint(body)
        return said.status, said.body

    return Witnesses(policy, send)


def live(place: Path, life: int, disk: DyingDisk) -> None:
    """One life: what was acknowledged and published is written down outside the log before it goes on."""
    with (place / "told").open("ab", buffering=0) as told, _log(place, disk) as log:
        witnesses, begin = asking(place, disk), 0
        for count in batches(life):
            log.append([entry(life, n) for n in range(begin, begin + count)], at=begin)
            begin += count
            told.write(b"A%d\n" % log.size)
            told.write(b"C" + log.checkpoint(witnesses.cosign).hex().encode() + b"\n")


def _log(place: Path, disk: DyingDisk) -> Log:
    if (place / "log/log.json").exists():
        return Log.open(place / "log", SIGNER, disk)
    return Log.create(place / "log", ORIGIN, signer=SIGNER, disk=disk)


def end_of(act: Callable[..., None], *arguments: object) -> int | None:
    """The exit code of a process that does `act`. All that asks witnesses runs in one: a fork beside a thread that is
    at work in OpenSSL, even ending, would copy its locks shut."""
    process = multiprocessing.get_context("fork").Process(target=act, args=arguments)
    process.start()
    process.join()
    return process.exitcode


def dies(place: Path, life: int, step: int) -> bool:
    code = end_of(live, place, life, DyingDisk(step))
    assert code in (0, -signal.SIGKILL)
    return code != 0


def count(place: Path, life: int) -> None:
    """Writes down how many steps a life has that nobody ends."""
    place.mkdir()
    disk = CountingDisk()
    live(place, life, disk)
    (place / "steps").write_text(str(disk.steps))


def hold(place: Path, life: int) -> None:
    """Come back, the log holds all it acknowledged, extends all it published, and its witnesses go on with it."""
    told = (place / "told").read_bytes().splitlines(keepends=True) if (place / "told").exists() else []
    if not (place / "log/log.json").exists():
        assert told == []
        return
    with Log.open(place / "log", SIGNER) as log:
        witnesses = asking(place, None, replace(POLICY, needed=3))
        note = log.checkpoint(witnesses.cosign)
        now = Checkpoint.read(note, log.keys)
        assert now.root == TREE.root([TREE.leaf(entry(life, n)) for n in range(now.size)])
        for line in (line.rstrip() for line in told if line.endswith(b"\n")):
            old = Checkpoint.read(bytes.fromhex(line[1:].decode()), log.keys) if line.startswith(b"C") else None
            assert (old.size if old else int(line[1:])) <= now.size
            if old:
                TREE.verify_consistency(old.size, now.size, log.consistency(old.size, now.size), old.root, now.root)
        assert log.fsck(policy=POLICY) == []
        witnesses.close()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("life", range(LIVES))
def test_a_log_and_its_witnesses_killed_anywhere_lose_nothing_and_never_fork(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, life: int
) -> None:
    monkeypatch.setattr(Writer, "settle_entries", 300)
    assert end_of(count, tmp_path / "whole", life) == 0
    steps = int((tmp_path / "whole/steps").read_text())
    share = min(KILLS // LIVES, steps)
    points = sorted({round(n * (steps - 1) / max(share - 1, 1)) + 1 for n in range(share)})
    assert len(points) == share
    died = 0
    for step in points:
        place = tmp_path / str(step)
        place.mkdir()
        died += dies(place, life, step)
        assert end_of(hold, place, life) == 0
    assert died >= 0.9 * share
