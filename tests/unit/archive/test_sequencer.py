"""The sequencer gives every event one place, in order, and signs; whoever dies half-way is made up for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from shuzha.archive.cases.models import EventRecord, Outbox
from shuzha.archive.cases.streams import append
from shuzha.archive.evidence import sequencer
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.archive.evidence.queries import place_of, places_of, receipt_for
from shuzha.archive.evidence.sequencer import AlreadyRunning, claim, drain
from shuzha.kernel.clock import CHINA
from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
SIGNER = Ed25519Signer(b"\x05" * 32)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    monkeypatch.setattr(settings, "SHUZHA_HOME", tmp_path)
    with Log.create(tmp_path / "log", "city.example/log", signer=SIGNER) as made:
        yield made


def say(count: int, stream: str = "s") -> list[EventRecord]:
    first = EventRecord.objects.filter(stream=stream).count()
    return [
        append(stream=stream, seq=n, type="said", at=NOW, command_id=str(n), data={"n": n})
        for n in range(first, first + count)
    ]


def held(log: Log) -> list[bytes]:
    return [log.entry(index) for index in range(log.size)]


def test_every_event_gets_one_place_in_the_order_in_which_it_was_said(log: Log) -> None:
    events = say(7)
    assert drain(log, NOW) == 7
    assert held(log) == [leaf_bytes(event) for event in events]
    assert [leaf.index for leaf in Leaf.objects.order_by("event_id")] == list(range(7))
    assert not Outbox.objects.exists()


def test_with_nothing_to_do_nothing_is_written_nor_signed_again(log: Log) -> None:
    say(3)
    drain(log, NOW)
    assert drain(log, NOW) == 0
    assert Checkpoint.objects.count() == 1


def test_an_empty_log_is_signed_once_so_that_its_emptiness_can_be_shown(log: Log) -> None:
    drain(log, NOW)
    drain(log, NOW)
    assert [c.size for c in Checkpoint.objects.all()] == [0]


def test_more_events_than_one_batch_holds_are_all_moved_and_signed_once(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 4)
    events = say(10)
    assert drain(log, NOW) == 10
    assert held(log) == [leaf_bytes(event) for event in events]
    assert [c.size for c in Checkpoint.objects.all()] == [10]


def test_whoever_died_after_writing_and_before_signing_is_made_up_for(log: Log) -> None:
    events = say(3)
    drain(log, NOW)
    Checkpoint.objects.all().delete()
    say(2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequencer, "_publish", lambda *_: None)
        drain(log, NOW)
    assert log.size == 5
    assert place_of(events[0]) is None
    assert drain(log, NOW) == 0
    assert Checkpoint.objects.get().size == 5
    assert place_of(events[0]) == 0


def test_places_assigned_by_whoever_died_before_writing_are_kept(log: Log) -> None:
    events = say(3)
    assert sequencer._assign() == 3
    more = say(2)
    assert drain(log, NOW) == 5
    assert held(log) == [leaf_bytes(event) for event in (*events, *more)]


def test_a_receipt_is_given_once_a_checkpoint_covers_the_event_and_not_before(log: Log) -> None:
    (event,) = say(1)
    with pytest.raises(LookupError, match="not in the log yet"):
        receipt_for(event)
    drain(log, NOW)
    assert receipt_for(event)
    assert places_of([event]) == {event.pk: 0}
    (later,) = say(1)
    assert places_of([event, later]) == {event.pk: 0}


def test_no_event_has_a_place_before_the_first_signature(log: Log) -> None:
    assert places_of([]) == {}
    say(1)
    drain(log, NOW)
    assert Checkpoint.objects.get().size == 1


def test_a_second_sequencer_is_kept_out(log: Log) -> None:
    info = connection.settings_dict
    where = {"host": info["HOST"], "user": info["USER"], "password": info["PASSWORD"], "dbname": info["NAME"]}
    with psycopg.connect(**where) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sequencer._ONLY_ONE])
        with pytest.raises(AlreadyRunning):
            claim()
        other.execute("SELECT pg_advisory_unlock(%s)", [sequencer._ONLY_ONE])
    claim()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [sequencer._ONLY_ONE])
