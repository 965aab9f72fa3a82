"""Whose copy it is: asked of the gate, recorded before anything is told, and open to nobody who merely signs in."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import Any

import pytest
from city_life import City

from shuzha.archive.cases.models import EventRecord
from shuzha.commons.tracing import STREAM, trace
from shuzha.enclave.door import GateFault
from shuzha.enclave.door.client import UNREACHABLE
from shuzha.site.pages.visibility import sees_event

PSEUDONYMS = ["bbbb", " aaaa\n", "", "aaaa"]


def gate_that(monkeypatch: pytest.MonkeyPatch, answers: Any) -> list[list[str]]:
    asked: list[list[str]] = []

    def reply(pseudonyms: list[str]) -> dict[str, int]:
        asked.append(pseudonyms)
        if isinstance(answers, Exception):
            raise answers
        return dict(answers)

    monkeypatch.setattr("shuzha.commons.gate_door.client", lambda: SimpleNamespace(trace=reply))
    return asked


def test_a_tracing_is_recorded_with_its_result_and_without_the_pseudonyms(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = str(city.accounts["analyst"].person_id)
    asked = gate_that(monkeypatch, {person: 2})
    assert trace(PSEUDONYMS, at=city.now) == {person: 2}
    assert asked == [["aaaa", "bbbb"]]
    event = EventRecord.objects.get(stream=STREAM)
    assert event.data == {"sha256": hashlib.sha256(b"aaaa\nbbbb").hexdigest(), "asked": 2, "persons": {person: 2}}
    assert not any(sees_event(account, event) for account in (None, *city.accounts.values()))


def test_a_tracing_that_finds_nobody_is_recorded_too(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    gate_that(monkeypatch, {})
    assert trace(PSEUDONYMS, at=city.now) == {}
    assert EventRecord.objects.get(stream=STREAM).data["persons"] == {}


def test_where_the_gate_does_not_answer_nothing_is_told(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    gate_that(monkeypatch, GateFault(UNREACHABLE))
    with pytest.raises(GateFault):
        trace(PSEUDONYMS, at=city.now)
    assert not EventRecord.objects.filter(stream=STREAM).exists()
