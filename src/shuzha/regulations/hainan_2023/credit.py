"""What counts in the credit record of whoever registers products, and of the agencies that review them.

The instrument says who answers for what (21, 22, 24, 25, 27); that it stands in one record, and for how long, is local
rule 40's.
"""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.credit import CreditRule
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.evaluating import RULE
from shuzha.regulations.hainan_2023.procedures.comparison import COMPARISON
from shuzha.regulations.hainan_2023.procedures.incident import INCIDENT
from shuzha.regulations.hainan_2023.procedures.inspection import INSPECTION
from shuzha.regulations.hainan_2023.procedures.objection import OBJECTION
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.local_rules.terms import ADVERSE, CREDIT, FAVOURABLE

_15, _20, _21, _22, _24, _25, _27 = (INSTRUMENT.article(n) for n in (15, 20, 21, 22, 24, 25, 27))

RULES = (
    CreditRule(
        name="unlawful-source-declared",
        title=Text(
            "申请登记的数据获取违法或者未获授权",
            "Registration was sought for data of an unlawful or unauthorised source",
        ),
        procedure=REGISTRATION,
        about="applicant",
        cites=(_15, _25, CREDIT),
        term=ADVERSE,
        events=frozenset({"registration-refused"}),
        holds=lambda said: "15-3" in (said.get("grounds") or ()),
    ),
    CreditRule(
        name="certificate-revoked",
        title=Text("登记凭证因侵权异议被撤销", "A certificate was revoked on an objection for infringement"),
        procedure=OBJECTION,
        about="holder",
        cites=(_20, _25, CREDIT),
        term=ADVERSE,
        events=frozenset({"disposed-revoke", "judgment-revoke"}),
    ),
    CreditRule(
        name="certificate-cancelled-for-conduct",
        title=Text(
            "因违法行为被决定暂停销售或者注销凭证",
            "Sale was suspended or the certificate cancelled for unlawful conduct",
        ),
        procedure=INCIDENT,
        about="holder",
        cites=(_22, CREDIT),
        term=ADVERSE,
        events=frozenset({"sale-suspended", "cancellation-decided"}),
    ),
    CreditRule(
        name="registration-found-wrong",
        title=Text("抽查发现登记材料不符", "A random inspection found that a registration does not conform"),
        procedure=INSPECTION,
        about="holder",
        cites=(_21, _25, CREDIT),
        term=ADVERSE,
        events=frozenset({"inspection-recorded"}),
        holds=lambda said: said.get("conforms") is False,
    ),
    CreditRule(
        name="agency-misconduct",
        title=Text("履约评价认定有第二十七条情形", "An agency's evaluation found conduct under article 27"),
        procedure=COMPARISON,
        about="agency",
        cites=(_24, _27, CREDIT),
        term=ADVERSE,
        events=frozenset({"agency-evaluated"}),
        holds=lambda said: said.get("misconduct") is True,
    ),
    CreditRule(
        name="agency-evaluated-poor",
        title=Text("履约评价结果较差", "An agency's evaluation was poor"),
        procedure=COMPARISON,
        about="agency",
        cites=(_24, RULE, CREDIT),
        term=ADVERSE,
        events=frozenset({"agency-evaluated"}),
        holds=lambda said: said.get("result") == "poor" and said.get("misconduct") is not True,
    ),
    CreditRule(
        name="agency-evaluated-excellent",
        title=Text("履约评价结果优秀", "An agency's evaluation was excellent"),
        procedure=COMPARISON,
        about="agency",
        cites=(_24, RULE, CREDIT),
        term=FAVOURABLE,
        events=frozenset({"agency-evaluated"}),
        good=True,
        holds=lambda said: said.get("result") == "excellent",
    ),
)
