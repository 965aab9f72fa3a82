"""Partners: taken on by contract, assessed, and let go in five ways; with the exit their people lose access."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, granted, sealed_resource, signed_agreement
from refusing import refused

from shuzha.regulations.beijing_2023.procedures.partnership import EXITS, REQUIREMENTS, SETTLEMENT

WRITTEN = {item.code: "合同第三条" for item in REQUIREMENTS.items}
CLEARED = {item.code: "已完成" for item in SETTLEMENT.items}


def filed(city: City, agreement: Any, partner: str = "second", **change: Any) -> Any:
    data = {"contract": "HT-1，一年", "work": "模型开发", "requirements": WRITTEN, **change}
    company = str(city.organisations[partner].pk)
    return city.start("zones.partner", "file", city.operator, agreement=str(agreement.pk), partner=company, **data)


def admitted(city: City, agreement: Any) -> Any:
    return city.act(filed(city, agreement), "admit", city.supervisor)


def exiting(city: City, case: Any, ground: str = "breach") -> Any:
    return city.act(case, "exit", city.operator, ground=ground, facts="事实")


def with_partners_person(city: City, partner: Any) -> Any:
    """The partner's representative, filed by the operator as one of its processing personnel."""
    return city.start(
        "zones.personnel", "file", city.operator,
        agreement=partner.facts["agreement"], person=str(city.second.person_id), post="建模", partner=str(partner.pk),
    )  # fmt: skip


def test_a_contract_without_a_requirement_is_refused_naming_every_one_that_is_missing(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("requirements-exit", "requirements-assessment"):
        filed(city, agreement, requirements={k: v for k, v in WRITTEN.items() if k not in ("exit", "assessment")})


def test_an_operator_is_not_its_own_partner_and_nobody_is_one_twice(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("partner-is-operator"):
        filed(city, agreement, partner="operator")
    filed(city, agreement)
    with refused("already-partner"):
        filed(city, agreement)
    with refused("unknown-reference"):
        filed(city, agreement, partner="agency")


def test_the_supervisor_decides_on_the_filing_and_another_does_not(city: City) -> None:
    case = filed(city, signed_agreement(city))
    with refused("not-a-party"):
        city.act(case, "admit", city.second_supervisor)
    assert city.act(case, "decline", city.supervisor, reason="合同不完整").final


@pytest.mark.parametrize("ground", sorted(set(EXITS) - {"voluntary", "assessment"}))
def test_breach_lost_qualification_and_bad_credit_end_a_partnership(city: City, ground: str) -> None:
    case = exiting(city, admitted(city, signed_agreement(city)), ground)
    case = city.act(case, "clear", city.operator, settlement=CLEARED)
    assert city.act(case, "confirm-exit", city.supervisor).status == "exited"


def test_a_partner_leaves_of_its_own_accord_only_when_it_asked(city: City) -> None:
    case = admitted(city, signed_agreement(city))
    with refused("did-not-ask"):
        exiting(city, case, "voluntary")
    with refused("not-a-party"):
        city.act(case, "ask-to-leave", city.operator, wish="x")
    case = city.act(case, "ask-to-leave", city.second, wish="业务调整")
    assert case.deadlines.get(duty="begin-exit").organisation == str(city.organisations["operator"].pk)
    assert exiting(city, case, "voluntary").status == "exiting"


def test_a_partner_is_let_go_for_its_assessment_only_after_failing_the_last_one(city: City) -> None:
    case = admitted(city, signed_agreement(city))
    with refused("was-not-failed"):
        exiting(city, case, "assessment")
    case = city.act(case, "assess", city.operator, result="failed", findings="交付不合格")
    case = city.act(case, "assess", city.operator, result="passed", findings="已改正")
    with refused("was-not-failed"):
        exiting(city, case, "assessment")
    case = city.act(case, "assess", city.operator, result="failed", findings="再次不合格")
    assert exiting(city, case, "assessment").status == "exiting"


def test_an_exit_is_cleared_item_by_item_and_may_be_sent_back(city: City) -> None:
    case = exiting(city, admitted(city, signed_agreement(city)))
    with refused("settlement-materials", "settlement-contract"):
        city.act(case, "clear", city.operator, settlement={"accounts": "已停用"})
    case = city.act(case, "clear", city.operator, settlement=CLEARED)
    case = city.act(case, "send-back", city.supervisor, reason="资料未交还")
    assert case.deadlines.filter(duty="clear-exit", discharged=False).count() == 1
    assert case.status == "exiting"


def test_with_the_exit_the_partners_people_lose_registration_and_access(city: City) -> None:
    grant = granted(city)
    partner = admitted(city, grant.agreement)
    person = with_partners_person(city, partner)
    city.act(person, "register", city.supervisor)
    resource = sealed_resource(city, name="other")
    second = city.start(
        "zones.sharing", "apply", city.operator, agreement=str(grant.agreement_id),
        columns=[str(resource.columns.get(name="region").pk)], purpose="employment", scenario="研究",
        forms=["statistics"], basis="statistics",
        persons=[str(city.second.person_id), str(city.analyst.person_id)],
    )  # fmt: skip
    second = city.act(city.act(second, "confirm", city.supervisor, assessment="同意"), "approve", city.provider)
    assert second.grant.persons.count() == 2
    epochs = {one.pk: one.epoch for one in (grant, second.grant)}
    exiting(city, partner)
    assert [p.pk for p in second.grant.persons.all()] == [city.analyst.person_id]
    for one in (grant, second.grant):
        one.refresh_from_db()
    assert {one.pk: one.epoch for one in (grant, second.grant)} == {
        grant.pk: epochs[grant.pk],
        second.grant.pk: epochs[second.grant.pk] + 1,
    }
    person.refresh_from_db()
    assert person.status == "removed"


def test_whoever_waits_for_registration_finds_the_partner_gone(city: City) -> None:
    partner = admitted(city, signed_agreement(city))
    waiting = with_partners_person(city, partner)
    exiting(city, partner)
    with refused("partner-left"):
        city.act(waiting, "register", city.supervisor)
    with refused("unknown-reference"):
        with_partners_person(city, partner)


def test_a_partners_person_is_filed_through_the_partner_and_nobody_elses(city: City) -> None:
    agreement = signed_agreement(city)
    partner = filed(city, agreement)
    with refused("unknown-reference"):
        with_partners_person(city, partner)
    city.act(partner, "admit", city.supervisor)
    with refused("not-real-name"):
        city.start(
            "zones.personnel", "file", city.operator,
            agreement=str(agreement.pk), person=str(city.buyer.person_id), post="建模", partner=str(partner.pk),
        )  # fmt: skip


def test_assessments_are_owed_again_from_the_last_one(city: City) -> None:
    case = admitted(city, signed_agreement(city))
    city.advance(days=90)
    case = city.act(case, "assess", city.operator, result="passed", findings="良好")
    [row] = case.deadlines.filter(duty="assess-partner", discharged=False)
    assert row.started == city.now.date()
