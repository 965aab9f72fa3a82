"""Whoever writes to the archive is killed at every statement and every write: nothing is lost, nothing done twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from city_life import City, application
from django.conf import settings
from dying import Fuse, FusedDisk, dies_in

from shuzha.archive.cases.counts import miscounted
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventCount, EventRecord, Outbox
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.streams import append, append_next
from shuzha.archive.evidence.audit import audit, unsupported_states
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.archive.evidence.sequencer import AlreadyRunning, claim, drain
from shuzha.archive.notices.models import Notice
from shuzha.kernel.clock import CHINA
from shuzha.kernel.suites import Ed25519Signer, Ed25519Verifier
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.witness import Witness
from shuzha.ledger.witness_client import TooFew, Witnesses
from shuzha.offices.zones.models import Zone

pytestmark = pytest.mark.django_db(transaction=True)
SIGNER = Ed25519Signer(b"\x05" * 32)
WITNESSES = {f"witness-{n}": Ed25519Signer(bytes([n]) * 32) for n in (1, 2, 3)}
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def whole(stream: str, events: int) -> None:
    """The stream has that many events, each with its leaf, and the case says what they add up to."""
    assert EventRecord.objects.filter(stream=stream).count() == events
    assert Outbox.objects.filter(event__stream=stream).count() == events
    assert list(unsupported_states()) == []


def killed_at_every_step(act: Callable[[int], object], hold: Callable[[int], None]) -> int:
    """Does `act(n)` dying at step n, holds what must hold then, for n = 1, 2, … until it lives; how often it died."""
    steps = 1
    while dies_in(_fused(act, steps), steps):
        hold(steps)
        steps += 1
    hold(steps)
    return steps - 1


def _fused(act: Callable[[int], object], steps: int) -> Callable[[Fuse], object]:
    return lambda fuse: act(steps)


def test_an_opening_killed_anywhere_has_happened_whole_or_not_at_all_and_is_finished_by_sending_it_again(
    city: City,
) -> None:
    data = {
        "zone_zh": "甲", "zone_en": "A", "kind": "area", "conditions": "x", "requirements": "x",
        "supervisor": str(city.organisations["supervisor"].pk),
    }  # fmt: skip
    by = city.bigdata.actor

    def act(n: int) -> CaseRecord:
        return open_case(procedure="zones.call", step="draft", by=by, at=NOW, data=data, command_id=f"c{n}")

    def hold(n: int) -> None:
        before = CaseRecord.objects.count()
        assert before in (n - 1, n)
        assert EventRecord.objects.count() == Outbox.objects.count() == before
        whole(act(n).stream, 1)
        assert CaseRecord.objects.count() == n

    assert killed_at_every_step(act, hold) > 5


def test_a_step_killed_anywhere_leaves_event_projection_deadlines_and_leaf_all_or_none(city: City) -> None:
    case = application(city)
    qualified = city.bigdata.actor
    cases = [case] + [application(city) for _ in range(15)]

    def act(n: int) -> CaseRecord:
        return perform(case=cases[n], step="qualify", by=qualified, at=NOW, command_id="q")

    def hold(n: int) -> None:
        record = CaseRecord.objects.get(pk=cases[n].pk)
        events = EventRecord.objects.filter(stream=record.stream).count()
        discharged = DeadlineRecord.objects.filter(case=record, discharged=True).count()
        assert (record.status, record.version, discharged) in {1: [("submitted", 1, 0)], 2: [("qualified", 2, 1)]}[
            events
        ]
        whole(record.stream, events)
        assert act(n).status == "qualified"
        whole(record.stream, 2)

    assert killed_at_every_step(act, hold) > 5


def test_what_a_step_writes_outside_its_case_is_there_exactly_once(city: City) -> None:
    data = {
        "zone_zh": "甲", "zone_en": "A", "kind": "area", "conditions": "x", "requirements": "x",
        "supervisor": str(city.organisations["supervisor"].pk),
    }  # fmt: skip
    calls = [city.start("zones.call", "draft", city.bigdata, **data) for _ in range(16)]
    by = city.supervisor.actor

    def act(n: int) -> CaseRecord:
        return perform(case=calls[n], step="publish", by=by, at=NOW, command_id="p")

    def hold(n: int) -> None:
        done = EventRecord.objects.filter(stream=calls[n].stream).count() == 2
        assert Zone.objects.filter(call=calls[n]).count() == Notice.objects.filter(case=calls[n]).count() == done
        act(n)
        assert Zone.objects.filter(call=calls[n]).count() == Notice.objects.filter(case=calls[n]).count() == 1

    assert killed_at_every_step(act, hold) > 5


def test_a_use_killed_anywhere_is_recorded_and_counted_or_neither(city: City) -> None:
    def act(n: int) -> EventRecord:
        return append_next(stream=f"use-{n}", type="use-released", at=NOW, command_id="u", data={})

    def hold(n: int) -> None:
        recorded = EventRecord.objects.filter(stream=f"use-{n}").count()
        assert set(EventCount.objects.filter(stream=f"use-{n}").values_list("events", flat=True)) <= {recorded}
        assert miscounted() == []
        act(n)
        assert EventCount.objects.filter(stream=f"use-{n}", events=1).count() == 3

    assert killed_at_every_step(act, hold) >= 2


@pytest.fixture
def log_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Path:
    monkeypatch.setattr(settings, "SHUZHA_HOME", tmp_path)
    Log.create(tmp_path / "log", "city.example/log", signer=SIGNER).close()
    return tmp_path / "log"


def say(stream: str, count: int = 5) -> None:
    for n in range(count):
        append(stream=stream, seq=n, type="said", at=NOW, command_id=str(n), data={"n": n})


def claimed() -> bool:
    """The server may need a moment to notice that whoever held the claim is dead."""
    try:
        claim()
    except AlreadyRunning:
        return False
    return True


def sequence(directory: Path, fuse: Fuse | None = None) -> None:
    """One life of the sequencer; the fuse burns in its statements, its files and around each answer of a witness."""
    while not claimed():
        time.sleep(0.02)
    with Log.open(directory, SIGNER, FusedDisk(fuse) if fuse else None) as log:
        asking = Witnesses(policy(directory), _answering(directory, fuse or Fuse(0)))
        drain(log, NOW, asking.cosign)
        asking.close()


def policy(directory: Path) -> Policy:
    keys = [NoteKey(name, Ed25519Verifier(signer.public_key), True) for name, signer in WITNESSES.items()]
    return Policy(tuple(keys), 2, {name: name for name in WITNESSES})


def _answering(directory: Path, fuse: Fuse) -> Callable[[str, bytes], tuple[int, str]]:
    """Witnesses whose records outlive the sequencer; it may die before one is asked, and once it has answered."""

    def send(name: str, body: bytes) -> tuple[int, str]:
        fuse.burn()
        keys = {"city.example/log": [NoteKey("city.example/log", Ed25519Verifier(SIGNER.public_key))]}
        witness = Witness(name, WITNESSES[name], lambda: keys, directory.parent / name, lambda: 7)
        said = witness.add_checkpoint(body)
        fuse.burn()
        return said.status, said.body

    return send


def proved(directory: Path) -> None:
    """Every event stands in the log exactly once, all of it is signed, and nothing disagrees."""
    leaves = list(Leaf.objects.select_related("event").order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(EventRecord.objects.count()))
    with Log.open(directory) as log:
        assert [log.entry(leaf.index) for leaf in leaves] == [leaf_bytes(leaf.event) for leaf in leaves]
        assert log.size == len(leaves) == Checkpoint.objects.order_by("-size").first().size  # type: ignore[union-attr]
        assert log.fsck() == []
        assert policy(directory).satisfied(log.published_note())
    assert list(audit()) == []
    assert not Outbox.objects.exists()


def recover(directory: Path) -> None:
    """Another life of the sequencer, in a process of its own so that its claim ends with it."""
    assert not dies_in(lambda _: sequence(directory), 0)


def test_a_sequencer_killed_at_every_statement_and_write_gives_each_event_exactly_one_place(log_home: Path) -> None:
    deaths = 0
    while True:
        say(f"round-{deaths}")
        if not dies_in(lambda fuse: sequence(log_home, fuse), deaths + 1):
            break
        recover(log_home)
        proved(log_home)
        deaths += 1
    proved(log_home)
    assert deaths > 20


@pytest.mark.parametrize("every", [5, 11, 17])
def test_a_sequencer_killed_again_and_again_without_a_rest_still_arrives(log_home: Path, every: int) -> None:
    lives = 0
    say("first", 40)
    while dies_in(lambda fuse: sequence(log_home, fuse), every + lives):
        lives += 1
        say(f"meanwhile-{lives}", 3)
        assert lives < 100
    proved(log_home)
    assert lives > 3


def test_too_few_witnesses_lose_no_event_and_publish_none_and_when_they_are_back_all_of_it_is(log_home: Path) -> None:
    def nobody(name: str, body: bytes) -> tuple[int, str]:
        raise ConnectionRefusedError

    say("first")
    recover(log_home)
    say("second")
    while not claimed():
        time.sleep(0.02)
    with Log.open(log_home, SIGNER) as log:
        with pytest.raises(TooFew):
            drain(log, NOW, Witnesses(policy(log_home), nobody).cosign)
        assert log.size == Leaf.objects.count() == 10
        assert Checkpoint.objects.order_by("-size")[0].size == 5
        assert not Outbox.objects.exists()
        drain(log, NOW, Witnesses(policy(log_home), _answering(log_home, Fuse(0))).cosign)
    proved(log_home)


def test_a_sequencer_with_another_history_is_cosigned_by_nobody(log_home: Path, tmp_path: Path) -> None:
    say("first")
    recover(log_home)
    with Log.create(tmp_path / "other" / "log", "city.example/log", signer=SIGNER) as fork:
        fork.append([b"another history"] * 7)
        with pytest.raises(TooFew, match="answered 422"):
            fork.checkpoint(Witnesses(policy(log_home), _answering(log_home, Fuse(0))).cosign)
