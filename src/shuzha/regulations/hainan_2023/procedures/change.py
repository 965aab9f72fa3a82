"""Change and correction of what is registered (18): three materials, no publicity, the certificate reissued.

Form and source of data are what the product is: another form is another product, to be registered as such (local 28).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Condition, Field, Item, Kind, NotBy
from shuzha.procedure.words import Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.receiving import STATES, receiving, receiving_duties
from shuzha.regulations.roles import standing

_11, _17, _18, _RULE = *(INSTRUMENT.article(n) for n in (11, 17, 18)), local_rules.INSTRUMENT.article(28)
KINDS = {
    "change": Text("登记内容发生变化", "What is registered has changed"),
    "correction": Text("更正登记内容", "Correction"),
}
_CHANGING = ("name_zh", "name_en", "scenario", "validity", "owners")


def _material(item: int, zh: str, en: str) -> Item:
    return Item(
        f"18-{item}", Text(zh, en), (INSTRUMENT.article(18, item),), Text("请补交该项材料", "Hand in this material")
    )


_ITEMS = (
    _material(1, "变更登记申请书", "Application for the change"),
    _material(2, "变更内容的证明材料", "Proof of what changed"),
    _material(3, "登记机构要求提供的其他材料", "Other materials the registry asked for"),
)
MATERIALS = Checklist(
    "materials", Text("变更材料", "Materials"), _ITEMS, only_if={"18-3": lambda s: bool(s.said.get("others_asked"))}
)


_OTHERS = Field(
    "others_asked",
    Text("要求提供的其他材料", "Other materials asked for"),
    Kind.LONG,
    (INSTRUMENT.article(18, 3),),
    False,
)


def _says_something_new(s: Situation) -> bool:
    return any(s.command.data.get(name) for name in _CHANGING)


CHANGE = Procedure(
    id="registry.change",
    title=Text("变更登记", "Change of a registration"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "company": standing("company"),
        "holder": Role(Text("登记主体", "Holder"), "company"),
        "registrar": standing("registrar"),
        "bureau": standing("bureau"),
    },
    states=(*STATES, State("changed", Text("已变更换证", "Changed, certificate reissued"), final=True)),
    course=("submitted", "reviewing", "changed"),
    steps=(
        Step(
            name="apply",
            title=Text("申请变更登记", "Apply for a change"),
            source=frozenset(),
            target="submitted",
            by=frozenset({"company"}),
            event="change-applied",
            said=Text("登记主体申请变更登记", "The holder applied for a change"),
            cites=(_18, _RULE),
            needs=(
                Field(
                    "certificate",
                    Text("登记凭证", "Certificate"),
                    Kind.REFERENCE,
                    (_18,),
                    source="own-certificates",
                ),
                Field("kind", Text("变更情形", "Kind"), Kind.CHOICE, (_18,), choices=KINDS),
                Field("name_zh", Text("新名称（中文）", "New name (Chinese)"), Kind.TEXT, (_17, _18), False),
                Field("name_en", Text("新名称（英文）", "New name (English)"), Kind.TEXT, (_17, _18), False),
                Field("scenario", Text("新使用场景", "New scenario"), Kind.LONG, (_17, _18), False),
                Field("validity", Text("新时效", "New validity"), Kind.TEXT, (_17, _18), False),
                Field("owners", Text("新联合份额", "New shares"), Kind.LONG, (_17, _18), False),
                Checklist("materials", MATERIALS.title, _ITEMS, required=False),
                Condition(
                    "not-the-holder",
                    lambda s: s.command.data.get("own") is not False,
                    Text("贵单位不是该凭证的登记主体", "Your organisation does not hold this certificate"),
                    Text("请由登记主体申请", "The holder must apply"),
                    (_18,),
                    "certificate",
                ),
                Condition(
                    "nothing-changes",
                    _says_something_new,
                    Text("未填写任何变更内容", "Nothing new is stated"),
                    Text("请填写至少一项变更后的内容", "State at least one thing anew"),
                    (_18,),
                ),
            ),
            takes_part={"holder": "actor"},
        ),
        *receiving(MATERIALS, opened="change-applied", applicant="holder", cites=_18, asks=(_OTHERS,)),
        Step(
            name="change",
            title=Text("审查通过，变更换证", "Approve, change and reissue"),
            source=frozenset({"reviewing"}),
            target="changed",
            by=frozenset({"registrar"}),
            event="registration-changed",
            said=Text("变更登记并换发凭证", "Changed, and the certificate reissued"),
            cites=(_18, _17),
            needs=(NotBy("change-applied", (_11,)), Field("opinion", Text("审查意见", "Opinion"), Kind.LONG, (_18,))),
        ),
    ),
    duties=receiving_duties(opened="change-applied", applicant="holder", concluded=frozenset({"registration-changed"})),
)
