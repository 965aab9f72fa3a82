"""Who supervises a zone: the named department, the authority for general zones, and the authority in the meantime."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import CLAUSE_ITEMS, City, selected_application
from refusing import refused

from shuzha.kernel.decision import Refused
from shuzha.offices.zones.models import Zone


def drafted(city: City, kind: str = "area", **change: Any) -> Any:
    return city.start(
        "zones.call", "draft", city.bigdata, zone_zh="夜间经济专区", zone_en="Night economy zone", kind=kind,
        conditions="条件", requirements="要求", **change,
    )  # fmt: skip


def interim_zone(city: City) -> Zone:
    call = city.act(drafted(city), "publish", account(city, "bigdata"))
    return Zone.objects.get(call=call)


def account(city: City, name: str) -> Any:
    """The account as it now stands: its standings may have been added to."""
    city.accounts[name].refresh_from_db()
    return city.accounts[name]


def proposed(city: City, zone: Zone, to: str = "second_supervisor", by: str = "bigdata") -> Any:
    successor = str(city.organisations[to].pk)
    return city.start(
        "zones.handover", "propose", account(city, by), zone=str(zone.pk), successor=successor, reason="归属区政府"
    )


@pytest.mark.parametrize(("kind", "interim"), [("general", False), ("area", True), ("domain", True)])
def test_where_nobody_is_named_the_authority_supervises_and_only_a_general_zone_for_good(
    city: City, kind: str, interim: bool
) -> None:
    call = drafted(city, kind)
    assert call.parties["supervisor"] == str(city.organisations["bigdata"].pk)
    assert call.facts["interim"] is interim
    zone = Zone.objects.get(call=city.act(call, "publish", account(city, "bigdata")))
    assert zone.supervisor == city.organisations["bigdata"]


def test_a_general_zone_cannot_be_given_another_supervisor(city: City) -> None:
    with pytest.raises(Refused) as refused:
        drafted(city, "general", supervisor=str(city.organisations["supervisor"].pk))
    [denial] = refused.value.denials
    assert denial.code == "general-zone-supervised-otherwise"
    assert denial.field == "supervisor"
    assert "beijing-2023/6" in {str(c) for c in denial.cites}


def test_another_supervisor_cannot_act_for_the_authority_in_its_zone(city: City) -> None:
    with refused("not-a-party"):
        city.act(drafted(city), "publish", city.supervisor)


def test_a_handover_moves_the_zone_once_the_department_agreed_and_it_was_announced(city: City) -> None:
    zone = interim_zone(city)
    case = city.act(proposed(city, zone), "accept", city.second_supervisor)
    zone.refresh_from_db()
    assert zone.supervisor == city.organisations["bigdata"], "agreeing alone moves nothing"
    case = city.act(case, "announce", city.bigdata)
    zone.refresh_from_db()
    assert zone.supervisor == city.organisations["second_supervisor"]
    assert case.notices.get().kind == "handover"


def test_a_declined_handover_leaves_the_authority_in_charge(city: City) -> None:
    zone = interim_zone(city)
    case = city.act(proposed(city, zone), "decline", city.second_supervisor, ground="并非本部门领域")
    assert case.final
    zone.refresh_from_db()
    assert zone.supervisor == city.organisations["bigdata"]


def test_only_the_proposed_department_answers(city: City) -> None:
    case = proposed(city, interim_zone(city))
    with refused("not-a-party"):
        city.act(case, "accept", city.supervisor)


def test_neither_a_general_zone_nor_one_with_a_department_is_handed_over(city: City) -> None:
    general = Zone.objects.get(call=city.act(drafted(city, "general"), "publish", account(city, "bigdata")))
    with refused("not-interim"):
        proposed(city, general)
    zone = interim_zone(city)
    city.act(city.act(proposed(city, zone), "accept", city.second_supervisor), "announce", city.bigdata)
    with refused("not-interim"):
        proposed(city, zone, to="supervisor")


def test_a_zone_is_handed_over_to_a_supervisor_other_than_the_authority_itself(city: City) -> None:
    zone = interim_zone(city)
    with refused("to-itself"):
        proposed(city, zone, to="bigdata")
    with refused("unknown-reference"):
        proposed(city, zone, to="provider")


def interim_agreement(city: City, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An agreement in a zone that the authority supervises in the meantime."""

    def call(city: City) -> Any:
        return city.act(drafted(city), "publish", account(city, "bigdata"))

    monkeypatch.setattr("city_life.published_call", call)
    account(city, "bigdata")
    monkeypatch.setitem(city.accounts, "supervisor", city.accounts["bigdata"])
    selected = selected_application(city)
    return city.start(
        "zones.agreement", "draft", city.bigdata,
        operator=str(selected.pk), years=5, scope=["employment"], clauses=dict.fromkeys(CLAUSE_ITEMS, "条款"),
    )  # fmt: skip


def test_the_agreement_follows_its_zone_and_the_new_supervisor_concurs_from_then_on(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = interim_agreement(city, monkeypatch)
    zone = Zone.objects.get(call_id=agreement.facts["call"])
    case = city.act(proposed(city, zone), "accept", city.second_supervisor)
    with refused("agreement-moving"):
        city.act(case, "announce", city.bigdata)
    city.act(agreement, "sign", city.operator)
    city.act(case, "announce", city.bigdata)
    agreement.refresh_from_db()
    assert agreement.parties["supervisor"] == str(city.organisations["second_supervisor"].pk)
    assert agreement.status == "in-force"
    agreement = city.act(agreement, "report", city.bigdata, reason="违约")
    with refused("not-a-party"):
        city.act(agreement, "concur", account(city, "bigdata"))
    assert city.act(agreement, "concur", city.second_supervisor).status == "consent-awaited"


def test_an_agreement_changes_supervisor_only_by_its_own_zones_handover(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = city.act(interim_agreement(city, monkeypatch), "sign", city.operator)
    pending = proposed(city, Zone.objects.get(call_id=agreement.facts["call"]))
    other = interim_zone(city)
    done = city.act(city.act(proposed(city, other), "accept", city.second_supervisor), "announce", city.bigdata)
    for handover in (pending, done):
        with refused("unknown-reference"):
            city.act(agreement, "change-supervisor", city.bigdata, handover=str(handover.pk))
