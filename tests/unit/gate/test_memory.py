"""The differencing memory at rest: kept across restarts, unreadable on disk, and not to be shortened."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzha.enclave.ports import MemoryRecord
from shuzha.enclave.vault.keyring import Keyring
from shuzha.enclave.vault.sealed import Tampered
from shuzha.gate.memory import SealedMemory


def record(n: int) -> MemoryRecord:
    return MemoryRecord("release", "person", "op", f"q{n}", b"unit-key" * 10, b"answer")


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "keys")


def filled(tmp_path: Path, keyring: Keyring, records: int = 3) -> SealedMemory:
    memory = SealedMemory(tmp_path, keyring)
    for n in range(records):
        memory.append(record(n))
    return memory


def test_what_was_remembered_is_there_after_a_restart(tmp_path: Path, keyring: Keyring) -> None:
    filled(tmp_path, keyring)
    again = SealedMemory(tmp_path, keyring)
    again.append(record(3))
    assert [r.question for r in again.records()] == ["q0", "q1", "q2", "q3"]
    assert b"unit-key" not in (tmp_path / "memory.sealed").read_bytes()


def test_forgetting_the_latest_answer_stops_the_gate(tmp_path: Path, keyring: Keyring) -> None:
    filled(tmp_path, keyring, 2)
    shorter = (tmp_path / "memory.sealed").read_bytes()
    filled_again = SealedMemory(tmp_path, keyring)
    filled_again.append(record(9))
    (tmp_path / "memory.sealed").write_bytes(shorter)
    with pytest.raises(Tampered, match="cut off"):
        SealedMemory(tmp_path, keyring)
    (tmp_path / "memory.sealed").unlink()
    with pytest.raises(Tampered, match="cut off"):
        SealedMemory(tmp_path, keyring)


def test_a_lowered_count_is_found(tmp_path: Path, keyring: Keyring) -> None:
    filled(tmp_path, keyring)
    raw = bytearray((tmp_path / "memory.count").read_bytes())
    raw[7] = 1
    (tmp_path / "memory.count").write_bytes(raw)
    with pytest.raises(Tampered, match="count"):
        SealedMemory(tmp_path, keyring)


def test_an_altered_record_is_named(tmp_path: Path, keyring: Keyring) -> None:
    filled(tmp_path, keyring)
    raw = bytearray((tmp_path / "memory.sealed").read_bytes())
    raw[60] ^= 1
    (tmp_path / "memory.sealed").write_bytes(raw)
    with pytest.raises(Tampered, match="record 0"):
        SealedMemory(tmp_path, keyring)


def test_a_record_torn_by_a_crash_was_never_promised(tmp_path: Path, keyring: Keyring) -> None:
    filled(tmp_path, keyring)
    with (tmp_path / "memory.sealed").open("ab") as file:
        file.write(b"\0\0\0\0\0\0\1\0torn")
    again = SealedMemory(tmp_path, keyring)
    again.append(record(3))
    assert len(list(SealedMemory(tmp_path, keyring).records())) == 4
