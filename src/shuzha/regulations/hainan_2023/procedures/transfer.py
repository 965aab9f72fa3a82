"""Transfer, or cancellation by the new holder (19): where a judgment, an award or an agreement moved the rights to another."""

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

_11, _19, _RULE = INSTRUMENT.article(11), INSTRUMENT.article(19), local_rules.INSTRUMENT.article(28)
BASES = {
    "judgment": Text("人民法院判决、裁定", "Judgment or ruling of a court"),
    "award": Text("仲裁机构裁决", "Award of an arbitral body"),
    "succession": Text("合并、分立或继承", "Merger, division or succession"),
    "agreement": Text("双方协议", "Agreement of both"),
}


def _item(code: str, zh: str, en: str) -> Item:
    return Item(code, Text(zh, en), (_19, _RULE), Text("请补交该项材料", "Hand in this material"))


_ITEMS = (
    _item("basis", "生效法律文书或转让协议", "The effective document, or the agreement"),
    _item("standing", "新权利主体资格证明", "Proof of the new holder's standing"),
)
MATERIALS = Checklist("materials", Text("转移材料", "Materials"), _ITEMS)


def _confirmed(s: Situation) -> bool:
    return s.case.facts.get("basis") != "agreement" or s.case.last("transfer-confirmed") is not None


_OF_BOTH = Condition(
    "not-confirmed",
    _confirmed,
    Text("依协议转移的，原登记主体尚未确认", "The former holder has not confirmed the agreement"),
    Text("请待原登记主体确认", "Wait until the former holder confirms"),
    (_19, _RULE),
)


def _concluding(name: str, title: Text, said: Text, target: str, event: str) -> Step:
    return Step(
        name=name,
        title=title,
        source=frozenset({"reviewing"}),
        target=target,
        by=frozenset({"registrar"}),
        event=event,
        said=said,
        cites=(_19, _RULE),
        needs=(
            NotBy("transfer-applied", (_11,)),
            _OF_BOTH,
            Field("opinion", Text("审查意见", "Opinion"), Kind.LONG, (_19,)),
        ),
    )


TRANSFER = Procedure(
    id="registry.transfer",
    title=Text("转移登记", "Transfer of a registration"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "company": standing("company"),
        "successor": Role(Text("新权利主体", "New holder"), "company"),
        "holder": Role(Text("原登记主体", "Former holder"), "company"),
        "registrar": standing("registrar"),
        "bureau": standing("bureau"),
    },
    states=(
        *STATES,
        State("transferred", Text("已转移登记", "Transferred"), final=True),
        State("cancelled", Text("已注销", "Cancelled"), final=True, adverse=True),
    ),
    course=("submitted", "reviewing", "transferred"),
    steps=(
        Step(
            name="apply",
            title=Text("申请转移登记", "Apply for transfer"),
            source=frozenset(),
            target="submitted",
            by=frozenset({"company"}),
            event="transfer-applied",
            said=Text("新权利主体提出申请", "The new holder applied"),
            cites=(_19, _RULE),
            needs=(
                Field("certificate", Text("登记凭证", "Certificate"), Kind.REFERENCE, (_19,), source="certificates"),
                Field("basis", Text("权利转移依据", "On what ground"), Kind.CHOICE, (_19,), choices=BASES),
                Field("document", Text("文书文号及生效日期", "Document's number and effective day"), Kind.TEXT, (_19,)),
                Checklist("materials", MATERIALS.title, _ITEMS, required=False),
                Field(
                    "holder",
                    Text("原登记主体", "Former holder"),
                    Kind.REFERENCE,
                    (_19,),
                    source="companies",
                    supplied=True,
                ),
                Condition(
                    "already-the-holder",
                    lambda s: s.command.data.get("holder") != s.command.by.organisation,
                    Text("贵单位已是登记主体", "Your organisation already holds it"),
                    Text("请申请变更或注销登记", "Apply for a change or a cancellation"),
                    (_19,),
                    "certificate",
                ),
            ),
            takes_part={"successor": "actor", "holder": "holder"},
        ),
        *receiving(MATERIALS, opened="transfer-applied", applicant="successor", cites=_19),
        Step(
            name="confirm",
            title=Text("确认转移协议", "Confirm the agreement"),
            source=frozenset({"reviewing"}),
            target="reviewing",
            by=frozenset({"holder"}),
            event="transfer-confirmed",
            said=Text("原登记主体确认转移", "The former holder confirmed the transfer"),
            cites=(_19, _RULE),
        ),
        _concluding(
            "transfer",
            Text("转移登记并换发凭证", "Transfer and reissue"),
            Text("转移登记并换发凭证，予以公示", "Transferred and reissued; the public was told"),
            "transferred",
            "registration-transferred",
        ),
        _concluding(
            "cancel",
            Text("依新权利主体申请注销", "Cancel at the new holder's request"),
            Text("依新权利主体申请注销凭证并公示", "Cancelled at the new holder's request; the public was told"),
            "cancelled",
            "successor-cancelled",
        ),
    ),
    duties=receiving_duties(
        opened="transfer-applied",
        applicant="successor",
        concluded=frozenset({"registration-transferred", "successor-cancelled"}),
    ),
)
