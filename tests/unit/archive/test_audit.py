"""Whoever reaches past the platform into the database or the log is found, and what they touched is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from city_life import City, application
from django.conf import settings
from django.db import connection

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.evidence.audit import audit
from shuzha.archive.evidence.sequencer import drain
from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CaseRecord:
    """An application whose events are all in a signed log."""
    monkeypatch.setattr(settings, "SHUZHA_HOME", tmp_path)
    made = city.act(application(city), "qualify", city.bigdata)
    with Log.create(tmp_path / "log", "city.example/log", signer=Ed25519Signer(b"\x05" * 32)) as log:
        drain(log, city.now)
    return made


def tamper(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> dict[str, str]:
    return {discrepancy.place: discrepancy.what.zh for discrepancy in audit()}


def test_an_untouched_archive_agrees_with_its_log(case: CaseRecord) -> None:
    assert found() == {}


@pytest.mark.parametrize(
    ("change", "also_in_the_case"),
    [
        ('data = data || \'{"plan": "改"}\'', True),
        ("person = 'someone else'", False),
        ("at = at + interval '1 microsecond'", False),
        ("salt = decode('00000000000000000000000000000000', 'hex')", False),
        ("cites = '{}'", False),
        ("law_version = 'beijing-2023@2099-01-01'", False),
    ],
)
def test_one_changed_field_of_one_event_is_found_and_the_event_named(
    case: CaseRecord, change: str, also_in_the_case: bool
) -> None:
    tamper(f"UPDATE cases_eventrecord SET {change} WHERE stream = %s AND seq = 0", case.stream)
    places = found()
    assert "与日志记载不符" in places[f"{case.stream}#0"]
    assert (case.number in places) is also_in_the_case
    assert len(places) == 1 + also_in_the_case


def test_an_event_turned_into_another_is_found_though_the_case_can_no_longer_be_rebuilt(case: CaseRecord) -> None:
    tamper("UPDATE cases_eventrecord SET type = 'rejected' WHERE stream = %s AND seq = 0", case.stream)
    assert set(found()) == {f"{case.stream}#0", case.number}


def test_an_event_taken_out_with_its_place_is_missed(case: CaseRecord) -> None:
    event = EventRecord.objects.get(stream=case.stream, seq=1)
    index = event.leaf.index
    tamper("DELETE FROM evidence_leaf WHERE event_id = %s", event.pk)
    tamper("DELETE FROM cases_eventrecord WHERE id = %s", event.pk)
    places = found()
    assert "已不在档案中" in places[f"log#{index}"]
    assert case.number in places


def test_an_event_slipped_in_past_the_outbox_is_found(case: CaseRecord) -> None:
    tamper(
        "INSERT INTO cases_eventrecord (stream, seq, type, at, person, organisation, cites, data, law_version, salt,"
        " command_id) SELECT stream, 2, 'experts-drawn', at, person, organisation, cites, '{}', law_version, salt, 'x'"
        " FROM cases_eventrecord WHERE stream = %s AND seq = 1",
        case.stream,
    )
    assert "未经登记程序写入" in found()[f"{case.stream}#2"]


@pytest.mark.parametrize(
    "change", ["status = 'selected'", "final = true", "version = 9", "facts = '{}'", "parties = '{}'"]
)
def test_a_state_that_no_events_support_is_found(case: CaseRecord, change: str) -> None:
    tamper(f"UPDATE cases_caserecord SET {change} WHERE id = %s", case.pk)
    assert set(found()) == {case.number}


def test_one_byte_changed_in_the_log_is_found_and_file_and_event_are_named(case: CaseRecord, tmp_path: Path) -> None:
    event = EventRecord.objects.get(stream=case.stream, seq=0)
    (bundle,) = [p for p in (tmp_path / "log" / "tile" / "entries").rglob("*") if p.is_file()]
    data = bytearray(bundle.read_bytes())
    at = bytes(data).index(event.stream.encode())
    data[at] ^= 1
    bundle.write_bytes(bytes(data))
    places = found()
    assert f"{event.stream}#0" in places
    assert any("entries" in place for place in places)
