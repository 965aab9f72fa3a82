"""Publicity on two sites, objections meanwhile, and the certificate (16, 17)."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Elapsed, Field, Kind, NotBy, Within
from shuzha.procedure.words import Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.independence import independent

_5, _16, _17 = (INSTRUMENT.article(n) for n in (5, 16, 17))
_RULE = local_rules.INSTRUMENT.article(27)

PUBLICITY = (
    Step(
        name="publicise",
        title=Text("两站公示", "Publicise on both sites"),
        source=frozenset({"reviewed"}),
        target="publicity",
        by=frozenset({"registrar"}),
        event="publicity-started",
        said=Text("在主管部门网站和登记平台公示", "Publicised on the bureau's site and the platform"),
        cites=(_16,),
        needs=independent(),
    ),
    Step(
        name="object",
        title=Text("提出异议", "Object"),
        source=frozenset({"publicity"}),
        target="objected",
        by=frozenset({"company", "anyone"}),
        event="objection-raised",
        said=Text("公示期内提出异议", "An objection was raised during publicity"),
        cites=(_16,),
        needs=(
            *independent(_16),
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
            *independent(),
            NotBy("objection-raised", (_RULE,)),
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
        needs=(*independent(), Elapsed("publicity", (_16,))),
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
            *independent(),
            Field("registration_number", Text("登记编号", "Registration number"), Kind.TEXT, (_17,), supplied=True),
            Field("credential_sha256", Text("凭证摘要", "Digest of the certificate"), Kind.TEXT, (_17,), supplied=True),
        ),
    ),
)
