"""Registrar, buyer and seller: an application accepted, three calls ordered, delivered, billed and settled to the cent."""

from __future__ import annotations

import re

from browser.conftest import Welcome
from browser.people import BUYER, OPERATOR, REGISTRAR, Visitor

PRICE_FEN, CALLS = 137, 3
AGENCIES = ("明衡律师事务所", "正川合规咨询有限公司")


def test_a_pending_registration_is_accepted_and_an_agency_drawn_by_lot_will_review_it(welcome: Welcome) -> None:
    registrar = welcome(REGISTRAR)
    registrar.follows("受理", within=registrar.main.locator("tr", has_text="园区企业用电指数").filter(has_text="受理"))
    registrar.presses("受理", within=registrar.step("accept"))
    assert "已办理" in registrar.reads
    assert any(agency in registrar.page.locator(".page-aside").inner_text() for agency in AGENCIES)


def test_what_was_ordered_is_delivered_billed_and_settled_to_the_cent(welcome: Welcome) -> None:
    buyer, seller = welcome(BUYER), welcome(OPERATOR)
    case = orders(buyer)
    seller.goes_to(f"/cases/{case}/")
    seller.presses("确认订单", within=seller.step("confirm"))
    for number in range(1, CALLS + 1):
        buyer.goes_to(f"/market/orders/{case}/call/")
        calls_once(buyer)
        assert buyer.main.locator("table tbody tr").count() > 1
        assert re.search(rf"已交付\s*{number}\s*次", buyer.page.locator("#meter").inner_text())
    calls_once(buyer)
    assert "未计费" in buyer.main.locator(".decision[data-state=refused]").inner_text()
    assert re.search(rf"已交付\s*{CALLS}\s*次", buyer.page.locator("#meter").inner_text())

    seller.goes_to(f"/cases/{case}/")
    seller.presses("出具账单", within=seller.step("state"))
    settles(buyer, case)


def orders(buyer: Visitor) -> str:
    """Reads the terms, orders, and returns the order's case."""
    buyer.goes_to("/market/")
    buyer.follows("查看与下单")
    for told in ("¥1.37", "价格及依据", "应用场景", "使用范围", "备案编号"):
        assert told in buyer.reads
    buyer.follows("下单")
    assert buyer.page.locator("[name=listing]").input_value()
    buyer.page.fill("[name=calls]", "三次")
    buyer.page.fill("[name=use]", "试用评估，仅内部使用。")
    buyer.presses("下单")
    assert buyer.page.locator(".field[data-wrong]").filter(has_text="调用次数").locator(".remedy").inner_text()
    assert buyer.page.locator("[name=calls]").input_value() == "三次"
    buyer.page.fill("[name=calls]", str(CALLS))
    buyer.presses("下单")
    found = re.search(r"/cases/([0-9a-f-]{36})/", buyer.page.url)
    assert found, buyer.reads
    return found[1]


def calls_once(buyer: Visitor) -> None:
    for field in ("industry", "sex"):
        buyer.page.select_option(f"[name={field}]", index=1)
    buyer.presses("调用一次")


def settles(buyer: Visitor, case: str) -> None:
    """Another amount than the statement's is refused; the same one, to the cent, settles."""
    buyer.goes_to(f"/cases/{case}/")
    settle = buyer.step("settle")
    settle.locator("[name=amount]").fill("4.10")
    buyer.presses("核对并结算", within=settle)
    assert "结算金额与账单不一致" in buyer.step("settle").inner_text()
    buyer.step("settle").locator("[name=amount]").fill("4.11")
    buyer.presses("核对并结算", within=buyer.step("settle"))
    assert "已办理" in buyer.reads
    buyer.goes_to(f"/market/orders/{case}/")
    settlement = buyer.page.locator("#settlement")
    shares = [fen(cell) for cell in settlement.locator("tbody td:last-child").all_inner_texts()]
    assert sum(shares) == fen(settlement.locator("tfoot td").inner_text()) == PRICE_FEN * CALLS
    assert "与账单一致" in settlement.inner_text()


def fen(amount: str) -> int:
    return int(re.sub(r"\D", "", amount))
