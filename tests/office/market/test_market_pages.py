"""Listings, orders, the meter and the accounts as sellers, buyers and strangers see them."""

import uuid
from typing import Any

import pytest
from city_life import listed, ordered
from gates import SEALED, Gate

from shuzha.enclave.door import GateFault, Sealed
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text


def _text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def test_a_listing_tells_everyone_price_basis_scenario_scope_source_and_certificate(city: Any) -> None:
    listing = listed(city)
    for address in ("/market/", f"/market/listings/{listing.pk}/"):
        page = _text(city.client().get(address))
        for shown in ("¥1.50", "风险研究", "本市金融机构", "衡川市统计局", listing.certificate_number):
            assert shown in page, (address, shown)
    page = _text(city.client().get(f"/market/listings/{listing.pk}/"))
    assert "成本加成" in page
    assert "人口收入调查" in page


def test_listings_are_found_by_two_characters(city: Any) -> None:
    listing = listed(city)
    assert listing.certificate_number in _text(city.client().get("/market/", {"q": "收入"}))
    assert listing.certificate_number not in _text(city.client().get("/market/", {"q": "天气"}))


def test_a_delisted_product_leaves_the_market_and_its_page_says_so(city: Any) -> None:
    listing = listed(city)
    city.act(listing.case, "delist", city.operator)
    assert listing.certificate_number not in _text(city.client().get("/market/"))
    page = _text(city.client().get(f"/market/listings/{listing.pk}/"))
    assert "撤牌" in page
    assert "/start/market.order/place/" not in page


def test_an_order_is_seen_by_its_parties_and_overseers_only(city: Any) -> None:
    case = ordered(city)
    for who, sees in (("buyer", True), ("operator", True), ("bigdata", True), ("second", False), ("citizen", False)):
        assert (city.client(who).get(f"/market/orders/{case.id}/").status_code == 200) is sees, who
        assert (case.number in _text(city.client(who).get("/market/orders/"))) is sees, who
    assert city.client().get(f"/market/orders/{case.id}/").status_code == 302


def test_each_call_moves_the_meter_by_one_and_bills_to_the_cent(city: Any, gate: Gate) -> None:
    case = ordered(city, calls=3)
    client, address = city.client("buyer"), f"/market/orders/{case.id}/call/"
    for _ in range(3):
        page = _text(client.post(address, {"once": uuid.uuid4().hex}))
        assert "东区" in page
        assert "5,200" in page
    page = _text(client.post(address, {"once": uuid.uuid4().hex}), 422)
    assert "已用完" in page
    assert case.entitlement.deliveries.count() == 3
    page = _text(client.get(f"/market/orders/{case.id}/"))
    assert "¥4.50" in page


def test_sending_the_same_form_twice_is_one_call(city: Any, gate: Gate) -> None:
    case = ordered(city)
    for _ in range(2):
        _text(city.client("buyer").post(f"/market/orders/{case.id}/call/", {"once": "same"}))
    assert case.entitlement.deliveries.count() == 1


@pytest.mark.parametrize(
    ("says", "status", "shown"),
    [
        (Sealed(SEALED), 403, "未能放行。"),
        (GateFault(Text("闸口无法连接。", "No gate.")), 503, "闸口无法连接。"),
        (
            Refused([Deny("parameter-not-allowed", Text("参数越界。", "Out."), (), Text("请修改。", "Change."))]),
            422,
            "参数越界。",
        ),
    ],
)
def test_what_was_not_released_is_not_billed(city: Any, gate: Gate, says: Exception, status: int, shown: str) -> None:
    case = ordered(city)
    gate.says = says
    page = _text(city.client("buyer").post(f"/market/orders/{case.id}/call/", {"once": "a"}), status)
    assert shown in page
    assert case.entitlement.deliveries.count() == 0


def test_only_the_buyer_may_call(city: Any, gate: Gate) -> None:
    case = ordered(city)
    for who in ("operator", "second", "bigdata"):
        assert city.client(who).post(f"/market/orders/{case.id}/call/", {}).status_code == 404
    assert gate.asked == []


@pytest.mark.parametrize("typed", ["nan", "9" * 400, "1e999", "-", "１２", "\u202e", "' OR 1=1"])
def test_junk_in_a_number_reaches_the_gate_as_text_and_breaks_nothing(city: Any, gate: Gate, typed: str) -> None:
    case = ordered(city)
    interface = case.entitlement.interface
    interface.parameters = [{"name": "age", "kind": "num", "minimum": 16, "maximum": 90}]
    interface.save()
    _text(city.client("buyer").post(f"/market/orders/{case.id}/call/", {"once": "a", "age": typed}))
    assert isinstance(gate.asked[0]["values"]["age"], str)


def test_statement_and_settlement_agree_to_the_cent(city: Any, gate: Gate) -> None:
    case = ordered(city)
    for n in range(7):
        city.client("buyer").post(f"/market/orders/{case.id}/call/", {"once": str(n)})
    case = city.act(case, "state", city.operator)
    case = city.act(case, "settle", city.buyer, amount=1050)
    page = _text(city.client("operator").get(f"/market/orders/{case.id}/"))
    assert "¥10.50" in page
    assert "与账单一致" in page
    assert sum(row.amount_fen for row in case.settlements.all()) == 1050
    for row in case.settlements.all():
        assert f"¥{row.amount_fen // 100}.{row.amount_fen % 100:02d}" in page


@pytest.mark.parametrize(
    "address",
    [
        "/market/listings/x/",
        f"/market/listings/{uuid.uuid4()}/",
        "/market/orders/1/",
        f"/market/orders/{uuid.uuid4()}/call/",
    ],
)
def test_what_is_not_there_is_not_found(city: Any, address: str) -> None:
    assert city.client("buyer").get(address).status_code == 404
