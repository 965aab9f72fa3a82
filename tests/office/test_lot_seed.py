"""The seed of a lot: fixed by what happened, known to nobody before, and not to be had anew by waiting."""

from __future__ import annotations

import hashlib

import pytest
from city_life import City, application

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.queries import lot_seed

pytestmark = pytest.mark.django_db


def test_waiting_and_failed_attempts_do_not_change_the_seed(city: City) -> None:
    case = application(city)
    seed = lot_seed(case)
    with pytest.raises(Exception):  # noqa: B017, PT011 - any refusal will do: it must not move the seed
        city.act(case, "draw", city.bigdata)
    application(city, by="second")
    assert lot_seed(case) == seed


def test_anyone_with_the_logs_entry_can_form_the_seed(city: City) -> None:
    case = application(city)
    entry = leaf_bytes(EventRecord.objects.filter(stream=case.stream).latest("seq"))
    assert lot_seed(case) == f"{hashlib.sha256(entry).hexdigest()}/{case.number}"


def test_two_cases_never_share_a_seed(city: City) -> None:
    assert lot_seed(application(city)) != lot_seed(application(city, by="second"))
