"""What counts in the credit record under the city's own rules: orders not paid for, and complaints that were upheld."""

from __future__ import annotations

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.credit import CreditRule
from shuzha.regulations.local_rules import INSTRUMENT
from shuzha.regulations.local_rules.procedures.complaint import COMPLAINT
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

COMPLAINT_RULES = (
    CreditRule(
        name="complaint-upheld",
        title=Text("投诉查实", "A complaint was upheld"),
        procedure=COMPLAINT,
        about="respondent",
        cites=(INSTRUMENT.article(43), Citation("qingdao-2023", 17), CREDIT),
        term=ADVERSE,
        events=frozenset({"complaint-upheld"}),
        holds=lambda said: said.get("credit") is True,
    ),
)
