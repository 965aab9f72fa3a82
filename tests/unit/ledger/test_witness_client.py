"""Publication waits for enough witnesses, for none of them too long, and never believes one without looking."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger import unpublished, witness_client
from shuzha.ledger.log import Log
from shuzha.ledger.note import Checkpoint, NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.witness import Witness
from shuzha.ledger.witness_client import TooFew, Witnesses, over_http
from shuzha.ledger.witness_server import WitnessServer

Answer = Callable[[bytes], tuple[int, str]]


class Three:
    """Three witnesses without a network; what one answers can be exchanged, and what it was asked is kept."""

    def __init__(self, log: Log, folder: Path) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: dict[str, list[bytes]] = {name: [] for name in "abc"}
        self.keys = [self._begin(log, folder, name, n) for n, name in enumerate("abc", 1)]

    def _begin(self, log: Log, folder: Path, name: str, number: int) -> NoteKey:
        signer = Ed25519Signer(bytes([number]) * 32)
        witness = Witness(f"{name}.example", signer, lambda: {log.origin: log.keys}, folder / name, lambda: 7)

        def answer(body: bytes) -> tuple[int, str]:
            said = witness.add_checkpoint(body)
            return said.status, said.body

        self.answers[name] = answer
        return witness.key

    def send(self, url: str, body: bytes) -> tuple[int, str]:
        self.asked[url].append(body)
        return self.answers[url](body)

    def policy(self, needed: int = 2) -> Policy:
        return Policy(tuple(self.keys), needed, {key.name: key.name[0] for key in self.keys})


@pytest.fixture
def three(log: Log, tmp_path: Path) -> Three:
    return Three(log, tmp_path)


@pytest.fixture
def witnesses(three: Three) -> Iterator[Witnesses]:
    asking = Witnesses(three.policy(), three.send)
    yield asking
    asking.close()


def _refuse(body: bytes) -> tuple[int, str]:
    raise ConnectionRefusedError("nobody there")


def test_a_growing_log_is_published_with_all_three_and_each_is_asked_once(
    log: Log, three: Three, witnesses: Witnesses
) -> None:
    for count in (0, 3, 300):
        log.append([b"%d" % n for n in range(count)])
        note = log.checkpoint(witnesses.cosign)
        assert three.policy().cosigners(note) == ["a.example", "b.example", "c.example"]
        assert log.published_note() == note
    assert {len(asked) for asked in three.asked.values()} == {3}
    assert log.checkpoint(witnesses.cosign) == note
    assert {len(asked) for asked in three.asked.values()} == {3}


def test_a_sequencer_that_begins_anew_learns_the_witnesses_size_and_proves_from_there(
    log: Log, three: Three, witnesses: Witnesses
) -> None:
    log.append([b"a", b"b"])
    log.checkpoint(witnesses.cosign)
    log.append([b"c"])
    begun_anew = Witnesses(three.policy(), three.send)
    assert len(three.policy().cosigners(log.checkpoint(begun_anew.cosign))) == 3
    assert [body.split(b"\n")[0] for body in three.asked["a"]] == [b"old 0", b"old 0", b"old 2"]
    begun_anew.close()


def test_one_that_is_down_or_answers_rubbish_holds_up_nothing_and_two_hold_up_publication(
    log: Log, three: Three, witnesses: Witnesses
) -> None:
    log.append([b"a"])
    three.answers["a"] = _refuse
    assert three.policy().cosigners(log.checkpoint(witnesses.cosign)) == ["b.example", "c.example"]
    log.append([b"b"])
    answer_b = three.answers["b"]
    three.answers["b"] = lambda body: (200, "— b.example AAAAAAAA\n\n— b.example")
    with pytest.raises(TooFew) as caught:
        log.checkpoint(witnesses.cosign)
    assert (caught.value.needed, caught.value.cosigned) == (2, ["c.example"])
    assert caught.value.why == {
        "a.example": "cannot be reached: nobody there",
        "b.example": "its cosignature does not hold",
    }
    log.append([b"c"])
    assert (log.size, Checkpoint.read(log.published_note()).size) == (3, 1)
    three.answers["b"] = answer_b
    assert Checkpoint.read(log.checkpoint(witnesses.cosign)).size == 3


def test_one_that_never_answers_delays_the_rest_by_no_more_than_a_grace_and_is_not_asked_again_meanwhile(
    log: Log, three: Three, witnesses: Witnesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness_client, "PATIENCE_SECONDS", 600)
    released = threading.Event()
    answer = three.answers["a"]

    def slowly(body: bytes) -> tuple[int, str]:
        released.wait(60)
        return answer(body)

    three.answers["a"] = slowly
    for _ in range(2):
        log.append([b"x"])
        assert three.policy().cosigners(log.checkpoint(witnesses.cosign)) == ["b.example", "c.example"]
    assert len(three.asked["a"]) == 1
    released.set()
    witnesses._busy["a.example"].result(60)
    log.append([b"y"])
    assert len(three.policy().cosigners(log.checkpoint(witnesses.cosign))) == 3


def test_a_fork_and_a_rollback_are_refused_by_every_witness_and_named(
    log: Log, three: Three, witnesses: Witnesses, tmp_path: Path, signer: Ed25519Signer
) -> None:
    log.append([b"a", b"b"])
    log.checkpoint(witnesses.cosign)
    with Log.create(tmp_path / "fork", log.origin, signer=signer) as fork:
        fork.append([b"a"])
        with pytest.raises(TooFew, match="rolled back"):
            fork.checkpoint(Witnesses(three.policy(), three.send).cosign)
        fork.append([b"x"])
        with pytest.raises(TooFew, match="forked"):
            fork.checkpoint(Witnesses(three.policy(), three.send).cosign)
        fork.append([b"c"])
        with pytest.raises(TooFew, match="answered 422"):
            fork.checkpoint(Witnesses(three.policy(), three.send).cosign)
        with pytest.raises(LookupError):
            fork.published_note()


def test_without_an_address_a_witness_cannot_be_asked_and_a_policy_of_none_needs_nobody(log: Log, three: Three) -> None:
    with pytest.raises(TooFew, match="gives no address"):
        log.checkpoint(Witnesses(Policy(tuple(three.keys), 1, {}), three.send).cosign)
    asking_none = Witnesses(Policy.parse("quorum none"), three.send)
    assert Checkpoint.read(log.checkpoint(asking_none.cosign), log.keys).size == 0


@pytest.mark.parametrize("kind", ["http", "unix"])
def test_over_http_and_over_a_unix_socket(log: Log, tmp_path: Path, kind: str) -> None:
    signer = Ed25519Signer(b"\x0a" * 32)
    witness = Witness("w.example", signer, lambda: {log.origin: log.keys}, tmp_path / "seen", lambda: 7)
    with WitnessServer(tmp_path / "w.sock" if kind == "unix" else ("127.0.0.1", 0), witness) as server:
        url = "unix:w.sock" if kind == "unix" else f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        policy = Policy((witness.key,), 1, {"w.example": url})
        log.append([b"a"])
        assert policy.satisfied(log.checkpoint(Witnesses(policy, over_http(tmp_path)).cosign))
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:1/", "refused"),
        ("unix:none.sock", "No such file"),
        ("ftp://x", "not an address"),
        ("x", "not"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(log: Log, three: Three, tmp_path: Path, url: str, why: str) -> None:
    policy = Policy((three.keys[0],), 1, {three.keys[0].name: url})
    with pytest.raises(TooFew, match=why):
        log.checkpoint(Witnesses(policy, over_http(tmp_path)).cosign)


def test_the_note_of_waiting_keeps_when_it_began_and_is_gone_when_it_is_over(log: Log) -> None:
    assert unpublished.read(log.directory) is None
    unpublished.note(log.directory, TooFew(3, 2, ["a"], {"b": "down"}), "monday")
    unpublished.note(log.directory, TooFew(4, 2, [], {"a": "down", "b": "down"}), "tuesday")
    said = unpublished.read(log.directory)
    assert said == unpublished.Unpublished("monday", 2, (), {"a": "down", "b": "down"})
    (log.directory / unpublished.NAME).write_bytes(b"{")
    assert unpublished.read(log.directory) is not None
    unpublished.clear(log.directory)
    assert unpublished.read(log.directory) is None
