"""Agencies (Hainan 5, 23, 24; local 32): drawn by lot from the roster, recused where they have an interest, chosen and evaluated."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, applied_registration

from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text
from shuzha.procedure.lots import draw

OPINION = {"passed": True, "opinion": "通过"}


def another_agency(city: City, number: int = 1) -> Any:
    """One more agency, with an officer to act for it."""
    from shuzha.archive.parties.models import Account
    from shuzha.archive.parties.operations import register_organisation, register_person

    key = f"agency{number}"
    city.organisations[key] = register_organisation(
        name=Text(f"第{number}合规所", f"Compliance {number}"),
        credit_code=f"92110000{number:010d}",
        standings=["agency"],
    )
    city.accounts[key] = Account.objects.create_account(
        username=key, password=None, person=register_person(name=f"韩{number}", at=city.now),
        organisation=city.organisations[key], standings=["agency"], title_zh="经办人", title_en="Officer",
    )  # fmt: skip
    return city.accounts[key]


def officer(city: City, organisation: str) -> Any:
    return next(a for a in city.accounts.values() if str(a.organisation_id) == organisation and "agency" in a.standings)


def test_the_agency_comes_by_lot_and_anyone_can_repeat_the_draw(city: City) -> None:
    another_agency(city)
    case = city.act(applied_registration(city), "accept", city.registrar)
    lot = case.facts["lot"]
    again = draw(lot["seed"], lot["pool"], 1, lot["recused"])
    assert list(again.drawn) == lot["drawn"]
    assert case.number in lot["seed"]
    assert officer(city, case.parties["agency"]).organisation.credit_code == lot["drawn"][0]


def test_the_registrar_cannot_choose_the_agency(city: City) -> None:
    chosen = str(another_agency(city).organisation_id)
    case = applied_registration(city)
    case = city.act(case, "accept", city.registrar, agency=chosen, lot={"drawn": ["x"]})
    assert case.facts["lot"]["drawn"][0] in case.facts["lot"]["pool"]


def test_an_agency_with_an_interest_steps_back_and_another_is_drawn(city: City) -> None:
    another_agency(city)
    case = city.act(applied_registration(city), "accept", city.registrar)
    first = officer(city, case.parties["agency"])
    case = city.act(case, "recuse", first, interest="与申请对象有投资关系")
    second = officer(city, case.parties["agency"])
    assert second.organisation_id != first.organisation_id
    with pytest.raises(Refused) as caught:
        city.act(case, "compliance-review", first, **OPINION)
    assert [d.code for d in caught.value.denials] == ["not-a-party"]
    assert city.client(first.username).get(f"/cases/{case.pk}/").status_code == 404
    with pytest.raises(Refused) as caught:
        city.act(case, "recuse", second, interest="同样有利害关系")
    assert [d.code for d in caught.value.denials] == ["no-agency"]
    assert city.act(case, "compliance-review", second, **OPINION).status == "technical-left"


def test_an_agency_that_applies_for_itself_is_recused(city: City) -> None:
    from shuzha.archive.parties.models import Organisation

    other = another_agency(city)
    Organisation.objects.filter(pk=city.organisations["operator"].pk).update(standings=["company", "agency"])
    case = city.act(applied_registration(city), "accept", city.registrar)
    assert city.organisations["operator"].credit_code in case.facts["lot"]["recused"]
    assert case.parties["agency"] in {str(other.organisation_id), str(city.organisations["agency"].pk)}
