"""By what agencies are evaluated when their contract ends (24): what the article names, each counting alike (local rule 44)."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.assessment import Scheme
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT

RULE = local_rules.INSTRUMENT.article(44)
SCHEME = Scheme(
    indicators={
        "promptness": Text("服务响应及时情况", "Promptness"),
        "soundness": Text("意见书客观真实准确完整", "Opinions objective, true, accurate and complete"),
        "contract": Text("合同约定的其他要求", "Other terms of the contract"),
    },
    cites=(INSTRUMENT.article(24), RULE),
    parameters=local_rules.PARAMETERS,
    excellent="agency_excellent_points",
    good="agency_good_points",
)
