"""Consent to the use of personal information: one scenario, one last day, by the person or with evidence, never blanket."""

from __future__ import annotations

import json
from typing import Any

import pytest
from city_life import City, signed_agreement
from refusing import refused

IDENTITY = "110101199003070134"


def person(city: City) -> Any:
    """The citizen, able to act for themselves."""
    account = city.accounts["citizen"]
    account.standings = ["person"]
    account.save()
    return account


WHAT = {
    "scenarios": ["inclusive-finance"], "information": "社保缴纳月数", "expires": "2026-12-31", "tied": False,
}  # fmt: skip


def given(city: City, agreement: Any, **change: Any) -> Any:
    return city.start("zones.consent", "give", person(city), agreement=str(agreement.pk), **{**WHAT, **change})


def presented(city: City, agreement: Any, by: str = "operator", **change: Any) -> Any:
    data = {"name": "何民", "identity": IDENTITY, "evidence": "电子签名，2026-03-01", **WHAT, **change}
    return city.start("zones.consent", "present", city.accounts[by], agreement=str(agreement.pk), **data)


def test_a_person_consents_for_one_scenario_and_withdraws_at_any_time(city: City) -> None:
    case = given(city, signed_agreement(city))
    assert case.status == "valid"
    assert case.parties["subject"] == str(city.citizen.person_id)
    assert city.act(case, "withdraw", city.citizen).status == "withdrawn"


def test_consent_for_several_scenarios_at_once_is_refused_as_blanket(city: City) -> None:
    agreement = signed_agreement(city)
    for ask in (given, presented):
        with refused("blanket-consent"):
            ask(city, agreement, scenarios=["inclusive-finance", "employment"])


def test_consent_that_was_made_a_condition_of_something_else_is_refused_as_forced(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("forced-consent"):
        given(city, agreement, tied=True)
    with refused("field-missing"):
        given(city, agreement, tied=None)


def test_a_scenario_lies_within_the_agreement(city: City) -> None:
    with refused("scenario-outside-agreement"):
        given(city, signed_agreement(city), scenarios=["transport"])


@pytest.mark.parametrize(
    ("expires", "allowed"),
    [("2026-03-02", True), ("2026-03-01", False), ("2027-03-02", True), ("2027-03-03", False)],
)
def test_consent_runs_to_a_day_no_further_off_than_the_longest_term(city: City, expires: str, allowed: bool) -> None:
    agreement = signed_agreement(city)
    if allowed:
        assert given(city, agreement, expires=expires).status == "valid"
    else:
        with refused("consent-term"):
            given(city, agreement, expires=expires)


def test_evidence_counts_once_the_supervisor_found_it_real_and_not_before(city: City) -> None:
    agreement = signed_agreement(city)
    case = presented(city, agreement)
    assert case.status == "presented"
    with refused("wrong-role"):
        city.act(case, "verify", city.operator)
    with refused("not-a-party"):
        city.act(case, "verify", city.second_supervisor)
    assert city.act(case, "verify", city.supervisor).status == "valid"
    assert city.act(presented(city, agreement), "reject", city.supervisor, reason="签名无法核实").final


def test_name_and_identity_number_stand_in_no_event(city: City) -> None:
    from shuzha.archive.cases.models import EventRecord
    from shuzha.archive.parties.models import Person

    case = presented(city, signed_agreement(city))
    said = json.dumps([case.facts, *EventRecord.objects.filter(stream=case.stream).values_list("data", flat=True)])
    assert IDENTITY not in said
    assert "\\u4f55\\u6c11" not in said
    assert Person.objects.get(pk=case.parties["subject"]).identity == IDENTITY


@pytest.mark.parametrize("identity", ["110101199003070135", "12", "x" * 300])
def test_a_number_that_is_none_is_refused_and_registers_nobody(city: City, identity: str) -> None:
    from shuzha.archive.parties.models import Person

    agreement = signed_agreement(city)
    before = Person.objects.count()
    with refused("no-identity-number"):
        presented(city, agreement, identity=identity)
    assert Person.objects.count() == before


def test_nobody_withdraws_anothers_consent_but_the_operator_records_that_they_did(city: City) -> None:
    agreement = signed_agreement(city)
    person(city)
    case = presented(city, agreement)
    with refused("not-the-person"):
        city.act(case, "withdraw", city.citizen)
    case = city.act(case, "record-withdrawal", city.operator, how="来电提出")
    assert case.status == "withdrawn"


def test_the_person_finds_their_consent_and_their_colleagues_do_not(city: City) -> None:
    from shuzha.archive.cases.queries import visible_to

    case = given(city, signed_agreement(city))
    assert case in visible_to(city.citizen.actor)
    colleague = city.expert0
    assert colleague.organisation_id == city.citizen.organisation_id
    assert case not in visible_to(colleague.actor)


def test_consent_is_closed_the_day_after_its_last_day(city: City) -> None:
    case = given(city, signed_agreement(city), expires="2026-03-03")
    city.advance(days=1)
    with refused("not-expired"):
        city.act(case, "expire", city.operator)
    city.advance(days=1)
    assert city.act(case, "expire", city.operator).status == "expired"


def test_an_operator_presents_consent_under_its_own_agreement(city: City) -> None:
    with refused("unknown-reference"):
        presented(city, signed_agreement(city), by="second")
