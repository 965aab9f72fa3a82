"""Applying, in person or through an agent, and the three answers to it (6–10)."""

from __future__ import annotations

from collections.abc import Mapping

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind, Requirement
from shuzha.procedure.words import Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.independence import independent
from shuzha.regulations.hainan_2023.materials import FORMS, MATERIALS, OFFERED, SOURCES
from shuzha.regulations.hainan_2023.shares import WholeShares

_2, _3, _5, _6, _7, _8, _10, _17, _23 = (INSTRUMENT.article(n) for n in (2, 3, 5, 6, 7, 8, 10, 17, 23))
_9_1, _9_2, _9_3, _8_7 = (INSTRUMENT.article(*n) for n in ((9, 1), (9, 2), (9, 3), (8, 7)))
_AGENTS = local_rules.INSTRUMENT.article(25)

_BRINGS: tuple[Requirement, ...] = (
    Field("name_zh", Text("数据产品名称（中文）", "Product name (Chinese)"), Kind.TEXT, (_8, _17)),
    Field("name_en", Text("数据产品名称（英文）", "Product name (English)"), Kind.TEXT, (_8, _17)),
    Field("form", Text("数据产品形式", "Form of the product"), Kind.CHOICE, (_2,), choices=FORMS),
    Field("source", Text("数据来源类型", "Where the data is from"), Kind.CHOICE, (_3,), choices=SOURCES),
    Field("interface", Text("数据接口", "Data interface"), Kind.REFERENCE, (_2,), False, source="interfaces"),
    Field("scenario", Text("使用场景", "Scenario of use"), Kind.LONG, (_17,)),
    Field("validity", Text("数据产品时效", "Validity of the product"), Kind.TEXT, (_17,)),
    Field("first", Text("是否首次登记", "First registration"), Kind.FLAG, (_7,)),
    Field("elsewhere", Text("他处登记情况及证明", "Earlier registration elsewhere"), Kind.LONG, (_7,), False),
    Field("joint", Text("是否联合拥有", "Jointly owned"), Kind.FLAG, (_8_7,)),
    Field(
        "owners",
        Text("联合权利人及份额", "Joint owners and their shares"),
        Kind.LONG,
        (_8_7,),
        False,
        Text("每行一个权利人，如“甲公司 1/3”", "One owner a line, as in “Company A 1/3”"),
    ),
    OFFERED,
    Condition(
        "elsewhere-unproven",
        lambda s: s.command.data.get("first") is not False or bool(s.command.data.get("elsewhere")),
        Text("非首次登记而未说明他处登记情况", "An earlier registration is not described"),
        Text("请说明并附他处登记证明", "Describe it and bring the proof"),
        (_7,),
        "elsewhere",
    ),
)
WHOLE = WholeShares("owners", Text("份额合计为一", "Shares that add to one"), (_8_7,))


def _opening(name: str, title: Text, said: Text, event: str, parties: Mapping[str, str], *more: Requirement) -> Step:
    return Step(
        name=name,
        title=title,
        source=frozenset(),
        target="submitted",
        by=frozenset({"company"}),
        event=event,
        said=said,
        cites=(_6, _7, _8),
        needs=(*more, *_BRINGS),
        takes_part=parties,
    )


APPLYING = (
    _opening(
        "apply",
        Text("提出确权登记申请", "Apply for registration"),
        Text("提出确权登记申请", "Registration was applied for"),
        "applied",
        {"applicant": "actor"},
    ),
    _opening(
        "apply-through-agent",
        Text("代理提出确权登记申请", "Apply as an agent"),
        Text("代理机构代为提出确权登记申请", "An agent applied for its principal"),
        "applied-through-agent",
        {"applicant": "principal", "agent": "actor"},
        Field("delegation", Text("委托代理", "Delegation"), Kind.REFERENCE, (_6, _AGENTS), source="delegations"),
        Field("principal", Text("委托人", "Principal"), Kind.REFERENCE, (_6,), source="companies", supplied=True),
    ),
)

_ACCEPT = Step(
    name="accept",
    title=Text("受理", "Accept"),
    source=frozenset({"submitted"}),
    target="reviewing",
    by=frozenset({"registrar"}),
    event="accepted",
    said=Text("材料齐全，予以受理", "Complete: the application was accepted"),
    cites=(_9_1, _10),
    needs=(
        MATERIALS,
        WHOLE,
        *independent(),
        Field(
            "agency",
            Text("合规性审查机构", "Compliance agency"),
            Kind.REFERENCE,
            (_5, _23),
            source="agencies",
            supplied=True,
        ),
        Field(
            "distinction",
            Text("与在先登记的区别", "How it differs from an earlier registration"),
            Kind.LONG,
            (_7,),
            False,
            Text("核查发现在先登记时填写", "Where the check finds an earlier registration"),
        ),
    ),
    takes_part={"registrar": "actor", "agency": "agency"},
)
_ASK = Step(
    name="ask-to-complete",
    title=Text("不予受理，一次性告知补正", "Return, naming everything missing"),
    source=frozenset({"submitted"}),
    target="incomplete",
    by=frozenset({"registrar"}),
    event="returned-incomplete",
    said=Text("材料不齐，一次性列明需补正的全部内容", "Incomplete: everything missing was named at once"),
    cites=(_9_2, _10),
    needs=(
        *independent(),
        Condition(
            "nothing-missing",
            lambda s: any(True for need in (MATERIALS, WHOLE) for _ in need.unmet(s)),
            Text("材料已齐全，应当受理", "Nothing is missing: it must be accepted"),
            Text("请办理“受理”", "Accept it"),
            (_9_1,),
        ),
    ),
)
_COMPLETE = Step(
    name="complete",
    title=Text("补正材料", "Supply what was missing"),
    source=frozenset({"incomplete"}),
    target="submitted",
    by=frozenset({"applicant", "agent"}),
    event="completed",
    said=Text("提交补正材料", "What was missing was supplied"),
    cites=(_9_1,),
    needs=(
        OFFERED,
        Field("owners", Text("联合权利人及份额", "Joint owners and their shares"), Kind.LONG, (_8_7,), False),
    ),
)
_OUT = Step(
    name="out-of-scope",
    title=Text("不属于业务范围，不予受理", "Not accepted: out of scope"),
    source=frozenset({"submitted"}),
    target="declining",
    by=frozenset({"registrar"}),
    event="found-out-of-scope",
    said=Text("不属于确权业务范围，决定不予受理", "Out of scope: it was decided not to accept"),
    cites=(_9_3, _10),
    needs=(*independent(), Field("reason", Text("理由", "Reason"), Kind.LONG, (_9_3,))),
    takes_part={"registrar": "actor"},
)


def _deliver(source: str, target: str) -> Step:
    """The platform puts the decision on the applicant's desk: the notice of 10, which nobody has to remember."""
    return Step(
        name="deliver",
        title=Text("告知受理决定", "Tell the decision"),
        source=frozenset({source}),
        target=target,
        by=frozenset({"platform"}),
        event="decision-delivered",
        said=Text("平台已将决定送达申请对象", "The platform delivered the decision to the applicant"),
        cites=(_10,),
        needs=independent(),
    )


ANSWERING = (
    _ACCEPT,
    _ASK,
    _COMPLETE,
    _OUT,
    _deliver("reviewing", "reviewing"),
    _deliver("incomplete", "incomplete"),
    _deliver("declining", "out-of-scope"),
)
