"""The life of a certificate once it is issued (18–20): cancelled by its holder, reissued or struck by what was decided elsewhere.

A change, a transfer, an objection and a cancellation of the operator's own motion are matters of their own. What they
end in is entered here by the register itself, in the same transaction: nobody can enter what was not decided.
"""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import Step
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.independence import independent

_17, _18, _19, _20 = (INSTRUMENT.article(n) for n in (17, 18, 19, 20))
BECAUSE = {
    "change": Text("变更登记", "Change"),
    "transfer": Text("转移登记", "Transfer"),
    "successor": Text("新权利主体注销", "Cancelled by the new holder"),
    "ceased": Text("权利灭失且无新权利主体", "Rights ceased without a successor"),
    "objection": Text("异议判定", "Finding on an objection"),
    "judgment": Text("生效法律文书", "Effective judgment or award"),
    "monitoring": Text("监控处置", "Measure after monitoring"),
}
_MATTER = (
    Field("because", Text("登载事由", "Why"), Kind.CHOICE, (_18, _19, _20), choices=BECAUSE),
    Field("matter", Text("依据事项", "Matter decided"), Kind.TEXT, (_18, _19, _20)),
)

REGISTER = (
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
    Step(
        name="reissue",
        title=Text("换发凭证", "Reissue the certificate"),
        source=frozenset({"certified"}),
        target="certified",
        by=frozenset({"platform"}),
        event="certificate-reissued",
        said=Text("换发登记凭证，原凭证失效", "The certificate was reissued; the former one is superseded"),
        cites=(_17, _18, _19, _20),
        needs=(
            *_MATTER,
            *independent(),
            Field("holder", Text("登记主体", "Holder"), Kind.REFERENCE, (_17,), source="companies"),
            Field("name_zh", Text("数据产品名称（中文）", "Product name (Chinese)"), Kind.TEXT, (_17,)),
            Field("name_en", Text("数据产品名称（英文）", "Product name (English)"), Kind.TEXT, (_17,)),
            Field("scenario", Text("使用场景", "Scenario of use"), Kind.LONG, (_17,)),
            Field("validity", Text("数据产品时效", "Validity of the product"), Kind.TEXT, (_17,)),
            Field("owners", Text("联合权利人及份额", "Joint owners and their shares"), Kind.LONG, (_17,), False),
            Field("registration_number", Text("登记编号", "Registration number"), Kind.TEXT, (_17,), supplied=True),
            Field("credential_sha256", Text("凭证摘要", "Digest of the certificate"), Kind.TEXT, (_17,), supplied=True),
        ),
        takes_part={"applicant": "holder"},
    ),
    Step(
        name="strike",
        title=Text("依决定注销", "Cancel by decision"),
        source=frozenset({"certified"}),
        target="cancelled",
        by=frozenset({"platform"}),
        event="registration-struck",
        said=Text(
            "依决定注销登记凭证并公示，产品下架", "The certificate was cancelled by decision and the product delisted"
        ),
        cites=(_19, _20),
        needs=(*_MATTER, *independent()),
    ),
)
