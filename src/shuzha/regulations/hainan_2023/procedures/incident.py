"""Monitoring (22): unlawful conduct found in what is registered; a measure, its record, the report to the authorities.

While the bureau's decision to suspend stands the product is neither sold nor delivered; only its decision ends that.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.receiving import OVERDUE
from shuzha.regulations.roles import standing

_22, _RULE = INSTRUMENT.article(22), local_rules.INSTRUMENT.article(31)
CONDUCT = {
    "market": Text("违反市场监管法律法规", "Against the law of market regulation"),
    "network": Text("违反网络安全法律法规", "Against the law of network security"),
    "data": Text("违反数据安全法律法规", "Against the law of data security"),
    "public": Text("损害国家和公共利益", "Against state or public interest"),
    "privacy": Text("侵犯个人隐私", "Against privacy"),
    "secrets": Text("侵犯商业秘密", "Against trade secrets"),
}
MEASURES = {
    "warn": Text("约谈提醒", "Talk and warning"),
    "rectify": Text("责令限期整改", "Order to put right"),
    "refer": Text("移送有权机关", "Referred to the competent body"),
}
_REASON = Field("reason", Text("决定理由", "Reasons for the decision"), Kind.LONG, (_22, _RULE))


def _deciding(
    name: str, title: Text, said: Text, target: str, event: str, *, source: frozenset[str] = frozenset({"reported"})
) -> Step:
    return Step(
        name=name,
        title=title,
        source=source,
        target=target,
        by=frozenset({"bureau"}),
        event=event,
        said=said,
        cites=(_22, _RULE),
        needs=(_REASON,),
    )


SUSPENDED = "suspended"
_REPORTED_OR_SUSPENDED = frozenset({"reported", SUSPENDED})

INCIDENT = Procedure(
    id="registry.incident",
    title=Text("登记监控与处置", "Monitoring of registrations"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "registrar": standing("registrar"),
        "bureau": standing("bureau"),
        "holder": Role(Text("登记主体", "Holder"), "company"),
    },
    states=(
        State("found", Text("待采取措施", "Measure to be taken")),
        State("measured", Text("已采取措施，待报告", "Measure taken, to be reported")),
        State("reported", Text("已报告，待决定", "Reported, to be decided")),
        State(SUSPENDED, Text("已暂停销售和交付", "Sale and delivery suspended")),
        State("lifted", Text("解除措施", "Lifted"), final=True),
        State("upheld", Text("维持措施", "Upheld"), final=True, adverse=True),
        State("struck", Text("注销凭证", "Certificate cancelled"), final=True),
    ),
    course=("found", "measured", "reported", "lifted"),
    steps=(
        Step(
            name="find",
            title=Text("记录涉嫌违法行为", "Record suspected unlawful conduct"),
            source=frozenset(),
            target="found",
            by=frozenset({"registrar"}),
            event="conduct-found",
            said=Text("监控发现涉嫌违法行为", "Monitoring found suspected unlawful conduct"),
            cites=(_22, _RULE),
            needs=(
                Field("certificate", Text("登记凭证", "Certificate"), Kind.REFERENCE, (_22,), source="certificates"),
                Field("conduct", Text("行为类型", "Kind of conduct"), Kind.CHOICES, (_22,), choices=CONDUCT),
                Field("facts", Text("事实和证据", "Facts and evidence"), Kind.LONG, (_22,)),
            ),
            takes_part={"registrar": "actor", "holder": "holder"},
        ),
        Step(
            name="measure",
            title=Text("采取处置措施", "Take a measure"),
            source=frozenset({"found"}),
            target="measured",
            by=frozenset({"registrar"}),
            event="measure-taken",
            said=Text("采取处置措施并留存记录", "A measure was taken and recorded"),
            cites=(_22, _RULE),
            needs=(
                Field("measure", Text("措施", "Measure"), Kind.CHOICE, (_22,), choices=MEASURES),
                Field("detail", Text("措施内容", "What it is"), Kind.LONG, (_22,)),
            ),
        ),
        Step(
            name="report",
            title=Text("向监管部门报告", "Report to the authorities"),
            source=frozenset({"measured"}),
            target="reported",
            by=frozenset({"registrar"}),
            event="authorities-told",
            said=Text("向大数据管理局报告", "Reported to the bureau"),
            cites=(_22, _RULE),
            needs=(Field("report", Text("报告内容", "Report"), Kind.LONG, (_22,)),),
        ),
        _deciding(
            "suspend",
            Text("决定暂停销售和交付", "Suspend sale and delivery"),
            Text("决定暂停该产品的销售和交付", "Sale and delivery of the product were suspended"),
            SUSPENDED,
            "sale-suspended",
        ),
        _deciding(
            "lift",
            Text("解除措施", "Lift"),
            Text("决定解除措施", "The measure was lifted"),
            "lifted",
            "measure-lifted",
            source=_REPORTED_OR_SUSPENDED,
        ),
        _deciding(
            "uphold",
            Text("维持措施", "Uphold"),
            Text("决定维持措施", "The measure was upheld"),
            "upheld",
            "measure-upheld",
        ),
        _deciding(
            "strike",
            Text("决定注销凭证", "Have the certificate cancelled"),
            Text("决定注销登记凭证", "The certificate is to be cancelled"),
            "struck",
            "cancellation-decided",
            source=_REPORTED_OR_SUSPENDED,
        ),
    ),
    duties=(
        Duty(
            name="measure",
            title=Text("采取处置措施", "Take a measure"),
            who="registrar",
            after=frozenset({"conduct-found"}),
            done_by=frozenset({"measure-taken"}),
            limit=Limit.working(local_rules.PARAMETERS, "measure_days", _RULE, _22),
            late=OVERDUE,
        ),
        Duty(
            name="report",
            title=Text("向监管部门报告", "Report to the authorities"),
            who="registrar",
            after=frozenset({"measure-taken"}),
            done_by=frozenset({"authorities-told"}),
            limit=Limit.working(local_rules.PARAMETERS, "authority_report_days", _RULE, _22),
            late=OVERDUE,
        ),
    ),
)
