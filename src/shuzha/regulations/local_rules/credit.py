"""What counts in the credit record under the city's own rules: how orders were paid for."""

from __future__ import annotations

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.credit import CreditRule
from shuzha.regulations.local_rules import INSTRUMENT
from shuzha.regulations.local_rules.procedures.trade import ORDER
from shuzha.regulations.local_rules.terms import ADVERSE, CREDIT

MARKET_RULES = (
    CreditRule(
        name="order-not-settled",
        title=Text("数据产品订单逾期未结算", "An order was not settled in time"),
        procedure=ORDER,
        about="buyer",
        cites=(INSTRUMENT.article(8), Citation("qingdao-2023", 17), CREDIT),
        term=ADVERSE,
        missed=frozenset({"settlement"}),
    ),
)
