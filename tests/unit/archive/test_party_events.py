"""Who takes part is a matter of record: each change is an event, and none holds anything personal."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from city_life import City, granted
from click.testing import CliRunner

from shuzha.archive.cases.models import EventRecord, Outbox
from shuzha.archive.cases.parties import add_standing, erase_person, register_organisation, register_person
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.parties.models import Account, Person
from shuzha.archive.parties.operations import account_for_token, issue_token
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor
from shuzha.site.cli import commands

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
IDENTITY = "11010519491231002X"
CODE = "91110000600037341L"


def happened(party: Any) -> list[EventRecord]:
    return list(EventRecord.objects.filter(stream=f"party-{party.pk}").order_by("seq"))


def test_a_person_is_registered_once_with_a_leaf_that_says_nothing_personal() -> None:
    by = Actor(str(uuid.uuid4()), str(uuid.uuid4()), frozenset())
    person = register_person(name="钱运", identity=IDENTITY, at=NOW, by=by)
    assert register_person(name="钱运", identity=IDENTITY, at=NOW, by=by).pk == person.pk
    (event,) = happened(person)
    assert (event.type, event.person, event.organisation) == ("person-registered", by.person, by.organisation)
    assert event.data == {"real_name_checked": True}
    assert Outbox.objects.filter(event=event).exists()
    said = json.dumps(event.data, ensure_ascii=False) + leaf_bytes(event).decode()
    assert not any(secret in said for secret in ("钱运", IDENTITY, person.identity_hash))


def test_an_organisation_says_what_changed_and_nothing_when_nothing_did() -> None:
    names = [Text("旧名", "Old"), Text("旧名", "Old"), Text("新名", "New"), Text("旧名", "Old")]
    bodies = [register_organisation(name=name, credit_code=CODE, standings=["company"], at=NOW) for name in names]
    assert [event.data["name"]["zh"] for event in happened(bodies[0])] == ["旧名", "新名", "旧名"]


def test_who_is_refused_leaves_no_party_and_no_event() -> None:
    with pytest.raises(Refused):
        register_person(name="钱运", identity="110105194912310021", at=NOW)
    with pytest.raises(Refused):
        register_organisation(name=Text("甲", "A"), credit_code="1", standings=[], at=NOW)
    assert not EventRecord.objects.exists()


def test_a_standing_is_told_with_those_who_hold_it_now(city: City) -> None:
    body = city.organisations["bigdata"]
    for _ in range(2):
        add_standing(organisation=str(body.pk), standing="supervisor", to_holders_of="bigdata", at=NOW)
    (event,) = happened(body)
    assert event.data == {"standing": "supervisor", "persons": [str(city.bigdata.person_id)]}
    city.bigdata.refresh_from_db()
    assert "supervisor" in city.bigdata.standings


def test_an_erased_person_is_unreadable_locked_out_and_no_longer_processes_data(city: City) -> None:
    from shuzha.archive.grants.models import Grant

    grant = granted(city)
    token = issue_token(account=city.analyst, label="laptop", at=city.now)
    person = city.analyst.person
    for _ in range(2):
        erase_person(person=person, at=city.now, by=city.bigdata.actor)
    (event,) = [one for one in happened(person) if one.type == "person-erased"]
    assert (event.data, event.organisation) == ({}, str(city.organisations["bigdata"].pk))
    assert Person.objects.get(pk=person.pk).name == ""
    assert account_for_token(token) is None
    assert not Account.objects.get(pk=city.analyst.pk).is_active
    assert not Grant.objects.filter(pk=grant.pk, persons__real_name_checked_at__isnull=False).exists()


def test_the_party_reads_its_own_event_and_strangers_learn_only_that_it_happened(city: City) -> None:
    body = city.organisations["bigdata"]
    add_standing(organisation=str(body.pk), standing="supervisor", to_holders_of="bigdata", at=NOW)
    page = f"/evidence/events/{happened(body)[0].pk}/"
    reads = {who: str(city.bigdata.person_id) in city.client(who).get(page).content.decode() for who in ("", "second")}
    assert reads == {"": False, "second": False}
    assert str(city.bigdata.person_id) in city.client("bigdata").get(page).content.decode()
    assert "为单位增加一项身份" in city.client().get(page).content.decode()


def test_the_terminal_erases_after_asking_and_names_whom_it_does_not_know(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("shuzha.site.cli.person"), "enter", lambda home: None)
    person = city.citizen.person
    assert CliRunner().invoke(commands, ["person", "erase", str(person.pk)], input="n\n").exit_code == 1
    assert Person.objects.get(pk=person.pk).name == "沈众"
    assert CliRunner().invoke(commands, ["person", "erase", str(person.pk), "--yes"]).exit_code == 0
    assert Person.objects.get(pk=person.pk).name == ""
    stranger = CliRunner().invoke(commands, ["person", "erase", str(uuid.uuid4()), "--yes"])
    assert stranger.exit_code == 1
    assert "没有该人员" in stranger.output
    assert CliRunner().invoke(commands, ["person", "erase", "陌生人", "--yes"]).exit_code == 2
