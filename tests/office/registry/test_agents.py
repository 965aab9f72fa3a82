"""Acting for another (Hainan 6, local 25): within the power of attorney, until its last day, and the principal is the party."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import MATERIAL_ITEMS, City

from shuzha.kernel.decision import Refused

PRODUCT = {
    "name_zh": "就业指标", "name_en": "Employment indicator", "form": "indicator", "source": "own", "scenario": "研究",
    "validity": "一年", "first": True, "joint": False, "materials": dict.fromkeys(MATERIAL_ITEMS, "材料"),
}  # fmt: skip


def delegation(city: City, *, scope: tuple[str, ...] = ("apply", "complete"), until: str = "2026-06-30") -> Any:
    case = city.start(
        "registry.delegation", "delegate", city.operator, agent=str(city.organisations["second"].pk),
        scope=list(scope), until=until, authority={"power": "委托书"},
    )  # fmt: skip
    return city.act(case, "accept", city.second)


def apply(city: City, on: Any, **change: Any) -> Any:
    return city.start(
        "registry.registration", "apply-through-agent", city.second, delegation=on.number, **PRODUCT | change
    )


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


def test_the_agent_acts_and_the_principal_is_the_applicant(city: City) -> None:
    case = apply(city, delegation(city))
    assert case.parties["applicant"] == str(city.organisations["operator"].pk)
    assert case.parties["agent"] == str(city.organisations["second"].pk)
    for who in ("operator", "second"):
        assert city.client(who).get(f"/cases/{case.pk}/").status_code == 200


@pytest.mark.parametrize(("day", "allowed"), [(28, True), (29, False)])
def test_the_power_of_attorney_holds_on_its_last_day_and_not_the_day_after(city: City, day: int, allowed: bool) -> None:
    power = delegation(city, until="2026-03-30")
    city.advance(days=day)
    if allowed:
        assert apply(city, power).status == "submitted"
        return
    with pytest.raises(Refused) as caught:
        apply(city, power)
    assert codes(caught) == ["delegation-not-in-force"]
    assert caught.value.denials[0].limit.words.en == "It ended with 2026-03-30"


def test_what_the_power_does_not_name_only_the_principal_does(city: City) -> None:
    case = apply(city, delegation(city, scope=("apply",)), materials={})
    case = city.act(case, "ask-to-complete", city.registrar)
    whole = dict.fromkeys(MATERIAL_ITEMS, "补正")
    with pytest.raises(Refused) as caught:
        city.act(case, "complete", city.second, materials=whole)
    assert codes(caught) == ["outside-scope"]
    assert city.act(case, "complete", city.operator, materials=whole).status == "submitted"


@pytest.mark.parametrize("ending", [("revoke", "operator"), ("renounce", "second")])
def test_an_ended_delegation_ends_at_once_and_what_was_done_stands(city: City, ending: tuple[str, str]) -> None:
    power = delegation(city)
    case = city.act(apply(city, power, materials={}), "ask-to-complete", city.registrar)
    city.act(power, ending[0], city.accounts[ending[1]])
    with pytest.raises(Refused) as caught:
        city.act(case, "complete", city.second, materials=dict.fromkeys(MATERIAL_ITEMS, "补正"))
    assert codes(caught) == ["delegation-not-in-force"]
    assert (
        city.act(case, "complete", city.operator, materials=dict.fromkeys(MATERIAL_ITEMS, "补正")).status == "submitted"
    )


def test_a_delegation_needs_the_document_a_day_that_has_not_passed_and_somebody_else(city: City) -> None:
    with pytest.raises(Refused) as caught:
        city.start(
            "registry.delegation", "delegate", city.operator, agent=str(city.organisations["operator"].pk),
            scope=["apply"], until="2026-03-01", authority={},
        )  # fmt: skip
    assert set(codes(caught)) == {"authority-power", "delegation-over", "own-agent"}


def test_nobody_acts_on_another_s_delegation_nor_before_it_is_accepted(city: City) -> None:
    offered = city.start(
        "registry.delegation", "delegate", city.operator, agent=str(city.organisations["second"].pk),
        scope=["apply"], until="2026-06-30", authority={"power": "委托书"},
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        apply(city, offered)
    assert codes(caught) == ["delegation-not-in-force"]
    with pytest.raises(Refused) as caught:
        city.start(
            "registry.registration", "apply-through-agent", city.buyer, delegation=delegation(city).number, **PRODUCT
        )
    assert codes(caught) == ["unknown-reference"]


def test_without_an_agent_no_other_company_completes_an_application(city: City) -> None:
    from city_life import applied_registration

    case = city.act(applied_registration(city, missing=("8-3",)), "ask-to-complete", city.registrar)
    with pytest.raises(Refused) as caught:
        city.act(case, "complete", city.second, materials={"8-3": "x"})
    assert codes(caught) == ["not-a-party"]
