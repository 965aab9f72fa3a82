"""Agencies (Hainan 5, 23, 24; local 32): drawn by lot from the roster, recused where they have an interest, chosen and evaluated."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, applied_registration, credit_code

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
        credit_code=credit_code(1000 + number),
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


# — 23: the public comparison —


def comparison(city: City) -> Any:
    return city.start("registry.comparison", "announce", city.registrar, services="合规审查", criteria="资质与报价")


def enter(city: City, case: Any, who: Any) -> Any:
    return city.act(case, "enter", who, proposal="方案", licence="资质证")


def chosen(city: City, *officers: Any) -> Any:
    case = comparison(city)
    for one in officers:
        case = enter(city, case, one)
    city.advance(days=15)
    return city.act(
        case, "choose", city.registrar, chosen=[str(one.organisation_id) for one in officers], scores="评分"
    )


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


def test_two_agencies_are_chosen_by_public_comparison_under_the_bureau_s_eye(city: City) -> None:
    case = chosen(city, city.agency, another_agency(city))
    case = city.act(case, "send-back", city.bureau, reason="评分表缺签字")
    case = city.act(case, "choose", city.registrar, chosen=case.facts["chosen"], scores="补签后评分")
    case = city.act(case, "confirm", city.bureau)
    assert case.status == "in-force"
    assert case.facts["ends"] == "2028-03-17"
    assert [notice.sites for notice in case.notices.all()] == [["bureau", "platform"]] * 2
    roster = case.notices.get(title_zh="第三方确权登记服务机构名录")
    assert "衡准合规服务中心" in city.client().get(f"/notices/{roster.pk}/").content.decode()


def test_fewer_than_two_cannot_be_chosen_nor_one_that_did_not_enter(city: City) -> None:
    other = another_agency(city)
    case = enter(city, comparison(city), city.agency)
    city.advance(days=15)
    mine, theirs = str(city.agency.organisation_id), str(other.organisation_id)
    for named, refused in (([mine], ["too-few"]), ([mine, mine], ["too-few"]), ([mine, theirs], ["not-entered"])):
        with pytest.raises(Refused) as caught:
            city.act(case, "choose", city.registrar, chosen=named, scores="x")
        assert codes(caught) == refused
    assert city.act(case, "fail", city.registrar).status == "failed"


def test_the_window_closes_after_its_last_day_and_nothing_is_chosen_before(city: City) -> None:
    other = another_agency(city)
    case = enter(city, comparison(city), city.agency)
    with pytest.raises(Refused) as caught:
        enter(city, case, city.agency)
    assert codes(caught) == ["already-entered"]
    city.advance(days=11)  # 13 March, the tenth working day
    case = enter(city, case, other)
    both = [str(one.organisation_id) for one in (city.agency, other)]
    with pytest.raises(Refused) as caught:
        city.act(case, "choose", city.registrar, chosen=both, scores="x")
    assert codes(caught) == ["window-running"]
    city.advance(days=1)
    with pytest.raises(Refused) as caught:
        enter(city, case, another_agency(city, 2))
    assert codes(caught) == ["window-over"]
    assert city.act(case, "choose", city.registrar, chosen=both, scores="x").status == "closed"


def test_after_a_comparison_only_those_chosen_review_and_after_the_term_nobody(city: City) -> None:
    one, two, three = (another_agency(city, n) for n in (1, 2, 3))
    city.act(chosen(city, one, two), "confirm", city.bureau)
    case = city.act(applied_registration(city), "accept", city.registrar)
    assert case.facts["lot"]["pool"] == sorted([one.organisation.credit_code, two.organisation.credit_code])
    assert three.organisation.credit_code not in case.facts["lot"]["pool"]
    from datetime import datetime

    from shuzha.kernel.clock import CHINA
    from shuzha.offices.registry.operations.agencies import roster

    assert len(roster(datetime(2028, 3, 17, tzinfo=CHINA).date())) == 2
    assert roster(datetime(2028, 3, 18, tzinfo=CHINA).date()) == []


# — 24: evaluation —


def test_each_agency_is_evaluated_when_the_contract_ends_and_the_whole_is_filed(city: City) -> None:
    other = another_agency(city)
    case = city.act(chosen(city, city.agency, other), "confirm", city.bureau)
    city.advance(days=731)  # 17 March 2028, the contract's last day
    with pytest.raises(Refused) as caught:
        city.act(case, "end", city.registrar)
    assert codes(caught) == ["contract-running"]
    city.advance(days=1)
    case = city.act(case, "end", city.registrar)
    report = {
        "points_promptness": 80,
        "points_soundness": 80,
        "points_contract": 80,
        "misconduct": False,
        "remarks": "符合",
    }
    case = city.act(case, "evaluate", city.registrar, agency=str(city.agency.organisation_id), **report)
    with pytest.raises(Refused) as caught:
        city.act(case, "evaluate", city.registrar, agency=str(city.agency.organisation_id), **report)
    assert codes(caught) == ["not-to-be-evaluated"]
    with pytest.raises(Refused) as caught:
        city.act(case, "file", city.registrar)
    assert codes(caught) == ["some-unevaluated"]
    case = city.act(case, "evaluate", city.registrar, agency=str(other.organisation_id), **report)
    assert city.act(case, "file", city.registrar).status == "evaluated"
    assert city.client("bureau").get(f"/cases/{case.pk}/").status_code == 200


def test_one_candidate_reads_nothing_of_another_s_proposal(city: City) -> None:
    case = enter(city, comparison(city), city.agency)
    other = another_agency(city)
    assert city.client(other.username).get(f"/cases/{case.pk}/").status_code == 404
