"""The two reviews (11–14), what the agency still needs for its own (8(8)), and refusal (15)."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Elapsed, Field, Kind, NotBy, Requirement
from shuzha.procedure.words import Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.independence import independent
from shuzha.regulations.hainan_2023.materials import GROUNDS

_5, _10, _11, _12, _13, _14, _15 = (INSTRUMENT.article(n) for n in (5, 10, 11, 12, 13, 14, 15))
_8_8, _23 = INSTRUMENT.article(8, 8), INSTRUMENT.article(23)
_FURTHER, _DRAWN = local_rules.INSTRUMENT.article(26), local_rules.INSTRUMENT.article(32)
# Where each review is still to come, and the same with further materials asked for.
ASKED = {"reviewing": "further-reviewing", "compliance-left": "further-compliance-left"}
REVIEWING = frozenset({"reviewing", "compliance-left", "technical-left", *ASKED.values()})


def _passed(opinion: str) -> Condition:
    return Condition(
        f"{opinion}-not-passed",
        lambda s: s.command.data.get("passed") is True,
        Text("意见为不通过，不能作为通过提交", "The opinion does not pass the product"),
        Text("请办理“不予登记”并说明理由", "Refuse registration with the ground"),
        (_12, _15),
        "passed",
    )


_OPINION = (
    Field("passed", Text("是否通过", "Passed"), Kind.FLAG, (_12,)),
    Field("opinion", Text("意见书", "Opinion"), Kind.LONG, (_12,)),
)
_INDEPENDENT_AGENCY = (*independent(_5, _11), NotBy("accepted", (_5, _11)))


def _technical(source: str, target: str) -> Step:
    return Step(
        name="technical-review",
        title=Text("出具技术审查意见", "Give the technical opinion"),
        source=frozenset({source}),
        target=target,
        by=frozenset({"registrar"}),
        event="technical-opinion-given",
        said=Text("出具技术审查意见书", "The technical opinion was given"),
        cites=(_11, _13),
        needs=(*_OPINION, _passed("technical"), *independent()),
    )


def _compliance(source: str, target: str, *more: Requirement) -> Step:
    return Step(
        name="compliance-review",
        title=Text("出具合规性评估意见", "Give the compliance opinion"),
        source=frozenset({source}),
        target=target,
        by=frozenset({"agency"}),
        event="compliance-opinion-given",
        said=Text("出具合规性评估意见书", "The compliance opinion was given"),
        cites=(_11, _14),
        needs=(*_OPINION, _passed("compliance"), *_INDEPENDENT_AGENCY, *more),
    )


def _ask_further(source: str, target: str) -> Step:
    return Step(
        name="ask-further",
        title=Text("要求补充合规审查材料", "Ask for further materials"),
        source=frozenset({source}),
        target=target,
        by=frozenset({"agency"}),
        event="further-materials-asked",
        said=Text("审查机构要求补充其他必要材料", "The agency asked for further necessary materials"),
        cites=(_8_8, _FURTHER),
        needs=(
            Field("further", Text("所需材料及理由", "What is needed, and why"), Kind.LONG, (_8_8,)),
            *_INDEPENDENT_AGENCY,
        ),
    )


def _supply_further(source: str, target: str) -> Step:
    return Step(
        name="supply-further",
        title=Text("提交补充材料", "Supply the further materials"),
        source=frozenset({source}),
        target=target,
        by=frozenset({"applicant", "agent"}),
        event="further-materials-supplied",
        said=Text("申请对象提交补充材料", "The further materials were supplied"),
        cites=(_8_8, _FURTHER),
        needs=(Field("supplied", Text("补充材料", "The materials"), Kind.LONG, (_8_8,)),),
    )


def _recuse(source: str) -> Step:
    return Step(
        name="recuse",
        title=Text("声明利害关系并回避", "Declare an interest and step back"),
        source=frozenset({source}),
        target=source,
        by=frozenset({"agency"}),
        event="agency-recused",
        said=Text("审查机构回避，另行抽取机构", "The agency stepped back; another was drawn"),
        cites=(_5, _23, _DRAWN),
        needs=(
            Field("interest", Text("利害关系", "The interest"), Kind.LONG, (_5,)),
            Field("agency", Text("另抽机构", "Agency drawn"), Kind.REFERENCE, (_23,), source="agencies", supplied=True),
            *_INDEPENDENT_AGENCY,
        ),
        takes_part={"agency": "agency"},
    )


_TIME_IS_UP = Elapsed("further-materials", (_8_8, _FURTHER))

REVIEWS = (
    _technical("reviewing", "compliance-left"),
    _technical("technical-left", "reviewed"),
    _technical("further-reviewing", "further-compliance-left"),
    _compliance("reviewing", "technical-left"),
    _compliance("compliance-left", "reviewed"),
    _compliance("further-reviewing", "technical-left", _TIME_IS_UP),
    _compliance("further-compliance-left", "reviewed", _TIME_IS_UP),
    *(_ask_further(source, target) for source, target in ASKED.items()),
    *(_supply_further(target, source) for source, target in ASKED.items()),
    *(_recuse(source) for source in ASKED),
    Step(
        name="refuse",
        title=Text("不予登记", "Refuse registration"),
        source=REVIEWING | {"reviewed", "objected"},
        target="refused",
        by=frozenset({"registrar"}),
        event="registration-refused",
        said=Text("依第十五条不予登记", "Registration was refused under article 15"),
        cites=(_15,),
        needs=(
            *independent(),
            Field("grounds", Text("不予登记情形", "Grounds"), Kind.CHOICES, (_15,), choices=GROUNDS),
            Field("reason", Text("说明", "Explanation"), Kind.LONG, (_10, _15)),
        ),
    ),
)
