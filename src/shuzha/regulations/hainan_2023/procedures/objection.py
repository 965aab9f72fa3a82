"""Objections for infringement (20): told within three days, answered within seven, found, accepted by both or taken to court.

The two limits are in days, not working days: calendar days, counted by the Civil Code (201, 203). A notice is received
when it lies on the holder's desk here (local 29). Only what both sides accept is carried out; silence is not
acceptance. What cannot be resolved waits for an effective judgment or award, and the registration stands meanwhile.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.citation import Citation
from shuzha.kernel.deadline import Unit
from shuzha.kernel.text import Text
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.hainan_2023.receiving import OVERDUE
from shuzha.regulations.hainan_2023.steps.objecting import OBJECTING
from shuzha.regulations.roles import standing

_20, _20_1, _20_2 = INSTRUMENT.article(20), INSTRUMENT.article(20, 1), INSTRUMENT.article(20, 2)
_LOCAL, _RULE = local_rules.PARAMETERS, local_rules.INSTRUMENT.article(29)
_CIVIL = (Citation("civil-code", 201), Citation("civil-code", 203))
_ENDED = frozenset({"disposed-keep", "disposed-revoke", "disposed-reissue"})


def _days(parameter: str) -> Limit:
    return Limit.counted(Unit.CALENDAR, PARAMETERS, parameter, _20, *_CIVIL)


OBJECTION = Procedure(
    id="registry.objection",
    title=Text("侵权异议", "Objection for infringement"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "company": standing("company"),
        "anyone": Role(Text("利害关系者", "Whoever has an interest"), "anyone"),
        "objector": Role(Text("异议人", "Objector"), "anyone"),
        "holder": Role(Text("登记主体", "Holder"), "company"),
        "registrar": standing("registrar"),
        "bureau": standing("bureau"),
    },
    states=(
        State("filed", Text("待通知登记主体", "Holder to be told")),
        State("notified", Text("待登记主体反馈", "Awaiting the holder's answer")),
        State("answered", Text("待判定", "Awaiting the finding")),
        State("found", Text("待双方表态", "Awaiting both sides")),
        State("agreed-by-one", Text("一方已接受", "Accepted by one side")),
        State("agreed", Text("双方无异议，待处置", "Accepted by both, to be carried out")),
        State("unresolved", Text("争议未解决", "Not resolved")),
        State("in-court", Text("诉讼或仲裁中", "Before court or arbitration")),
        State("kept", Text("保留凭证", "Certificate kept"), final=True),
        State("revoked", Text("撤销凭证", "Certificate revoked"), final=True),
        State("reissued", Text("重新发放凭证", "Certificate reissued"), final=True),
        State("lapsed", Text("逾期未提请，维持登记", "Not pursued, registration stands"), final=True),
        State("withdrawn", Text("已撤回异议", "Withdrawn"), final=True),
    ),
    course=("filed", "notified", "answered", "found", "agreed-by-one", "agreed", "kept"),
    steps=OBJECTING,
    duties=(
        Duty(
            name="notice",
            title=Text("通知登记主体", "Tell the holder"),
            who="registrar",
            after=frozenset({"objection-filed"}),
            done_by=frozenset({"holder-notified", "objection-withdrawn"}),
            limit=_days("objection_notice_days"),
            late=OVERDUE,
        ),
        Duty(
            name="answer",
            title=Text("提交反馈说明", "Answer the objection"),
            who="holder",
            after=frozenset({"holder-notified"}),
            done_by=frozenset({"holder-answered", "finding-made", "objection-withdrawn"}),
            limit=_days("objection_reply_days"),
            late=Text("登记机构依已有材料判定", "The finding rests on what there is"),
        ),
        Duty(
            name="finding",
            title=Text("作出判定", "Make the finding"),
            who="registrar",
            after=frozenset({"holder-answered"}),
            done_by=frozenset({"finding-made", "objection-withdrawn"}),
            limit=Limit.working(_LOCAL, "finding_days", _RULE, _20_1),
            late=OVERDUE,
        ),
        Duty(
            name="acceptance-of-finding",
            title=Text("对判定表态", "Say whether the finding is accepted"),
            who="holder",
            after=frozenset({"finding-made"}),
            done_by=frozenset({"finding-disputed", "silence-recorded", *_ENDED}),
            limit=Limit.working(_LOCAL, "finding_reply_days", _RULE, _20_1),
            late=Text("沉默不是接受，视为争议未解决", "Silence is not acceptance: it counts as not resolved"),
            waits=True,
        ),
        Duty(
            name="litigation",
            title=Text("提请诉讼或仲裁", "Go to court or arbitration"),
            who="objector",
            after=frozenset({"finding-disputed", "silence-recorded"}),
            done_by=frozenset({"taken-to-court", "objection-lapsed", "objection-withdrawn"}),
            limit=Limit.working(_LOCAL, "litigation_days", _RULE, _20_2),
            late=Text("维持登记，异议人权利不受影响", "The registration stands, without prejudice to the objector"),
        ),
    ),
)
