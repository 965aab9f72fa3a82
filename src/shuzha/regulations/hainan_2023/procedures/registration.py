"""Registration of rights in a data product (3, 6–17) and what becomes of the certificate (18–20): one case for its whole life."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.hainan_2023.materials import FORMS, GROUNDS, MATERIALS, SOURCES
from shuzha.regulations.hainan_2023.steps.applying import ANSWERING, APPLYING
from shuzha.regulations.hainan_2023.steps.publicity import PUBLICITY
from shuzha.regulations.hainan_2023.steps.register import REGISTER
from shuzha.regulations.hainan_2023.steps.reviewing import REVIEWS
from shuzha.regulations.roles import standing

__all__ = ["FORMS", "GROUNDS", "MATERIALS", "REGISTRATION", "SOURCES"]

_10, _12, _16, _8_8 = INSTRUMENT.article(10), INSTRUMENT.article(12), INSTRUMENT.article(16), INSTRUMENT.article(8, 8)
_LOCAL, _RULE = local_rules.PARAMETERS, local_rules.INSTRUMENT.article(9)
_FURTHER, _OBJECTIONS = local_rules.INSTRUMENT.article(26), local_rules.INSTRUMENT.article(27)
_OVERDUE = Text("记入办理超期并报大数据管理局", "Recorded as overdue and reported to the bureau")
_APPLIED = frozenset({"applied", "applied-through-agent"})
_ANSWERS = frozenset({"accepted", "returned-incomplete", "found-out-of-scope"})

_DUTIES = (
    Duty(
        name="acceptance",
        title=Text("出具受理意见", "Decide on acceptance"),
        who="registrar",
        after=_APPLIED | {"completed"},
        done_by=_ANSWERS,
        limit=Limit.working(PARAMETERS, "acceptance_days", _10),
        late=_OVERDUE,
    ),
    Duty(
        name="acceptance-notice",
        title=Text("告知受理决定", "Tell the decision on acceptance"),
        who="registrar",
        after=_ANSWERS,
        done_by=frozenset({"decision-delivered"}),
        limit=Limit.working(PARAMETERS, "acceptance_notice_days", _10),
        late=_OVERDUE,
    ),
    Duty(
        name="completion",
        title=Text("补正材料", "Supply what is missing"),
        who="applicant",
        after=frozenset({"returned-incomplete"}),
        done_by=frozenset({"completed"}),
        limit=Limit.working(_LOCAL, "correction_days", _RULE),
        late=Text("可重新提出申请", "A new application may be made"),
    ),
    Duty(
        name="review",
        title=Text("出具审查意见", "Complete both reviews"),
        who="registrar",
        after=frozenset({"accepted"}),
        done_by=frozenset({"publicity-started", "registration-refused"}),
        limit=Limit.working(PARAMETERS, "review_days", _12),
        late=_OVERDUE,
    ),
    Duty(
        name="further-materials",
        title=Text("提交补充材料", "Supply further materials"),
        who="applicant",
        after=frozenset({"further-materials-asked"}),
        done_by=frozenset({"further-materials-supplied"}),
        limit=Limit.working(_LOCAL, "further_materials_days", _FURTHER, _8_8),
        late=Text("审查机构可依已有材料出具意见", "The agency may give its opinion on what it has"),
    ),
    Duty(
        name="publicity",
        title=Text("公示", "Publicity"),
        who="registrar",
        after=frozenset({"publicity-started"}),
        done_by=frozenset({"certificate-authorised"}),
        limit=Limit.printed(PARAMETERS, "publicity_days", _16),
        late=Text("期满次日起可授权发证", "The certificate may be authorised from the day after"),
        waits=True,
    ),
    Duty(
        name="objection-settlement",
        title=Text("处理公示异议", "Settle the objection"),
        who="registrar",
        after=frozenset({"objection-raised"}),
        done_by=frozenset({"publicity-started", "registration-refused"}),
        limit=Limit.working(_LOCAL, "objection_settlement_days", _OBJECTIONS, _16),
        late=_OVERDUE,
    ),
    Duty(
        name="certificate",
        title=Text("发放凭证", "Issue the certificate"),
        who="registrar",
        after=frozenset({"certificate-authorised"}),
        done_by=frozenset({"certified"}),
        limit=Limit.working(_LOCAL, "certificate_days", _RULE, _16),
        late=_OVERDUE,
    ),
)

REGISTRATION = Procedure(
    id="registry.registration",
    title=Text("数据产品确权登记", "Registration of rights in a data product"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "company": standing("company"),
        "anyone": Role(Text("任何人", "Anyone"), "anyone"),
        "applicant": Role(Text("申请对象", "Applicant"), "company"),
        "agent": Role(Text("代理机构", "Agent"), "company", appointed=True),
        "registrar": standing("registrar"),
        "agency": standing("agency"),
        "bureau": standing("bureau"),
        "platform": Role(Text("登记平台", "The platform"), "platform"),
    },
    states=(
        State("submitted", Text("待受理", "Awaiting acceptance")),
        State("incomplete", Text("待补正", "To be completed")),
        State("declining", Text("不属于业务范围，待告知", "Out of scope, to be told")),
        State("out-of-scope", Text("不属于业务范围", "Out of scope"), final=True, adverse=True),
        State("reviewing", Text("审查中", "Under review")),
        State("further-reviewing", Text("审查中，待补充材料", "Under review, further materials awaited")),
        State("compliance-left", Text("待合规性审查", "Compliance review outstanding")),
        State("further-compliance-left", Text("待合规性审查，待补充材料", "Compliance review, materials awaited")),
        State("technical-left", Text("待技术性审查", "Technical review outstanding")),
        State("reviewed", Text("审查通过，待公示", "Reviewed, to be publicised")),
        State("refused", Text("不予登记", "Refused"), final=True, adverse=True),
        State("publicity", Text("公示中", "In publicity")),
        State("objected", Text("异议处理中", "Objection pending")),
        State("authorised", Text("待发证", "Certificate to be issued")),
        State("certified", Text("已登记", "Registered")),
        State("cancelled", Text("已注销", "Cancelled"), final=True, adverse=True),
    ),
    course=("submitted", "reviewing", "compliance-left", "reviewed", "publicity", "authorised", "certified"),
    steps=(*APPLYING, *ANSWERING, *REVIEWS, *PUBLICITY, *REGISTER),
    duties=_DUTIES,
)
