"""Yearly inspections: planned jointly, inspectors by lot, findings put right by a day."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, signed_agreement
from refusing import refused

from shuzha.procedure.lots import draw


def planned(city: City, agreement: Any, **change: Any) -> Any:
    data = {"joint": ["cyberspace", "police"], "topics": "访问控制与审计", **change}
    return city.start("zones.inspection", "plan", city.bigdata, agreement=str(agreement.pk), **data)


def found(city: City, agreement: Any) -> Any:
    return city.act(planned(city, agreement), "find", city.bigdata, findings="日志留存不足")


def test_the_inspectors_are_drawn_by_lot_and_anyone_can_repeat_the_draw(city: City) -> None:
    city.experts[0].ties.add(city.organisations["operator"])
    city.experts[1].ties.add(city.organisations["supervisor"])
    facts = planned(city, signed_agreement(city)).facts
    assert facts["recused"] == ["ZJ000", "ZJ001"]
    again = draw(facts["seed"], facts["pool"], len(facts["drawn"]), facts["recused"])
    assert list(again.drawn) == facts["drawn"]


def test_too_few_without_ties_and_nobody_inspects(city: City) -> None:
    agreement = signed_agreement(city)
    for expert in city.experts[:6]:
        expert.ties.add(city.organisations["operator"])
    with refused("pool-too-small"):
        planned(city, agreement)


@pytest.mark.parametrize("joint", [["cyberspace"], ["police", "secrecy"]])
def test_an_inspection_is_made_jointly_with_cyberspace_and_police(city: City, joint: list[str]) -> None:
    with refused("not-joint"):
        planned(city, signed_agreement(city), joint=joint)


def test_findings_are_put_right_by_a_day_and_verified(city: City) -> None:
    case = found(city, signed_agreement(city))
    assert case.facts["rectify_by"] == "2026-03-23"
    assert case.deadlines.get(duty="rectify").last_day.isoformat() == "2026-03-23"
    case = city.act(case, "rectify", city.operator, rectified="已扩容")
    case = city.act(case, "send-back", city.bigdata, left="未覆盖测试环境")
    case = city.act(case, "rectify", city.operator, rectified="全部覆盖")
    assert city.act(case, "verify", city.bigdata, verification="现场复查").status == "verified"


def test_an_operator_verifies_nothing_itself(city: City) -> None:
    case = city.act(found(city, signed_agreement(city)), "rectify", city.operator, rectified="已扩容")
    with refused("wrong-role"):
        city.act(case, "verify", city.operator, verification="x")


def test_a_zone_is_inspected_once_a_year_and_again_the_next(city: City) -> None:
    agreement = signed_agreement(city)
    city.act(planned(city, agreement), "pass", city.bigdata, summary="未发现问题")
    with refused("inspected-this-year"):
        planned(city, agreement)
    city.advance(days=305)
    assert planned(city, agreement).facts["year"] == 2027


def test_the_agreements_own_case_owes_an_inspection_every_year(city: City) -> None:
    agreement = signed_agreement(city)
    [owed] = agreement.deadlines.filter(duty="inspect-yearly")
    assert owed.last_day.isoformat() == "2027-03-02"
    city.advance(days=30)
    city.act(planned(city, agreement), "pass", city.bigdata, summary="未发现问题")
    agreement.refresh_from_db()
    [owed] = agreement.deadlines.filter(duty="inspect-yearly", discharged=False)
    assert owed.started.isoformat() == "2026-04-01"


def test_nobody_enters_an_inspection_that_was_not_made_or_was_entered(city: City) -> None:
    agreement = signed_agreement(city)
    case = planned(city, agreement)
    with refused("unknown-reference"):
        city.act(agreement, "note-inspection", city.bigdata, inspection=str(case.pk))
    case = city.act(case, "pass", city.bigdata, summary="未发现问题")
    with refused("unknown-reference"):
        city.act(agreement, "note-inspection", city.bigdata, inspection=str(case.pk))


def test_a_zone_whose_agreement_is_suspended_can_still_be_inspected(city: City) -> None:
    agreement = signed_agreement(city)
    case = planned(city, agreement)
    city.act(agreement, "report", city.bigdata, reason="违约")
    assert city.act(case, "pass", city.bigdata, summary="未发现问题").status == "clean"
