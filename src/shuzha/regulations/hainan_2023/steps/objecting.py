"""The steps of an objection (20): filed, told, answered, found; accepted by both and carried out, or taken to court."""

from __future__ import annotations

from functools import partial

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Condition, Elapsed, Field, Item, Kind, NotBy, Requirement, Within
from shuzha.procedure.words import Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT

_11, _20 = INSTRUMENT.article(11), INSTRUMENT.article(20)
_20_1, _20_2 = INSTRUMENT.article(20, 1), INSTRUMENT.article(20, 2)
_RULE = local_rules.INSTRUMENT.article(29)
OUTCOMES = {
    "keep": Text("保留凭证", "Keep the certificate"),
    "revoke": Text("撤销凭证", "Revoke the certificate"),
    "reissue": Text("重新发放凭证", "Reissue the certificate"),
}
RECIPIENTS = {
    "holder": Text("原登记主体（更正内容）", "The holder, corrected"),
    "objector": Text("异议人", "The objector"),
}
_OUTCOME = Field("outcome", Text("处理结果", "Outcome"), Kind.CHOICE, (_20_1,), choices=OUTCOMES)
_CORRECTIONS: tuple[Requirement, ...] = (
    Field("recipient", Text("重新发放给", "Reissued to"), Kind.CHOICE, (_20_1,), False, choices=RECIPIENTS),
    Field("name_zh", Text("更正后名称（中文）", "Corrected name (Chinese)"), Kind.TEXT, (_20_1,), False),
    Field("name_en", Text("更正后名称（英文）", "Corrected name (English)"), Kind.TEXT, (_20_1,), False),
    Field("scenario", Text("更正后使用场景", "Corrected scenario"), Kind.LONG, (_20_1,), False),
    Field("validity", Text("更正后时效", "Corrected validity"), Kind.TEXT, (_20_1,), False),
    Condition(
        "no-recipient",
        lambda s: s.command.data.get("outcome") != "reissue" or bool(s.command.data.get("recipient")),
        Text("重新发放凭证须写明发给谁", "A reissue says to whom"),
        Text("请选择登记主体或异议人", "Choose the holder or the objector"),
        (_20_1,),
        "recipient",
    ),
)


def _item(code: str, zh: str, en: str) -> Item:
    return Item(code, Text(zh, en), (_20,), Text("请提交该项证明材料", "Hand in this proof"))


def _find(source: str, *more: Requirement) -> Step:
    return Step(
        name="find",
        title=Text("作出判定", "Make the finding"),
        source=frozenset({source}),
        target="found",
        by=frozenset({"registrar"}),
        event="finding-made",
        said=Text("登记机构依双方材料作出判定", "A finding was made on what both sides brought"),
        cites=(_20_1, _RULE),
        needs=(
            NotBy("objection-filed", (_11,)),
            _OUTCOME,
            Field("finding", Text("判定理由", "Reasons"), Kind.LONG, (_20_1,)),
            *_CORRECTIONS,
            *more,
        ),
    )


def _not_twice(who: str, s: Situation) -> bool:
    latest = s.case.last("finding-made", "objector-accepted", "holder-accepted")
    return latest is None or latest.type != f"{who}-accepted"


def _accept(who: str, said: Text, source: str, target: str) -> Step:
    return Step(
        name=f"{who}-accepts",
        title=Text("接受判定", "Accept the finding"),
        source=frozenset({source}),
        target=target,
        by=frozenset({who}),
        event=f"{who}-accepted",
        said=said,
        cites=(_20_1, _RULE),
        needs=(
            Within("acceptance-of-finding", (_RULE,), Text("逾期视为未能解决", "After it, it counts as not resolved")),
            Condition(
                "already-accepted",
                partial(_not_twice, who),
                Text("贵方已表示接受", "Your side has accepted already"),
                Text("请待对方表态", "Wait for the other side"),
                (_RULE,),
            ),
        ),
    )


_OBJECTOR_ACCEPTS = Text("异议人接受判定", "The objector accepted the finding")
_HOLDER_ACCEPTS = Text("登记主体接受判定", "The holder accepted the finding")


def _dispose(outcome: str, target: str, title: Text, said: Text) -> Step:
    def decided(s: Situation) -> bool:
        return s.case.facts.get("outcome") == outcome

    return Step(
        name=f"dispose-{outcome}",
        title=title,
        source=frozenset({"agreed"}),
        target=target,
        by=frozenset({"registrar"}),
        event=f"disposed-{outcome}",
        said=said,
        cites=(_20_1,),
        needs=(
            NotBy("objection-filed", (_11,)),
            Condition(
                "not-what-was-found",
                decided,
                Text("与双方接受的判定不一致", "This is not the finding both accepted"),
                Text("请按判定结果处置", "Dispose as found"),
                (_20_1,),
            ),
        ),
    )


def _by_judgment(outcome: str, target: str, title: Text, *more: Requirement) -> Step:
    return Step(
        name=f"{outcome}-by-judgment",
        title=title,
        source=frozenset({"in-court"}),
        target=target,
        by=frozenset({"registrar"}),
        event=f"judgment-{outcome}",
        said=Text("依生效法律文书处置", "Disposed of by an effective judgment or award"),
        cites=(_20_2,),
        needs=(
            NotBy("objection-filed", (_11,)),
            Field(
                "judgment",
                Text("生效法律文书文号及主文", "The effective document and what it orders"),
                Kind.LONG,
                (_20_2,),
            ),
            *more,
        ),
    )


_KEPT, _REVOKED, _REISSUED = (
    Text("保留凭证", "Keep the certificate"),
    Text("撤销凭证", "Revoke the certificate"),
    Text("重新发放凭证", "Reissue the certificate"),
)
_TO_WHOM = Field("recipient", Text("重新发放给", "Reissued to"), Kind.CHOICE, (_20_2,), choices=RECIPIENTS)

OBJECTING = (
    Step(
        name="file",
        title=Text("提出侵权异议", "File an objection"),
        source=frozenset(),
        target="filed",
        by=frozenset({"company", "anyone"}),
        event="objection-filed",
        said=Text("利害关系者提出异议", "Someone with an interest objected"),
        cites=(_20,),
        needs=(
            Field("certificate", Text("登记凭证", "Certificate"), Kind.REFERENCE, (_20,), source="certificates"),
            Field("claim", Text("异议事项及理由", "What is objected to, and why"), Kind.LONG, (_20,)),
            Checklist(
                "materials",
                Text("证明材料", "Proof"),
                (
                    _item("interest", "利害关系证明", "Proof of the interest"),
                    _item("infringement", "侵权事实证明", "Proof of the infringement"),
                ),
            ),
            Condition(
                "own-certificate",
                lambda s: s.command.data.get("holder") != s.command.by.organisation,
                Text("不得对本单位的登记提出异议", "Nobody objects to their own registration"),
                Text("请申请变更或注销登记", "Apply for a change or a cancellation"),
                (_20,),
                "certificate",
            ),
        ),
        takes_part={"objector": "actor", "holder": "holder"},
    ),
    Step(
        name="notify",
        title=Text("通知登记主体", "Tell the holder"),
        source=frozenset({"filed"}),
        target="notified",
        by=frozenset({"registrar"}),
        event="holder-notified",
        said=Text("通知登记主体，反馈期限起算", "The holder was told; its time to answer began"),
        cites=(_20,),
        needs=(NotBy("objection-filed", (_11,)),),
        takes_part={"registrar": "actor"},
    ),
    Step(
        name="answer",
        title=Text("提交反馈说明", "Answer"),
        source=frozenset({"notified"}),
        target="answered",
        by=frozenset({"holder"}),
        event="holder-answered",
        said=Text("登记主体提交反馈说明及佐证", "The holder answered with its proof"),
        cites=(_20,),
        needs=(
            Field("answer", Text("反馈说明", "Answer"), Kind.LONG, (_20,)),
            Field("proof", Text("佐证材料", "Proof"), Kind.LONG, (_20,)),
        ),
    ),
    _find("answered"),
    _find("notified", Elapsed("answer", (_20, _RULE))),
    _accept("objector", _OBJECTOR_ACCEPTS, "found", "agreed-by-one"),
    _accept("holder", _HOLDER_ACCEPTS, "found", "agreed-by-one"),
    _accept("objector", _OBJECTOR_ACCEPTS, "agreed-by-one", "agreed"),
    _accept("holder", _HOLDER_ACCEPTS, "agreed-by-one", "agreed"),
    Step(
        name="dispute",
        title=Text("不接受判定", "Do not accept the finding"),
        source=frozenset({"found", "agreed-by-one"}),
        target="unresolved",
        by=frozenset({"objector", "holder"}),
        event="finding-disputed",
        said=Text("一方不接受判定，争议未解决", "One side did not accept: not resolved"),
        cites=(_20_2,),
    ),
    Step(
        name="record-silence",
        title=Text("记明未能解决", "Record that it is not resolved"),
        source=frozenset({"found", "agreed-by-one"}),
        target="unresolved",
        by=frozenset({"registrar"}),
        event="silence-recorded",
        said=Text("期满未获双方接受，争议未解决", "Not accepted by both in time: not resolved"),
        cites=(_20_2, _RULE),
        needs=(NotBy("objection-filed", (_11,)), Elapsed("acceptance-of-finding", (_RULE,))),
    ),
    _dispose("keep", "kept", _KEPT, Text("按判定保留凭证，存档备案", "Kept as found; archived and filed")),
    _dispose("revoke", "revoked", _REVOKED, Text("按判定撤销凭证，存档备案", "Revoked as found; archived and filed")),
    _dispose(
        "reissue",
        "reissued",
        _REISSUED,
        Text("按判定重新发放凭证，存档备案", "Reissued as found; archived and filed"),
    ),
    Step(
        name="sue",
        title=Text("告知已提请诉讼或仲裁", "Say that court or arbitration was called on"),
        source=frozenset({"unresolved"}),
        target="in-court",
        by=frozenset({"objector"}),
        event="taken-to-court",
        said=Text("异议人提请诉讼或仲裁", "The objector went to court or arbitration"),
        cites=(_20_2, _RULE),
        needs=(Field("court", Text("受理机构及案号", "Court or body, and case number"), Kind.TEXT, (_20_2,)),),
    ),
    Step(
        name="lapse",
        title=Text("逾期办结，维持登记", "Close: the registration stands"),
        source=frozenset({"unresolved"}),
        target="lapsed",
        by=frozenset({"registrar"}),
        event="objection-lapsed",
        said=Text("逾期未提请诉讼或仲裁，维持登记", "Not taken to court in time: the registration stands"),
        cites=(_20_2, _RULE),
        needs=(NotBy("objection-filed", (_11,)), Elapsed("litigation", (_RULE,))),
    ),
    _by_judgment("keep", "kept", _KEPT),
    _by_judgment("revoke", "revoked", _REVOKED),
    _by_judgment("reissue", "reissued", _REISSUED, _TO_WHOM, *_CORRECTIONS[1:5]),
    Step(
        name="withdraw",
        title=Text("撤回异议", "Withdraw"),
        source=frozenset({"filed", "notified", "answered", "found", "agreed-by-one", "unresolved", "in-court"}),
        target="withdrawn",
        by=frozenset({"objector"}),
        event="objection-withdrawn",
        said=Text("异议人撤回异议", "The objector withdrew"),
        cites=(_20,),
    ),
)
