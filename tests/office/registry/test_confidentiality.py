"""Who answers for what, and who reads it (Hainan 25–28): materials stay with those concerned, and every word has its author."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import MATERIAL_ITEMS, City, applied_registration, certified
from django.core.files.uploadedfile import SimpleUploadedFile

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.documents.models import Document

SECRET = "材料 8-4"
OUTSIDERS = ("second", "buyer", "agency", "citizen", "expert0", "provider", "government", "bigdata", "supervisor")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_reads_an_application_on_any_road(city: City, who: str) -> None:
    case = applied_registration(city)
    event = EventRecord.objects.get(stream=case.stream)
    client = city.client(who)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert client.get(f"/api/cases/{case.pk}").status_code in (401, 404)
    for path in ("/cases/", f"/cases/?q={case.number}", f"/evidence/events/{event.pk}/", "/registry/", "/desk/"):
        assert SECRET not in client.get(path).content.decode(), path
    assert SECRET not in client.get(f"/evidence/events/{event.pk}/receipt.json").content.decode()


def test_what_is_public_of_a_registration_holds_none_of_its_materials(city: City) -> None:
    case = certified(city)
    number = case.certificates.get().number
    notice = case.notices.get(kind="publicity")
    public = city.client()
    for path in (
        f"/registry/{number}/",
        f"/notices/{notice.pk}/",
        "/notices/",
        "/bureau/notices/",
        f"/api/registry/certificates/{number}",
    ):
        text = public.get(path).content.decode()
        assert all(f"材料 {code}" not in text for code in MATERIAL_ITEMS), path


def test_a_handed_in_file_goes_to_those_concerned_and_the_agency_only_once_it_was_drawn(city: City) -> None:
    case = applied_registration(city, missing=("8-3",))
    city.act(case, "ask-to-complete", city.registrar)
    upload = SimpleUploadedFile("说明书.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    rest = {f"materials.{code}": "材料" for code in MATERIAL_ITEMS if code != "8-3"}
    city.client("operator").post(f"/cases/{case.pk}/steps/complete/", {**rest, "materials.8-3.file": upload})
    address = f"/documents/{Document.objects.get().pk}/"

    def readers() -> set[str]:
        return {
            who
            for who in ("operator", "registrar", "bureau", "agency", "second")
            if city.client(who).get(address).status_code == 200
        }

    assert readers() == {"operator", "registrar", "bureau"}
    case.refresh_from_db()
    city.act(case, "accept", city.registrar)
    assert readers() == {"operator", "registrar", "bureau", "agency"}


def test_every_statement_of_a_case_has_its_author_and_its_day(city: City) -> None:
    case = certified(city)
    events = EventRecord.objects.filter(stream=case.stream).order_by("seq")
    authors = {event.type: (event.organisation, event.person) for event in events}
    assert authors["applied"] == (str(city.operator.organisation_id), str(city.operator.person_id))
    assert authors["compliance-opinion-given"] == (str(city.agency.organisation_id), str(city.agency.person_id))
    assert authors["certified"] == (str(city.registrar.organisation_id), str(city.registrar.person_id))
    assert all(event.cites and event.law_version for event in events)


def test_what_the_register_says_cannot_be_changed_behind_the_holder_s_back(city: City) -> None:
    from django.db import transaction

    from shuzha.ledger.credential import digest

    case = certified(city)
    certificate = case.certificates.get()
    committed: Any = EventRecord.objects.get(stream=case.stream, type="certified").data["credential_sha256"]
    assert digest(certificate.credential) == committed
    with transaction.atomic():
        certificate.credential["credentialSubject"]["owner"] = "他人"
        certificate.save()
    assert digest(certificate.credential) != committed
