"""Chapter 6: price on file before sale, shown to buyers; 1,000 calls ordered, metered by the gate, settled to the cent."""

from __future__ import annotations

import itertools

import shuzha_client

from shuzha.archive.cases.operations import open_case
from shuzha.commons.metering.models import Entitlement
from shuzha.kernel.citation import Citation
from shuzha.kernel.money import Money
from shuzha.kernel.text import Text
from shuzha.offices.market.models import Settlement
from shuzha.site.api.own_tokens import make_token
from shuzha.site.story.chapters.product import INDUSTRIES, INTERFACE, SEXES
from shuzha.site.story.stage import Stage

ORDERED = 1000
PRICE_FEN = 137


def it_is_traded(stage: Stage) -> None:
    _file_and_list(stage)
    _order(stage)
    _deliver(stage)
    _settle(stage)


def _file_and_list(stage: Stage) -> None:
    stage.working_days_later(1)
    stage.opens(
        "filing",
        "zones.filing",
        "file",
        "operator",
        {
            "product": stage.cases["registration"].number,
            "price": PRICE_FEN,
            "basis": "按单次调用的加工成本、存证成本与合理利润核定：成本 1.02 元，利润 0.35 元。",
            "scenario": "各行业就业结构分析。",
            "scope": "仅限本单位内部研究使用，不得转售。",
            "manner": "通过数据接口按次调用，返回统计结果。",
        },
    )
    stage.must_refuse(
        Text("备案前挂牌", "Listing before the filing is acknowledged"),
        "operator",
        lambda: open_case(
            procedure="market.listing", step="list", by=stage.who("operator").actor, at=stage.now(),
            data={"filing": str(stage.cases["filing"].id)},
        ),
        "not-on-file",
    )  # fmt: skip
    stage.working_days_later(1)
    stage.acts("filing", "acknowledge", "supervisor")
    stage.opens("listing", "market.listing", "list", "operator", {"filing": str(stage.cases["filing"].id)})


def _order(stage: Stage) -> None:
    stage.working_days_later(1)
    stage.opens(
        "order",
        "market.order",
        "place",
        "buyer",
        {"listing": str(stage.cases["listing"].id), "calls": ORDERED, "use": "支持小微企业就业情况研判，仅内部使用。"},
    )
    stage.acts("order", "confirm", "operator")


def _deliver(stage: Stage) -> None:
    buyer = stage.who("buyer")
    session = shuzha_client.connect(stage.url, token=make_token(account=buyer, label="story", at=stage.now()))
    order = str(stage.cases["order"].id)
    questions = itertools.cycle(itertools.product(INDUSTRIES, SEXES))
    for number, (industry, sex) in zip(range(1, ORDERED + 1), questions, strict=False):
        session.call(INTERFACE, order=order, industry=industry, sex=sex)
        if number % 100 == 0:
            stage.echo(f"     … 已交付 / delivered {number} / {ORDERED}")
    entitlement = Entitlement.objects.get(order=stage.cases["order"])
    stage.expects(entitlement.deliveries.count() == ORDERED, "the meter does not show every call")
    event = stage.last_event(entitlement.interface.grant.stream)
    stage.tells(
        Text(f"{ORDERED} 次调用经闸门计量交付", f"{ORDERED} calls delivered and metered by the gate"),
        "buyer",
        (Citation("beijing-2023", 18), Citation("local", 8)),
        event,
    )
    try:
        session.call(INTERFACE, order=order, industry=INDUSTRIES[0], sex=SEXES[0])
    except shuzha_client.Refused as refusal:
        denial = refusal.denials[0]
        stage.expects(denial["code"] == "used-up", "a call beyond the order was refused for another reason")
        stage.echo(
            f"     第 {ORDERED + 1} 次调用 / call {ORDERED + 1}: ✗ {denial['reason']['zh']} / {denial['reason']['en']}"
        )
    else:
        stage.expects(False, "a call beyond the order was answered")


def _settle(stage: Stage) -> None:
    stage.working_days_later(2)
    case = stage.acts("order", "state", "operator", {"delivered": 1, "amount": 1})
    due = Money(PRICE_FEN) * ORDERED
    stage.expects(case.facts["amount"] == due.fen, "the statement is not the meter times the price")
    stage.working_days_later(1)
    case = stage.acts("order", "settle", "buyer", {"amount": due.fen})
    shares = {row.party: Money(row.amount_fen) for row in Settlement.objects.filter(order=case)}
    stage.expects(Money.total(shares.values()) == due, "the shares do not add up to the statement")
    stage.echo(
        f"     账单 / statement {due} = " + " + ".join(f"{party} {amount}" for party, amount in sorted(shares.items()))
    )
