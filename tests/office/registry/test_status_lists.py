"""The public status list: what a change, a transfer or a cancellation ends is in it in the same transaction."""

from __future__ import annotations

import json
from typing import Any

import pytest
from city_life import City, certified
from test_changes import changed, transfer

from shuzha.ledger.credential import verify_credential
from shuzha.ledger.status_list import is_revoked


def listed(city: City, number: int = 0) -> Any:
    answer = city.client().get(f"/registry/status/{number}.json")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/vc")
    return json.loads(answer.content)


def place(certificate: Any) -> int:
    return int(certificate.credential["credentialStatus"]["statusListIndex"])


def test_every_certificate_names_its_own_place_in_a_list_its_issuer_signs(city: City) -> None:
    registration = certified(city)
    changed(city, registration, validity="二年")
    first, second = registration.certificates.order_by("status_index")
    assert (place(first), place(second)) == (0, 1)
    found = listed(city)
    for certificate in (first, second):
        assert certificate.credential["credentialStatus"]["statusListCredential"] == found["id"]
        assert verify_credential(found) == certificate.credential["issuer"]["id"]


def test_a_change_marks_the_former_certificate_and_names_what_took_its_place(city: City) -> None:
    registration = certified(city)
    assert not is_revoked(listed(city)["credentialSubject"], 0)
    changed(city, registration, validity="二年")
    subject = listed(city)["credentialSubject"]
    first, second = registration.certificates.order_by("status_index")
    assert [is_revoked(subject, place(one)) for one in (first, second)] == [True, False]
    told = subject["revoked"][str(place(first))]
    assert (told["status"], told["replacedBy"]) == ("superseded", second.number)
    assert told["since"] == first.ended_at.astimezone(city.now.tzinfo).isoformat(timespec="seconds")


def test_a_transfer_and_a_cancellation_mark_theirs(city: City) -> None:
    registration = certified(city)
    city.act(transfer(city, registration), "transfer", city.registrar, opinion="属实")
    registration.refresh_from_db()
    assert set(listed(city)["credentialSubject"]["revoked"]) == {"0"}
    city.act(registration, "cancel", city.second, reason="停止服务")
    subject = listed(city)["credentialSubject"]
    assert is_revoked(subject, 1)
    assert subject["revoked"]["1"]["status"] == "cancelled"
    assert "replacedBy" not in subject["revoked"]["1"]


def test_what_is_rolled_back_is_in_no_list(city: City) -> None:
    from django.db import transaction

    registration = certified(city)
    with transaction.atomic():
        city.act(registration, "cancel", city.operator, reason="停止服务")
        assert is_revoked(listed(city)["credentialSubject"], 0)
        transaction.set_rollback(True)
    assert not is_revoked(listed(city)["credentialSubject"], 0)


@pytest.mark.parametrize("number", [1, 999, 2**31, 10**30])
def test_a_list_in_which_no_certificate_is_is_not_found(city: City, number: int) -> None:
    certified(city)
    assert city.client().get(f"/registry/status/{number}.json").status_code == 404


def test_an_installation_that_moves_keeps_its_lists_names(city: City, settings: Any) -> None:
    settings.SHUZHA_ADDRESS = "https://data.hengchuan.test"
    registration = certified(city)
    settings.SHUZHA_ADDRESS = "https://elsewhere.test"
    changed(city, registration, validity="二年")
    address = "https://data.hengchuan.test/registry/status/0.json"
    assert listed(city)["id"] == address
    for certificate in registration.certificates.all():
        assert certificate.credential["credentialStatus"]["statusListCredential"] == address


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "公开状态表"), ("en", "Public status list")])
def test_the_page_the_qr_code_opens_shows_the_standing_and_the_list(city: City, language: str, words: str) -> None:
    registration = certified(city)
    number = registration.certificates.get().number
    city.act(registration, "cancel", city.operator, reason="停止服务")
    page = city.client(language=language).get(f"/registry/{number}/").content.decode()
    assert words in page
    assert "/registry/status/0.json" in page
    assert ("失效时间" if language == "zh-hans" else "In force until") in page
