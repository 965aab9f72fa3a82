"""Streams: numbered without gaps, each command once, never changed, with their leaf or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from shuzha.archive.cases.models import EventRecord, Outbox
from shuzha.archive.cases.streams import Conflict, append, append_next, length
from shuzha.archive.evidence.leaf import commitment, leaf_bytes
from shuzha.kernel.canonical import NotCanonical
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.site.services.privileges import apply_privileges

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)


def said(seq: int, command_id: str = "", **data: object) -> EventRecord:
    return append(stream="s", seq=seq, type="said", at=NOW, command_id=command_id or f"c{seq}", data=data)


def test_an_event_takes_its_number_and_waits_in_the_outbox() -> None:
    said(0)
    event = said(1)
    assert length("s") == 2
    assert length("another") == 0
    assert Outbox.objects.filter(event=event).exists()


@pytest.mark.parametrize(("seq", "command_id"), [(0, "other"), (1, "c0")])
def test_a_number_or_a_command_already_taken_is_a_conflict_and_leaves_no_leaf(seq: int, command_id: str) -> None:
    said(0)
    with pytest.raises(Conflict):
        said(seq, command_id)
    assert (EventRecord.objects.count(), Outbox.objects.count()) == (1, 1)


def test_the_same_command_appended_next_again_is_the_same_event() -> None:
    first = append_next(stream="s", type="said", at=NOW, command_id="c")
    assert append_next(stream="s", type="said", at=NOW, command_id="c").pk == first.pk
    assert append_next(stream="s", type="said", at=NOW, command_id="d").seq == 1


@pytest.mark.parametrize("value", [float("nan"), 2**60, "\ud800", {1: 2}, {"a", "b"}])
def test_what_the_log_could_not_commit_to_never_reaches_the_outbox(value: object) -> None:
    with pytest.raises(NotCanonical):
        said(0, value=value)
    assert Outbox.objects.count() == 0


def as_web(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE shuzha_web")
        cursor.execute(statement)
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_eventrecord SET data = '{}'",
        "UPDATE cases_eventrecord SET at = now()",
        "DELETE FROM cases_eventrecord",
        "TRUNCATE cases_eventrecord CASCADE",
        "DELETE FROM cases_outbox",
        "UPDATE evidence_leaf SET index = 0",
    ],
)
def test_the_web_may_say_something_new_and_never_unsay_it(statement: str) -> None:
    said(0, amount=1)
    apply_privileges()
    with pytest.raises(DatabaseError, match="permission denied"):
        as_web(statement)
    as_web("INSERT INTO cases_outbox SELECT * FROM cases_outbox WHERE false")
    assert EventRecord.objects.get(seq=0).data == {"amount": 1}


def test_a_leaf_proves_everything_about_an_event_and_shows_nothing_of_its_data() -> None:
    event = append(
        stream="s", seq=0, type="said", at=NOW, person="p", organisation="o", cites=[Citation("hainan-2023", 9, "2")],
        data={"name": "绝密内容"}, command_id="c", law_version="hainan-2023@2023-11-01",
    )  # fmt: skip
    leaf = leaf_bytes(event)
    assert "绝密内容".encode() not in leaf
    assert b'"hainan-2023/9(2)"' in leaf
    assert b'"at":"2026-03-02T01:00:00.000000+00:00"' in leaf
    assert commitment(event).encode() in leaf


def test_the_same_words_said_twice_have_different_commitments() -> None:
    assert commitment(said(0, vote=True)) != commitment(said(1, vote=True))


def test_a_leaf_is_the_same_whether_the_event_was_just_written_or_read_back() -> None:
    event = said(0, amount=150, share=0.1, names=["甲", "乙"], nested={"b": 1, "a": None})
    assert leaf_bytes(event) == leaf_bytes(EventRecord.objects.get(pk=event.pk))
