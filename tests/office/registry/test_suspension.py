"""A decision to suspend (Hainan 22; local 31) stops sale and delivery by itself, and only a decision lets them resume."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, ordered

from shuzha.archive.cases.models import CaseRecord
from shuzha.commons.metering.models import Entitlement
from shuzha.commons.metering.operations import check_entitled
from shuzha.kernel.decision import Refused
from shuzha.offices.market.models import Listing
from shuzha.offices.market.queries import listings


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


def reported(city: City) -> Any:
    registration = CaseRecord.objects.get(procedure="registry.registration")
    case = city.start(
        "registry.incident", "find", city.registrar, certificate=registration.certificates.get().number,
        conduct=["privacy"], facts="接口返回可识别个人的数据",
    )  # fmt: skip
    case = city.act(case, "measure", city.registrar, measure="refer", detail="移送")
    return city.act(case, "report", city.registrar, report="建议暂停")


def suspended(city: City) -> Any:
    return city.act(reported(city), "suspend", city.bureau, reason="风险未除")


def order(city: City) -> Any:
    return city.start("market.order", "place", city.buyer, listing=str(Listing.objects.get().pk), calls=10, use="试算")


def delivered(city: City) -> None:
    check_entitled(entitlement=Entitlement.objects.get(), at=city.now)


def test_a_suspended_product_is_off_the_market_and_nothing_bought_is_delivered(city: City) -> None:
    ordered(city)
    case = reported(city)
    assert listings().count() == 1
    delivered(city)
    city.act(case, "suspend", city.bureau, reason="风险未除")
    assert listings().count() == 0
    with pytest.raises(Refused) as caught:
        delivered(city)
    assert codes(caught) == ["delivery-suspended"]
    assert [str(cite) for cite in caught.value.denials[0].cites] == ["hainan-2023/22", "local/31"]
    with pytest.raises(Refused) as caught:
        order(city)
    assert codes(caught) == ["sale-suspended"]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "依决定暂停销售和交付"), ("en", "suspended by decision")])
def test_the_product_s_page_says_so_and_offers_no_order(city: City, language: str, said: str) -> None:
    ordered(city)
    path, client = f"/market/listings/{Listing.objects.get().pk}/", city.client("buyer", language)
    assert "/start/market.order/place/" in client.get(path).content.decode()
    suspended(city)
    page = client.get(path).content.decode()
    assert said in page
    assert "/start/market.order/place/" not in page


def test_only_the_bureau_suspends_and_lifts(city: City) -> None:
    ordered(city)
    case = reported(city)
    with pytest.raises(Refused) as caught:
        city.act(case, "suspend", city.registrar, reason="x")
    assert codes(caught) == ["wrong-role"]
    case = city.act(case, "suspend", city.bureau, reason="风险未除")
    with pytest.raises(Refused) as caught:
        city.act(case, "lift", city.registrar, reason="x")
    assert codes(caught) == ["wrong-role"]
    with pytest.raises(Refused) as caught:
        city.act(case, "uphold", city.bureau, reason="x")
    assert codes(caught) == ["wrong-state"]
    assert city.act(case, "lift", city.bureau, reason="已整改").status == "lifted"
    assert listings().count() == 1
    delivered(city)


def test_what_two_decisions_suspended_one_does_not_let_resume(city: City) -> None:
    ordered(city)
    first, second = suspended(city), suspended(city)
    city.act(first, "lift", city.bureau, reason="已整改")
    assert listings().count() == 0
    with pytest.raises(Refused):
        delivered(city)
    city.act(second, "lift", city.bureau, reason="已整改")
    delivered(city)
