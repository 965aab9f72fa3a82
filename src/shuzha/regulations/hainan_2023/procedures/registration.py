"""First registration of rights in a data product (3, 6–17): acceptance, two reviews, publicity, certificate."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Condition, Elapsed, Field, Item, Kind, NotBy, Within
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.roles import standing

_2, _3, _5, _6, _7, _8, _9, _10 = (INSTRUMENT.article(n) for n in (2, 3, 5, 6, 7, 8, 9, 10))
_11, _12, _13, _14, _15, _16, _17, _19 = (INSTRUMENT.article(n) for n in (11, 12, 13, 14, 15, 16, 17, 19))
_LOCAL, _RULE = local_rules.PARAMETERS, local_rules.INSTRUMENT.article(9)

FORMS = {
    "dataset": Text("数据集", "Data set"),
    "interface": Text("数据接口", "Data interface"),
    "indicator": Text("数据指标", "Data indicator"),
    "report": Text("数据报告", "Data report"),
    "model": Text("数据模型算法", "Data model or algorithm"),
    "application": Text("数据应用", "Data application"),
    "service": Text("数据服务", "Data service"),
}
SOURCES = {
    "supermarket": Text("利用平台数据资源加工形成", "Made from resources of the platform"),
    "own": Text("利用自有数据资源加工形成（自愿登记）", "Made from the applicant's own data (voluntary)"),
}
GROUNDS = {
    "15-1": Text("未获得合规性评估意见书", "No compliance opinion"),
    "15-2": Text("涉及国家核心数据", "National core data"),
    "15-3": Text("数据获取违法或未获授权", "Unlawful or unauthorised source"),
    "15-4": Text("存在未解决的权属争议", "An open dispute over rights"),
    "15-5": Text("法律、法规规定的其他情形", "Another ground in law"),
}


def _material(item: int, zh: str, en: str) -> Item:
    return Item(
        f"8-{item}", Text(zh, en), (INSTRUMENT.article(8, item),), Text("请补交该项材料", "Hand in this material")
    )


_MATERIALS = (
    _material(1, "主体资格证明", "Proof of the applicant's standing"),
    _material(2, "确权登记申请表", "Application form"),
    _material(3, "数据产品介绍说明书", "Description of the product"),
    _material(4, "数据来源证明", "Proof of the data's source"),
    _material(5, "数据授权通道证明", "Proof of the authorised channel"),
    _material(6, "安全合规体系说明", "Description of security and compliance"),
    _material(7, "联合拥有的权益比例证明", "Proof of shares in joint ownership"),
)


def _joint(s: Situation) -> bool:
    return bool(s.said.get("joint"))


MATERIALS = Checklist("materials", Text("申请材料", "Materials"), _MATERIALS, only_if={"8-7": _joint})
_OFFERED = Checklist(MATERIALS.name, MATERIALS.title, _MATERIALS, required=False)


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
        needs=(*_OPINION, _passed("technical"), NotBy("applied", (_11,))),
    )


def _compliance(source: str, target: str) -> Step:
    return Step(
        name="compliance-review",
        title=Text("出具合规性评估意见", "Give the compliance opinion"),
        source=frozenset({source}),
        target=target,
        by=frozenset({"agency"}),
        event="compliance-opinion-given",
        said=Text("出具合规性评估意见书", "The compliance opinion was given"),
        cites=(_11, _14),
        needs=(*_OPINION, _passed("compliance"), NotBy("applied", (_5, _11)), NotBy("accepted", (_5, _11))),
    )


_REVIEWING = frozenset({"reviewing", "compliance-left", "technical-left"})

REGISTRATION = Procedure(
    id="registry.registration",
    title=Text("数据产品确权登记", "Registration of rights in a data product"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "company": standing("company"),
        "applicant": Role(Text("申请对象", "Applicant"), "company"),
        "registrar": standing("registrar"),
        "agency": standing("agency"),
        "bureau": standing("bureau"),
    },
    states=(
        State("submitted", Text("待受理", "Awaiting acceptance")),
        State("incomplete", Text("待补正", "To be completed")),
        State("out-of-scope", Text("不属于业务范围", "Out of scope"), final=True),
        State("reviewing", Text("审查中", "Under review")),
        State("compliance-left", Text("待合规性审查", "Compliance review outstanding")),
        State("technical-left", Text("待技术性审查", "Technical review outstanding")),
        State("reviewed", Text("审查通过，待公示", "Reviewed, to be publicised")),
        State("refused", Text("不予登记", "Refused"), final=True),
        State("publicity", Text("公示中", "In publicity")),
        State("objected", Text("异议处理中", "Objection pending")),
        State("authorised", Text("待发证", "Certificate to be issued")),
        State("certified", Text("已登记", "Registered")),
        State("cancelled", Text("已注销", "Cancelled"), final=True),
    ),
    steps=(
        Step(
            name="apply",
            title=Text("提出确权登记申请", "Apply for registration"),
            source=frozenset(),
            target="submitted",
            by=frozenset({"company"}),
            event="applied",
            said=Text("提出确权登记申请", "Registration was applied for"),
            cites=(_6, _7, _8),
            needs=(
                Field("name_zh", Text("数据产品名称（中文）", "Product name (Chinese)"), Kind.TEXT, (_8, _17)),
                Field("name_en", Text("数据产品名称（英文）", "Product name (English)"), Kind.TEXT, (_8, _17)),
                Field("form", Text("数据产品形式", "Form of the product"), Kind.CHOICE, (_2,), choices=FORMS),
                Field("source", Text("数据来源类型", "Where the data is from"), Kind.CHOICE, (_3,), choices=SOURCES),
                Field(
                    "interface", Text("数据接口", "Data interface"), Kind.REFERENCE, (_2,), False, source="interfaces"
                ),
                Field("scenario", Text("使用场景", "Scenario of use"), Kind.LONG, (_17,)),
                Field("validity", Text("数据产品时效", "Validity of the product"), Kind.TEXT, (_17,)),
                Field("first", Text("是否首次登记", "First registration"), Kind.FLAG, (_7,)),
                Field(
                    "elsewhere", Text("他处登记情况及证明", "Earlier registration elsewhere"), Kind.LONG, (_7,), False
                ),
                Field("joint", Text("是否联合拥有", "Jointly owned"), Kind.FLAG, (INSTRUMENT.article(8, 7),)),
                _OFFERED,
                Condition(
                    "elsewhere-unproven",
                    lambda s: s.command.data.get("first") is not False or bool(s.command.data.get("elsewhere")),
                    Text("非首次登记而未说明他处登记情况", "An earlier registration is not described"),
                    Text("请说明并附他处登记证明", "Describe it and bring the proof"),
                    (_7,),
                    "elsewhere",
                ),
            ),
            takes_part={"applicant": "actor"},
        ),
        Step(
            name="accept",
            title=Text("受理", "Accept"),
            source=frozenset({"submitted"}),
            target="reviewing",
            by=frozenset({"registrar"}),
            event="accepted",
            said=Text("材料齐全，予以受理并告知申请对象", "Complete: accepted, and the applicant told"),
            cites=(INSTRUMENT.article(9, 1), _10),
            needs=(
                MATERIALS,
                NotBy("applied", (_11,)),
                Field("agency", Text("合规性审查机构", "Compliance agency"), Kind.REFERENCE, (_5,), source="agencies"),
            ),
            takes_part={"registrar": "actor", "agency": "agency"},
        ),
        Step(
            name="ask-to-complete",
            title=Text("不予受理，一次性告知补正", "Return, naming everything missing"),
            source=frozenset({"submitted"}),
            target="incomplete",
            by=frozenset({"registrar"}),
            event="returned-incomplete",
            said=Text("材料不齐，一次性告知需补正的全部内容", "Incomplete: everything missing was named at once"),
            cites=(INSTRUMENT.article(9, 2), _10),
            needs=(
                NotBy("applied", (_11,)),
                Condition(
                    "nothing-missing",
                    lambda s: any(True for _ in MATERIALS.unmet(s)),
                    Text("材料已齐全，应当受理", "Nothing is missing: it must be accepted"),
                    Text("请办理“受理”", "Accept it"),
                    (INSTRUMENT.article(9, 1),),
                ),
            ),
        ),
        Step(
            name="complete",
            title=Text("补正材料", "Supply what was missing"),
            source=frozenset({"incomplete"}),
            target="submitted",
            by=frozenset({"applicant"}),
            event="completed",
            said=Text("提交补正材料", "What was missing was supplied"),
            cites=(INSTRUMENT.article(9, 1),),
            needs=(_OFFERED,),
        ),
        Step(
            name="out-of-scope",
            title=Text("不属于业务范围，不予受理", "Not accepted: out of scope"),
            source=frozenset({"submitted"}),
            target="out-of-scope",
            by=frozenset({"registrar"}),
            event="found-out-of-scope",
            said=Text("不属于确权业务范围，告知不予受理", "Out of scope: not accepted, and the applicant told"),
            cites=(INSTRUMENT.article(9, 3),),
            needs=(
                NotBy("applied", (_11,)),
                Field("reason", Text("理由", "Reason"), Kind.LONG, (INSTRUMENT.article(9, 3),)),
            ),
        ),
        _technical("reviewing", "compliance-left"),
        _technical("technical-left", "reviewed"),
        _compliance("reviewing", "technical-left"),
        _compliance("compliance-left", "reviewed"),
        Step(
            name="refuse",
            title=Text("不予登记", "Refuse registration"),
            source=_REVIEWING | {"reviewed", "objected"},
            target="refused",
            by=frozenset({"registrar"}),
            event="registration-refused",
            said=Text("依第十五条不予登记", "Registration was refused under article 15"),
            cites=(_15,),
            needs=(
                NotBy("applied", (_11,)),
                Field("grounds", Text("不予登记情形", "Grounds"), Kind.CHOICES, (_15,), choices=GROUNDS),
                Field("reason", Text("说明", "Explanation"), Kind.LONG, (_10, _15)),
            ),
        ),
        Step(
            name="publicise",
            title=Text("两站公示", "Publicise on both sites"),
            source=frozenset({"reviewed"}),
            target="publicity",
            by=frozenset({"registrar"}),
            event="publicity-started",
            said=Text("在主管部门网站和登记平台公示", "Publicised on the bureau's site and the platform"),
            cites=(_16,),
            needs=(NotBy("applied", (_11,)),),
        ),
        Step(
            name="object",
            title=Text("提出异议", "Object"),
            source=frozenset({"publicity"}),
            target="objected",
            by=frozenset({"company"}),
            event="objection-raised",
            said=Text("公示期内提出异议", "An objection was raised during publicity"),
            cites=(_16,),
            needs=(
                NotBy("applied", (_16,)),
                Within(
                    "publicity",
                    (_16,),
                    Text("期满后的争议依异议登记程序提出", "After it, object under article 20 instead"),
                ),
                Field("objection", Text("异议理由及证明", "Grounds and proof"), Kind.LONG, (_16,)),
            ),
        ),
        Step(
            name="overrule",
            title=Text("异议不成立，重新公示", "Overrule and publicise anew"),
            source=frozenset({"objected"}),
            target="publicity",
            by=frozenset({"registrar"}),
            event="publicity-started",
            said=Text("异议不成立，重新公示", "The objection was overruled; publicity starts anew"),
            cites=(_16, _RULE),
            needs=(
                NotBy("applied", (_11,)),
                Field("reason", Text("处理意见", "Finding"), Kind.LONG, (_16,)),
            ),
        ),
        Step(
            name="authorise",
            title=Text("授权发证", "Authorise the certificate"),
            source=frozenset({"publicity"}),
            target="authorised",
            by=frozenset({"bureau"}),
            event="certificate-authorised",
            said=Text(
                "公示期满无异议，授权发放登记凭证", "Publicity ended without objection: the certificate was authorised"
            ),
            cites=(_5, _16),
            needs=(
                NotBy("applied", (_11,)),
                Elapsed("publicity", (_16,)),
            ),
        ),
        Step(
            name="certify",
            title=Text("发放登记凭证", "Issue the certificate"),
            source=frozenset({"authorised"}),
            target="certified",
            by=frozenset({"registrar"}),
            event="certified",
            said=Text("发放数据产品确权登记凭证", "The certificate was issued"),
            cites=(_16, _17),
            needs=(
                NotBy("applied", (_11,)),
                Field("registration_number", Text("登记编号", "Registration number"), Kind.TEXT, (_17,), supplied=True),
                Field(
                    "credential_sha256", Text("凭证摘要", "Digest of the certificate"), Kind.TEXT, (_17,), supplied=True
                ),
            ),
        ),
        Step(
            name="cancel",
            title=Text("申请注销", "Cancel"),
            source=frozenset({"certified"}),
            target="cancelled",
            by=frozenset({"applicant"}),
            event="registration-cancelled",
            said=Text("登记主体注销登记凭证并公示", "The holder cancelled the certificate; the public was told"),
            cites=(_19,),
            needs=(Field("reason", Text("理由", "Reason"), Kind.LONG, (_19,)),),
        ),
    ),
    duties=(
        Duty(
            name="acceptance",
            title=Text("出具受理意见", "Decide on acceptance"),
            who="registrar",
            after=frozenset({"applied", "completed"}),
            done_by=frozenset({"accepted", "returned-incomplete", "found-out-of-scope"}),
            limit=Limit.working(PARAMETERS, "acceptance_days", _10),
            late=Text("记入办理超期并报大数据管理局", "Recorded as overdue and reported to the bureau"),
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
            late=Text("记入办理超期并报大数据管理局", "Recorded as overdue and reported to the bureau"),
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
            name="certificate",
            title=Text("发放凭证", "Issue the certificate"),
            who="registrar",
            after=frozenset({"certificate-authorised"}),
            done_by=frozenset({"certified"}),
            limit=Limit.working(_LOCAL, "certificate_days", _RULE, _16),
            late=Text("记入办理超期并报大数据管理局", "Recorded as overdue and reported to the bureau"),
        ),
    ),
)
