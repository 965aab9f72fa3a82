"""Defects of data quality (24): traced back level by level to whoever can mend them, and answered back the same way.

Operator → supervisor → provider → the source the provider had the data from. 24 says in good time; the days of each
level are local rule 16's. The provider's record counts in the departments' assessment (record.py).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_24 = INSTRUMENT.article(24)
_RULE = local_rules.INSTRUMENT.article(16)
_LOCAL = local_rules.PARAMETERS
DEFECTS = {
    "accuracy": Text("准确性：内容有误", "Accuracy: wrong"),
    "relevance": Text("相关性：与说明不符", "Relevance: not what it is said to be"),
    "completeness": Text("完整性：有遗漏", "Completeness: something is missing"),
    "timeliness": Text("时效性：未及时更新", "Timeliness: out of date"),
}

TICKET = Procedure(
    id="zones.ticket",
    title=Text("数据质量倒查反馈", "Defect of data quality"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
        "provider": standing("provider"),
    },
    states=(
        State("reported", Text("待监管部门转办", "Awaiting the supervisor")),
        State("forwarded", Text("待数据提供部门处理", "Awaiting the provider")),
        State("traced", Text("倒查至数据来源", "Traced to the source")),
        State("answered", Text("待运营单位确认", "Answered, to be confirmed")),
        State("dismissed", Text("不属数据质量问题", "No defect of quality"), final=True),
        State("closed", Text("已办结", "Closed"), final=True),
    ),
    course=("reported", "forwarded", "answered", "closed"),
    steps=(
        Step(
            name="report",
            title=Text("反映数据质量问题", "Report a defect"),
            source=frozenset(),
            target="reported",
            by=frozenset({"company"}),
            event="defect-reported",
            said=Text("运营单位反映数据质量问题", "The operator reported a defect"),
            cites=(_24, _RULE),
            needs=(
                Field("grant", Text("所用授权", "Grant"), Kind.REFERENCE, (_24,), source="own-grants"),
                Field("kind", Text("问题类型", "Kind of defect"), Kind.CHOICE, (_24,), choices=DEFECTS),
                Field("where", Text("所在资源、字段和范围", "Resource, column and extent"), Kind.TEXT, (_24,)),
                Field("defect", Text("问题描述与依据", "What is wrong, and how it shows"), Kind.LONG, (_24,)),
            ),
            takes_part={"operator": "actor", "supervisor": "supervisor", "provider": "provider"},
        ),
        Step(
            name="forward",
            title=Text("转数据提供部门", "Forward to the provider"),
            source=frozenset({"reported"}),
            target="forwarded",
            by=frozenset({"supervisor"}),
            event="defect-forwarded",
            said=Text("专区监管部门转数据提供部门处理", "The supervisor forwarded it to the provider"),
            cites=(_24, _RULE),
            needs=(NotBy("defect-reported", (_24,)),),
        ),
        Step(
            name="dismiss",
            title=Text("不予转办", "Dismiss"),
            source=frozenset({"reported"}),
            target="dismissed",
            by=frozenset({"supervisor"}),
            event="defect-dismissed",
            said=Text("经核不属数据质量问题", "Found to be no defect of quality"),
            cites=(_24, _RULE),
            needs=(NotBy("defect-reported", (_24,)), Field("reason", Text("理由", "Reason"), Kind.LONG, (_24,))),
        ),
        Step(
            name="trace",
            title=Text("倒查至数据来源", "Trace to the source"),
            source=frozenset({"forwarded"}),
            target="traced",
            by=frozenset({"provider"}),
            event="defect-traced",
            said=Text("数据提供部门倒查至数据来源", "The provider traced it to the source of the data"),
            cites=(_24, _RULE),
            needs=(
                NotBy("defect-reported", (_24,)),
                Field("origin", Text("数据来源单位和环节", "Source and stage"), Kind.TEXT, (_24,)),
            ),
        ),
        Step(
            name="mend",
            title=Text("处理并反馈", "Mend and answer"),
            source=frozenset({"forwarded", "traced"}),
            target="answered",
            by=frozenset({"provider"}),
            event="defect-mended",
            said=Text("数据提供部门处理并反馈", "The provider mended it and answered"),
            cites=(_24, _RULE),
            needs=(
                NotBy("defect-reported", (_24,)),
                Field("mended", Text("处理情况", "What was done"), Kind.LONG, (_24,)),
            ),
        ),
        Step(
            name="explain",
            title=Text("说明并非问题", "Explain why it is none"),
            source=frozenset({"forwarded", "traced"}),
            target="answered",
            by=frozenset({"provider"}),
            event="defect-explained",
            said=Text("数据提供部门说明情况", "The provider explained why nothing is wrong"),
            cites=(_24, _RULE),
            needs=(
                NotBy("defect-reported", (_24,)),
                Field("explained", Text("说明", "Explanation"), Kind.LONG, (_24,)),
            ),
        ),
        Step(
            name="confirm",
            title=Text("确认办结", "Confirm"),
            source=frozenset({"answered"}),
            target="closed",
            by=frozenset({"operator"}),
            event="defect-closed",
            said=Text("运营单位确认，办结", "The operator confirmed; closed"),
            cites=(_24, _RULE),
        ),
        Step(
            name="insist",
            title=Text("仍有问题，退回处理", "It is still wrong"),
            source=frozenset({"answered"}),
            target="forwarded",
            by=frozenset({"operator"}),
            event="defect-insisted",
            said=Text("运营单位认为问题仍在，退回处理", "The operator found it still wrong"),
            cites=(_24, _RULE),
            needs=(Field("still", Text("仍存在的问题", "What is still wrong"), Kind.LONG, (_24,)),),
        ),
        change_supervisor("reported", "forwarded", "traced", "answered"),
    ),
    duties=(
        Duty(
            name="forward-defect",
            title=Text("转办数据质量问题", "Forward the defect"),
            who="supervisor",
            after=frozenset({"defect-reported"}),
            done_by=frozenset({"defect-forwarded", "defect-dismissed"}),
            limit=Limit.working(_LOCAL, "defect_forwarding_days", _RULE, _24),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="mend-defect",
            title=Text("处理数据质量问题", "Deal with the defect"),
            who="provider",
            after=frozenset({"defect-forwarded", "defect-insisted"}),
            done_by=frozenset({"defect-traced", "defect-mended", "defect-explained"}),
            limit=Limit.working(_LOCAL, "defect_mending_days", _RULE, _24),
            late=Text("计入智慧城市建设工作考核", "Counted in the assessment of the smart city's work"),
        ),
        Duty(
            name="mend-at-source",
            title=Text("督促来源单位改正并反馈", "Have the source mend it"),
            who="provider",
            after=frozenset({"defect-traced"}),
            done_by=frozenset({"defect-mended", "defect-explained"}),
            limit=Limit.working(_LOCAL, "defect_source_days", _RULE, _24),
            late=Text("计入智慧城市建设工作考核", "Counted in the assessment of the smart city's work"),
        ),
        Duty(
            name="confirm-defect",
            title=Text("确认处理结果", "Confirm the answer"),
            who="operator",
            after=frozenset({"defect-mended", "defect-explained"}),
            done_by=frozenset({"defect-closed", "defect-insisted"}),
            limit=Limit.working(_LOCAL, "defect_confirmation_days", _RULE, _24),
            late=Text("计入运营单位考核评估", "Counted in the operator's assessment"),
        ),
    ),
)
