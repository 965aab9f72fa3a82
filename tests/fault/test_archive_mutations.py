"""The archive's rows changed at random by whoever owns the database: the audit finds every change and names its place.

SHUZHA_MUTATIONS sets how many changes are made to evidence of all kinds; a tenth of them are made here.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from city_life import City, application
from django.conf import settings
from django.db import connection, transaction

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.evidence.audit import audit
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.archive.evidence.sequencer import drain
from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
TOTAL = int(os.environ.get("SHUZHA_MUTATIONS", "1000"))


@pytest.fixture
def events(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[EventRecord]:
    """The events of three cases, all in a signed log."""
    monkeypatch.setattr(settings, "SHUZHA_HOME", tmp_path)
    with Log.create(tmp_path / "log", "city.example/log", signer=Ed25519Signer(b"\x05" * 32)) as log:
        for _ in range(3):
            city.act(application(city), "qualify", city.bigdata)
            drain(log, city.now)
    assert list(audit()) == []
    return list(EventRecord.objects.order_by("pk"))


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _field(draw: random.Random, events: list[EventRecord]) -> set[str]:
    """One field of one event becomes another, one bit or one character away."""
    event, name = (
        draw.choice(events),
        draw.choice(["type", "at", "person", "organisation", "law_version", "salt", "data"]),
    )
    place = f"{event.stream}#{event.seq}"
    if name == "at":
        execute(
            "UPDATE cases_eventrecord SET at = at + %s * interval '1 us' WHERE id = %s",
            draw.randint(1, 10**9),
            event.pk,
        )
    elif name == "salt":
        salt = bytearray(event.salt)
        salt[draw.randrange(len(salt))] ^= 1 << draw.randrange(8)
        execute("UPDATE cases_eventrecord SET salt = %s WHERE id = %s", bytes(salt), event.pk)
    elif name == "data":
        added = draw.randrange(10**9)
        execute(
            "UPDATE cases_eventrecord SET data = data || jsonb_build_object('x', %s) WHERE id = %s", added, event.pk
        )
    else:
        changed = str(getattr(event, name))[:30] + draw.choice("abcdef")
        execute(f"UPDATE cases_eventrecord SET {name} = %s WHERE id = %s", changed, event.pk)
    return {place}


def _moved(draw: random.Random, events: list[EventRecord]) -> set[str]:
    """An event is put into another place of its stream, or into another stream."""
    event = draw.choice(events)
    seq = event.seq + draw.randint(10, 10**6)
    execute("UPDATE cases_eventrecord SET seq = %s WHERE id = %s", seq, event.pk)
    return {f"{event.stream}#{seq}"}


def _exchanged(draw: random.Random, events: list[EventRecord]) -> set[str]:
    """Two events take each other's place in the log."""
    one, other = (Leaf.objects.get(event=event) for event in draw.sample(events, 2))
    for leaf, index in ((one, 10**9), (other, one.index), (one, other.index)):
        execute("UPDATE evidence_leaf SET index = %s WHERE event_id = %s", index, leaf.event_id)
    return {f"{leaf.event.stream}#{leaf.event.seq}" for leaf in (one, other)}


def _taken_out(draw: random.Random, events: list[EventRecord]) -> set[str]:
    """An event goes, and its place in the log's index with it."""
    event = draw.choice(events)
    index = Leaf.objects.get(event=event).index
    execute("DELETE FROM evidence_leaf WHERE event_id = %s", event.pk)
    execute("DELETE FROM cases_eventrecord WHERE id = %s", event.pk)
    return {f"log#{index}"}


def _slipped_in(draw: random.Random, events: list[EventRecord]) -> set[str]:
    """A copy of an event stands in the archive without having gone through the log."""
    event, seq = draw.choice(events), draw.randint(10, 10**6)
    copy = EventRecord.objects.get(pk=event.pk)
    copy.pk, copy.seq, copy.command_id = None, seq, f"{draw.random()}"
    copy.save(force_insert=True)
    return {f"{event.stream}#{seq}"}


def _checkpoint(draw: random.Random, events: list[EventRecord]) -> set[str]:
    """A recorded checkpoint is changed, in its note, its root or its size."""
    row = draw.choice(list(Checkpoint.objects.order_by("size")))
    if draw.random() < 0.4:
        at = draw.randrange(len(row.note))
        changed = row.note[:at] + chr(ord(row.note[at]) ^ 1) + row.note[at + 1 :]
        execute("UPDATE evidence_checkpoint SET note = %s WHERE size = %s", changed, row.size)
        return {f"checkpoint {row.size}"}
    if draw.random() < 0.5:
        execute("UPDATE evidence_checkpoint SET root = %s WHERE size = %s", draw.randbytes(32).hex(), row.size)
        return {f"checkpoint {row.size}"}
    size = row.size + draw.randint(1, 10**6) * 1000
    execute("UPDATE evidence_checkpoint SET size = %s WHERE size = %s", size, row.size)
    return {f"checkpoint {size}"}


CHANGES: list[Callable[[random.Random, list[EventRecord]], set[str]]] = [
    _field, _field, _field, _moved, _exchanged, _taken_out, _slipped_in, _checkpoint,
]  # fmt: skip


def test_every_change_of_the_archive_is_found_and_its_place_named(events: list[EventRecord]) -> None:
    for seed in range(TOTAL // 10):
        draw = random.Random(f"archive/{seed}")
        change = draw.choice(CHANGES)
        mark = transaction.savepoint()
        places = change(draw, events)
        found = {discrepancy.place for discrepancy in audit()}
        transaction.savepoint_rollback(mark)
        assert places & found, (seed, change.__name__, places, found)
