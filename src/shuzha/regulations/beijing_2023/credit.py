"""What counts in an operator's or partner's credit record under the zones' instrument.

The instrument names the conduct and what follows from it (14, 19, 20, 27, 29, 30); that it stands in one record, and for
how long, is local rule 40's.
"""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.credit import CreditRule
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.assessment import ASSESSMENT
from shuzha.regulations.beijing_2023.procedures.destruction import DESTRUCTION
from shuzha.regulations.beijing_2023.procedures.inspection import INSPECTION
from shuzha.regulations.beijing_2023.procedures.partner import PARTNER
from shuzha.regulations.local_rules.terms import ADVERSE, CREDIT, FAVOURABLE

_14, _20, _27, _29, _30 = (INSTRUMENT.article(n) for n in (14, 20, 27, 29, 30))
_OWN_FAULT = frozenset({"breach", "assessment", "bad-credit"})

RULES = (
    CreditRule(
        name="agreement-suspended-or-terminated",
        title=Text(
            "授权运营协议因违约或者连续较差被暂停或者终止",
            "The operating agreement was suspended or terminated, for breach or for poor results in a row",
        ),
        procedure=AGREEMENT,
        about="operator",
        cites=(_14, _30, CREDIT),
        term=ADVERSE,
        events=frozenset({"agreement-suspended", "agreement-terminated"}),
    ),
    CreditRule(
        name="zone-assessed-poor",
        title=Text("专区考核评估结果较差", "A zone's assessment was poor"),
        procedure=ASSESSMENT,
        about="operator",
        cites=(_30, CREDIT),
        term=ADVERSE,
        events=frozenset({"assessment-concluded"}),
        holds=lambda said: said.get("result") == "poor",
    ),
    CreditRule(
        name="zone-assessed-excellent",
        title=Text("专区考核评估结果优秀", "A zone's assessment was excellent"),
        procedure=ASSESSMENT,
        about="operator",
        cites=(_30, CREDIT),
        term=FAVOURABLE,
        events=frozenset({"assessment-concluded"}),
        good=True,
        holds=lambda said: said.get("result") == "excellent",
    ),
    CreditRule(
        name="findings-not-rectified",
        title=Text(
            "安全检查发现的问题逾期未整改或者整改不到位", "Findings of an inspection were not put right, or not in time"
        ),
        procedure=INSPECTION,
        about="operator",
        cites=(_29, CREDIT),
        term=ADVERSE,
        events=frozenset({"rectification-sent-back"}),
        missed=frozenset({"rectify"}),
    ),
    CreditRule(
        name="data-not-destroyed",
        title=Text("应当销毁的数据逾期未销毁或者未销毁彻底", "Data was not destroyed in time, or not wholly"),
        procedure=DESTRUCTION,
        about="operator",
        cites=(_27, CREDIT),
        term=ADVERSE,
        events=frozenset({"destruction-sent-back"}),
        missed=frozenset({"destroy"}),
    ),
    CreditRule(
        name="partner-removed",
        title=Text("因违约、考核或者不良信用退出合作", "Removed as a partner for breach, assessment or bad credit"),
        procedure=PARTNER,
        about="partner",
        cites=(_20, CREDIT),
        term=ADVERSE,
        events=frozenset({"partner-exited"}),
        holds=lambda said: said.get("ground") in _OWN_FAULT,
    ),
)
