"""What stands on a certificate's sheet: the credential's own words, where the log holds it, and its standing today."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.ledger.note import Checkpoint
from shuzha.offices.registry.models import Certificate
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.materials import FORMS, SOURCES

_LONGEST = 150
_OWNERS_NAMED = 8
_NOTHING = Text("", "")
_IN_FULL = Text("全文见内附凭证", "in full in the credential within")
# Controls, marks that reorder text, and unassigned places: they would hide on paper what the credential says.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_HIDDEN = "〓"


def facts_of(found: Certificate, file: dict[str, Any]) -> dict[str, Any]:
    """The sheet's content as plain data, from the certificate and its file for the offline verifier."""
    subject = found.credential["credentialSubject"]
    registrar = Organisation.objects.get(id=found.case.parties["registrar"])
    day = found.issued_at.astimezone(CHINA)
    origin = Checkpoint.read(file["receipt"]["checkpoint"].encode()).origin
    return {
        "title": f"数据产品确权登记凭证 {found.number}",
        "number": found.number,
        "registrar": _shown(registrar.name),
        "product": _shown(Text(subject["productName"], subject["productNameEn"])),
        "declaration": _declaration().as_json(),
        "fields": [
            {"label": label.as_json(), "value": _shown(value), "wide": wide}
            for label, value, wide in _fields(found, subject)
        ],
        "proof": [line.as_json() for line in _proof(file["receipt"]["index"], origin)],
        "digest": file["receipt"]["opening"]["data"]["credential_sha256"],
        "day": {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {day:%B} {day.year}"},
        "void": _void(found),
        "alt": {
            "qr": "凭证页面二维码 / QR code of the certificate's page",
            "file": "可验证凭证及存证回执 / verifiable credential with its log receipt",
        },
    }


def _declaration() -> Text:
    return Text(
        "上列数据产品依《{rules}》审查、公示，准予确权登记，特发此证。",
        "The data product named above was reviewed and publicised under the rules and is registered; this certificate attests it.",
    ).format(rules=INSTRUMENT.title)


def _fields(found: Certificate, subject: dict[str, Any]) -> Iterator[tuple[Text, Text, bool]]:
    yield Text("登记主体", "Holder"), Text(subject["owner"], found.holder.name_en), False
    yield Text("统一社会信用代码", "Unified social credit code"), Text(subject["ownerCreditCode"], ""), False
    yield Text("产品形式", "Form"), FORMS[found.case.facts["form"]], False
    yield Text("产品时效", "Validity"), _cut(subject["validity"]), False
    yield Text("数据来源", "Source"), SOURCES[found.case.facts["source"]], False
    yield Text("受理编号", "Case"), Text(subject["caseNumber"], ""), False
    if owners := subject.get("owners"):
        yield Text("联合权利人及份额", "Joint owners and shares"), _owners(owners), True
    yield Text("使用场景", "Scenario"), _cut(subject["scenario"]), True


def _owners(owners: list[dict[str, str]]) -> Text:
    named = "　".join(f"{one['owner']} {one['share']}" for one in owners[:_OWNERS_NAMED])
    if len(owners) <= _OWNERS_NAMED:
        return Text(named, "")
    return Text(f"{named}　等 {len(owners)} 方（{_IN_FULL.zh}）", f"{len(owners)} owners, {_IN_FULL.en}")


def _cut(words: str) -> Text:
    """What is too long for a sheet ends with a word on where the rest stands."""
    if len(words) <= _LONGEST:
        return Text(words, "")
    return Text(f"{words[:_LONGEST]}……（{_IN_FULL.zh}）", _IN_FULL.en)


def _proof(index: int, origin: str) -> Iterator[Text]:
    yield Text("扫描二维码，查看本凭证现时状态。", "Scan for its standing today.")
    yield Text("本文件内附可验证凭证与回执，可离线核验。", "The credential within verifies offline.")
    yield Text(f"存证日志 {origin} 第 {index} 条", f"entry {index} of the log")


def _void(found: Certificate) -> dict[str, str]:
    if found.standing == Certificate.Standing.CANCELLED:
        day = found.ended_at.astimezone(CHINA).date() if found.ended_at else ""
        return {**Text("已注销", "CANCELLED").as_json(), "note": str(day)}
    if found.standing == Certificate.Standing.SUPERSEDED:
        return {**Text("已换发", "SUPERSEDED").as_json(), "note": found.superseded_by.number}
    return {**_NOTHING.as_json(), "note": ""}


def _shown(text: Text) -> dict[str, str]:
    return {language: "".join(map(_visible, words)) for language, words in text.as_json().items()}


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return _HIDDEN if unicodedata.category(character) in _UNSEEN else character
