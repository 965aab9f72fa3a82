"""What a step says comes from whoever may say it: the archive's own facts outrank what an actor sends."""

from __future__ import annotations

from typing import Any

import pytest
from calls import call_of, codes, events
from city_life import (
    CLAUSE_ITEMS,
    CONDITION_ITEMS,
    MATERIAL_ITEMS,
    City,
    application,
    applied_registration,
    granted,
    listed,
    ordered,
    publicised_registration,
    published_call,
    registered_analyst,
    sealed_resource,
    selected_application,
    signed_agreement,
)

from shuzha.kernel.decision import Refused

pytestmark = pytest.mark.django_db


def test_what_a_step_does_not_declare_never_reaches_the_event(city: City) -> None:
    forged = {"call_closes": "2099-12-31", "bigdata": "x", "is_admin": True, "__class__": "x"}
    case = city.start("zones.call", "draft", city.bigdata, **call_of(city), **forged)
    assert not set(forged) & set(events(case)[0].data)


def refuses(city: City, code: str, procedure: str, step: str, by: Any, **data: Any) -> None:
    with pytest.raises(Refused) as refused:
        city.start(procedure, step, by, **data)
    assert code in codes(refused)


def test_an_application_cannot_extend_the_window_it_comes_too_late_for(city: City) -> None:
    call = published_call(city)
    city.advance(days=60)
    refuses(
        city, "window-closed", "zones.application", "apply", city.operator,
        call=str(call.pk), plan="方案", call_closes="2099-12-31", conditions=dict.fromkeys(CONDITION_ITEMS, "x"),
    )  # fmt: skip


def test_an_operator_that_was_not_selected_cannot_be_called_selected(city: City) -> None:
    submitted = application(city)
    refuses(
        city, "not-selected", "zones.agreement", "draft", city.bigdata,
        operator=str(submitted.pk), years=5, scope=["employment"], clauses=dict.fromkeys(CLAUSE_ITEMS, "x"), selected=True,
    )  # fmt: skip


def test_a_person_whose_name_was_not_verified_cannot_be_called_verified(city: City) -> None:
    from shuzha.archive.parties.models import Person

    agreement = signed_agreement(city)
    Person.objects.filter(pk=city.analyst.person_id).update(real_name_checked_at=None)
    person = str(city.analyst.person_id)
    filed = {"agreement": str(agreement.pk), "person": person, "post": "分析", "real_name": True}
    refuses(city, "not-real-name", "zones.personnel", "file", city.operator, **filed)
    someone_elses = filed | {"person": str(city.supervisor.person_id)}
    refuses(city, "not-real-name", "zones.personnel", "file", city.operator, **someone_elses)


def test_grades_provider_scope_and_registration_come_from_the_archive_and_not_from_the_applicant(city: City) -> None:
    agreement, resource = signed_agreement(city), sealed_resource(city)
    columns = [str(c.pk) for c in resource.columns.exclude(name="person_id")]
    forged = {
        "agreement_in_force": True, "agreement_scope": ["credit-scoring"], "grades": [1], "personal": False,
        "provider": str(city.organisations["operator"].pk), "providers": ["x"], "unregistered": [],
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        city.start(
            "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), columns=columns, purpose="credit-scoring",
            scenario="x", forms=["rows"], basis="none", persons=[str(city.analyst.person_id)], **forged,
        )  # fmt: skip
    assert set(codes(refused)) == {
        "purpose-outside-agreement", "person-not-registered", "form-not-for-grade", "no-basis",
    }  # fmt: skip
    registered_analyst(city, agreement)
    case = city.start(
        "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), columns=columns, purpose="employment",
        scenario="x", forms=["statistics"], basis="statistics", persons=[str(city.analyst.person_id)], **forged,
    )  # fmt: skip
    assert case.parties["provider"] == str(city.organisations["provider"].pk)
    assert (case.facts["grades"], case.facts["personal"]) == ([1, 2], True)


def test_the_office_that_checks_conditions_or_materials_cannot_supply_them(city: City) -> None:
    case = application(city, missing=("16-5",))
    with pytest.raises(Refused) as refused:
        city.act(case, "qualify", city.bigdata, conditions=dict.fromkeys(CONDITION_ITEMS, "代填"))
    assert codes(refused) == ["conditions-16-5"]
    registration = applied_registration(city, missing=("8-4",))
    agency = str(city.organisations["agency"].pk)
    materials = dict.fromkeys(MATERIAL_ITEMS, "代填")
    with pytest.raises(Refused) as refused:
        city.act(registration, "accept", city.registrar, agency=agency, materials=materials)
    assert codes(refused) == ["materials-8-4"]


def test_the_drawn_are_those_of_the_lots_and_not_those_the_officer_names(city: City) -> None:
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata, seed="chosen", drawn=["ZJ000"], recused=[], pool=["ZJ000"])
    assert len(case.facts["drawn"]) == 5
    assert len(case.facts["pool"]) == 20
    assert case.facts["seed"] != "chosen"


def test_an_expert_tied_to_the_applicant_is_recused(city: City) -> None:
    for expert in city.experts[:5]:
        expert.ties.add(city.organisations["operator"])
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    assert case.facts["recused"] == [e.number for e in city.experts[:5]]
    assert not set(case.facts["recused"]) & set(case.facts["drawn"])
    city.experts[5].ties.add(city.organisations["operator"])
    again = city.act(application(city), "qualify", city.bigdata)
    with pytest.raises(Refused) as refused:
        city.act(again, "draw", city.bigdata)
    assert codes(refused) == ["pool-too-small"]


def test_nobody_gives_an_opinion_under_a_drawn_experts_number(city: City) -> None:
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    outsider = next(e for e in city.experts if e.number not in case.facts["drawn"])
    with pytest.raises(Refused) as refused:
        city.act(case, "opine", outsider.account, expert=case.facts["drawn"][0], recommend=True, score=1, opinion="x")
    assert codes(refused) == ["not-drawn"]


def test_the_term_ends_when_the_law_says_whatever_the_operator_sends(city: City) -> None:
    selected = selected_application(city)
    case = city.start(
        "zones.agreement", "draft", city.bigdata,
        operator=str(selected.pk), years=5, scope=["employment"], clauses=dict.fromkeys(CLAUSE_ITEMS, "x"),
    )  # fmt: skip
    assert city.act(case, "sign", city.operator, ends="2099-12-31").facts["ends"] == "2031-03-02"


def test_a_grant_outlasts_neither_a_year_nor_the_agreement(city: City) -> None:
    assert granted(city).case.facts["expires"] == "2027-03-02"


def test_the_certificate_number_and_digest_are_the_registrys(city: City) -> None:
    case = publicised_registration(city)
    city.advance(days=20)
    case = city.act(case, "authorise", city.bureau)
    case = city.act(case, "certify", city.registrar, registration_number="HC-1", credential_sha256="0" * 64)
    assert case.facts["registration_number"] == "HC-SJCP-2026-000001"
    assert case.facts["credential_sha256"] != "0" * 64


def test_what_is_not_on_file_cannot_be_called_on_file_and_prices_are_those_filed(city: City) -> None:
    listing = listed(city)
    filing = str(listing.filing_id)
    refuses(city, "not-on-file", "market.listing", "list", city.second, filing=filing, on_file=True, certified=True)
    forged = {"price": 1, "seller": str(city.organisations["second"].pk), "listed": True}
    order = city.start("market.order", "place", city.buyer, listing=str(listing.pk), calls=10, use="x", **forged)
    assert (order.facts["price"], order.parties["seller"]) == (150, str(city.organisations["operator"].pk))


def test_a_statement_says_what_the_meter_counted_whatever_the_seller_sends(city: City) -> None:
    from shuzha.commons.metering.operations import count_delivery

    case = ordered(city, calls=10)
    for n in range(7):
        count_delivery(entitlement=case.entitlement, request_id=f"r{n}", at=city.now)
    case = city.act(case, "state", city.operator, delivered=10, amount=999_999)
    assert (case.facts["delivered"], case.facts["amount"]) == (7, 7 * 150)
    with pytest.raises(Refused):
        count_delivery(entitlement=case.entitlement, request_id="late", at=city.now)
