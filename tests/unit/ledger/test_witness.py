"""A witness cosigns a log that grows, refuses one that forks or shrinks, and remembers across its own death."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer, Sm2Signer
from shuzha.ledger import receipt
from shuzha.ledger.disk import Disk
from shuzha.ledger.log import Log
from shuzha.ledger.note import BadNote, Checkpoint, NoteKey, cosigned_at, open_note
from shuzha.ledger.witness import SIZE_TYPE, Witness, request

NAME = "witness.example/a"
AT = 1_800_000_000


def _witness(log: Log, folder: Path, signer: Ed25519Signer | Sm2Signer | None = None) -> Witness:
    chosen = signer or Ed25519Signer(b"\x0a" * 32)
    return Witness(NAME, chosen, lambda: {log.origin: log.keys}, folder / "seen", lambda: AT)


def _offer(witness: Witness, log: Log, old: int) -> tuple[int, str]:
    note = log.checkpoint()
    answer = witness.add_checkpoint(request(old, log.consistency(old, log.size), note))
    return answer.status, answer.body


def test_a_log_that_grows_is_cosigned_each_time_and_the_time_stands_in_the_note(log: Log, tmp_path: Path) -> None:
    witness, old = _witness(log, tmp_path), 0
    for count in (0, 3, 0, 300, 1):
        log.append([b"%d" % n for n in range(count)])
        status, line = _offer(witness, log, old)
        assert status == 200
        note = log.published_note() + line.encode()
        assert cosigned_at(note, NoteKey.parse(str(witness.key))) == AT
        assert Checkpoint.read(note, log.keys).size == log.size
        old = log.size


def test_a_witnesses_key_is_never_taken_for_the_logs(log: Log, tmp_path: Path) -> None:
    witness = _witness(log, tmp_path)
    line = _offer(witness, log, 0)[1]
    with pytest.raises(BadNote, match="no signature of a trusted key"):
        Checkpoint.read(log.published_note() + line.encode(), [witness.key])


def test_a_cosignature_over_another_time_or_text_is_wrong(log: Log, tmp_path: Path) -> None:
    witness = _witness(log, tmp_path)
    line = _offer(witness, log, 0)[1]
    assert cosigned_at(log.published_note(), witness.key) is None
    log.append([b"x"])
    with pytest.raises(BadNote, match="wrong"):
        cosigned_at(log.checkpoint() + line.encode(), witness.key)


def test_another_old_size_is_told_the_size_it_remembers_even_after_its_death(log: Log, tmp_path: Path) -> None:
    log.append([b"a", b"b"])
    assert _offer(_witness(log, tmp_path), log, 0)[0] == 200
    answer = _witness(log, tmp_path).add_checkpoint(request(0, [], log.published_note()))
    assert (answer.status, answer.body, answer.kind) == (409, "2\n", SIZE_TYPE)


def test_a_second_history_is_never_cosigned(log: Log, tmp_path: Path, signer: Ed25519Signer) -> None:
    witness = _witness(log, tmp_path)
    log.append([b"a", b"b"])
    assert _offer(witness, log, 0)[0] == 200
    with Log.create(tmp_path / "fork", log.origin, signer=signer) as fork:
        fork.append([b"a", b"x"])
        assert _offer(witness, fork, 2)[0] == 409
        fork.append([b"c"])
        assert _offer(witness, fork, 2)[0] == 422


def test_strangers_unknown_logs_and_rubbish_have_each_their_status(log: Log, tmp_path: Path) -> None:
    witness = _witness(log, tmp_path)
    with Log.create(tmp_path / "1", log.origin, signer=Ed25519Signer.generate()) as stranger:
        assert _offer(witness, stranger, 0)[0] == 403
    with Log.create(tmp_path / "2", "other.example/log", signer=Ed25519Signer.generate()) as unknown:
        assert _offer(witness, unknown, 0)[0] == 404
    note = log.checkpoint()
    bad = [b"", b"old x\n\n" + note, b"old 00\n\n" + note, b"old -1\n\n" + note, b"old 1\n\n" + note, b"old 0\n%\n\n" + note,
           b"old 0\n" + b"AAAA\n" * 64 + b"\n" + note, b"old 0\n\nno note", b"old 0\n\n\xff", b"old " + b"9" * 9000]  # fmt: skip
    assert [witness.add_checkpoint(body).status for body in bad] == [400] * len(bad)
    log.append([b"a"])
    log.checkpoint()
    assert witness.add_checkpoint(request(0, [b"\0" * 32], log.published_note())).status == 422


def test_a_record_that_cannot_be_read_cosigns_nothing(log: Log, tmp_path: Path) -> None:
    (tmp_path / "seen").write_bytes(b"{")
    with pytest.raises(ValueError, match="Expecting"):
        _offer(_witness(log, tmp_path), log, 0)


def test_a_log_of_the_suite_gm_is_witnessed_with_sm2(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log", "city.example/gm", "gm", Sm2Signer(b"\x03" * 32)) as log:
        witness = _witness(log, tmp_path, Sm2Signer(b"\x04" * 32))
        assert _offer(witness, log, 0)[0] == 200
        log.append([b"a", b"b", b"c"])
        line = _offer(witness, log, 0)[1]
        assert cosigned_at(log.published_note() + line.encode(), NoteKey.parse(str(witness.key))) == AT
        assert open_note(log.published_note() + line.encode(), log.keys)


def test_a_checkpoint_is_published_with_its_cosignatures_or_not_at_all(log: Log, tmp_path: Path) -> None:
    witness, seen = _witness(log, tmp_path), 0

    def cosigned(note: bytes, prove: Callable[[int], list[bytes]]) -> bytes:
        return note + witness.add_checkpoint(request(seen, prove(seen), note)).body.encode()

    def away(note: bytes, prove: Callable[[int], list[bytes]]) -> bytes:
        raise ConnectionError

    log.append([b"a", b"b", b"c"])
    with pytest.raises(ConnectionError):
        log.checkpoint(away)
    with pytest.raises(LookupError, match="no checkpoint"):
        log.published_note()
    assert cosigned_at(log.checkpoint(cosigned), witness.key) == AT
    log.append([b"d"])
    with pytest.raises(ConnectionError):
        log.checkpoint(away)
    assert (log.size, Checkpoint.read(log.published_note()).size) == (4, 3)
    seen = 3
    assert cosigned_at(log.checkpoint(cosigned), witness.key) == AT
    assert receipt.verify(receipt.make(log, 3), log.keys).checkpoint.size == 4


def test_a_checkpoint_that_stands_without_cosignatures_is_cosigned_when_asked_for(log: Log, tmp_path: Path) -> None:
    witness = _witness(log, tmp_path)
    log.append([b"a"])
    bare = log.checkpoint()

    def cosigned(note: bytes, prove: Callable[[int], list[bytes]]) -> bytes:
        return note + witness.add_checkpoint(request(0, prove(0), note)).body.encode()

    assert log.checkpoint(cosigned).startswith(bare)
    assert cosigned_at(log.published_note(), witness.key) == AT


def test_two_processes_on_one_record_never_cosign_two_histories(
    log: Log, tmp_path: Path, signer: Ed25519Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each opens the record on its own, as a process does; the first is held just before it remembers."""
    log.append([b"a"])
    with Log.create(tmp_path / "fork", log.origin, signer=signer) as fork:
        fork.append([b"x"])
        offers = [(_witness(log, tmp_path), request(0, [], one.checkpoint())) for one in (log, fork)]
    reached, other_done, replace = threading.Event(), threading.Event(), Disk.replace

    def late(disk: Disk, path: Path, data: bytes) -> None:
        reached.set()
        other_done.wait(0.5)
        replace(disk, path, data)

    monkeypatch.setattr(offers[0][0]._disk, "replace", late.__get__(offers[0][0]._disk))
    answers: dict[int, int] = {}

    def offer(number: int) -> None:
        answers[number] = offers[number][0].add_checkpoint(offers[number][1]).status

    first = threading.Thread(target=offer, args=(0,))
    first.start()
    assert reached.wait(10)
    offer(1)
    other_done.set()
    first.join()
    assert answers == {0: 200, 1: 409}
