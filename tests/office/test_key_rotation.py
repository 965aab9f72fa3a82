"""The log goes on under a new key: the old one vouches for it, and what was given out before still verifies."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import shuzha_verifier
from city_life import City, application
from django.conf import settings

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.evidence.audit import audit
from shuzha.archive.evidence.queries import log_keys
from shuzha.archive.evidence.sequencer import drain
from shuzha.ledger.keyfile import signer_in
from shuzha.ledger.log import Log
from shuzha.site.services import rotation
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home


@pytest.fixture
def place(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(settings, "SHUZHA_HOME", tmp_path)
    home = Home.at(tmp_path)
    home.settle(os.geteuid())
    home.keys("sequencer").mkdir(mode=0o700)
    secret = signer_in(home.keys("sequencer") / "log.key", "Ed25519")
    Log.create(tmp_path / "log", "city.example/log", signer=secret).close()
    return home


def live(place: Home, city: City) -> None:
    """A life of the sequencer, under the key that lies in its directory."""
    with Log.open(place.root / "log", signer_in(place.keys("sequencer") / "log.key", "Ed25519")) as log:
        drain(log, city.now)


@pytest.fixture
def verifies(city: City, tmp_path: Path) -> Callable[[EventRecord, str], bool]:
    def verifies(event: EventRecord, key: str) -> bool:
        file = tmp_path / f"{event.pk}.json"
        file.write_bytes(city.client().get(f"/evidence/events/{event.pk}/receipt.json").content)
        return shuzha_verifier.main([str(file), "--key", key]) in (0, None)

    return verifies


def test_the_old_key_vouches_for_the_new_one_and_old_receipts_hold(
    city: City, place: Home, verifies: Callable[[EventRecord, str], bool], tmp_path: Path
) -> None:
    case = application(city)
    live(place, city)
    first = EventRecord.objects.get(stream=case.stream, seq=0)
    receipt_of_before = city.client().get(f"/evidence/events/{first.pk}/receipt.json").content
    new = rotation.new_key(place)
    handover = rotation.announce(place, new)
    live(place, city)
    rotation.published(handover)
    old_key = str(log_keys()[0])
    assert verifies(handover, old_key)
    opened = json.loads((tmp_path / f"{handover.pk}.json").read_text())["opening"]["data"]
    assert opened == {"old": old_key, "new": str(new)}

    rotation.take_over(place)
    application(city)
    live(place, city)
    assert [str(key) for key in log_keys()] == [old_key, str(new)]
    assert verifies(first, str(new))
    assert not verifies(first, old_key)
    kept = tmp_path / "kept.json"
    kept.write_bytes(receipt_of_before)
    assert shuzha_verifier.main([str(kept), "--key", old_key]) in (0, None)
    assert list(audit()) == []


def test_a_rotation_that_was_broken_off_goes_on_with_the_key_it_announced(city: City, place: Home) -> None:
    live(place, city)
    new = rotation.new_key(place)
    assert str(rotation.new_key(place)) == str(new)
    assert rotation.announce(place, new).pk == rotation.announce(place, rotation.new_key(place)).pk


def test_nothing_takes_over_before_the_handover_is_published(
    city: City, place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "WAIT_SECONDS", 0)
    with pytest.raises(ServiceFault, match="not published the handover"):
        rotation.published(rotation.announce(place, rotation.new_key(place)))
