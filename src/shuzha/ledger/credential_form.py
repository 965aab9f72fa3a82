"""What a verifiable credential must look like before anyone signs it.

Standard: W3C Verifiable Credentials Data Model 2.0, the rules that can be judged from the document alone; what needs
JSON-LD processing of contexts (whether a type or a property is defined by one) is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from shuzha.kernel.text import Text

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TYPE = "VerifiableCredential"
_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$")
_TIME = re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
_TYPED = ("credentialStatus", "termsOfUse", "refreshService", "evidence", "credentialSchema", "proof")


def faults(credential: dict[str, Any]) -> list[Text]:
    """Everything in `credential` that the data model forbids; empty when it may be signed."""
    return [
        *_context(credential.get("@context")),
        *_types(credential.get("type")),
        *_identity(credential),
        *_subject(credential.get("credentialSubject")),
        *_period(credential),
        *(fault for name in _TYPED for fault in _typed(name, credential.get(name))),
        *(fault for name in ("name", "description") for fault in _language(name, credential.get(name))),
    ]


def _context(context: Any) -> Iterator[Text]:
    if not isinstance(context, list) or not context or context[0] != CONTEXT:
        yield Text(f"@context 的第一项必须是 {CONTEXT}。", f"@context must begin with {CONTEXT}.")
        return
    for item in context[1:]:
        if isinstance(item, dict) and TYPE in item:
            yield Text(f"@context 不得重新定义 {TYPE}。", f"@context must not redefine {TYPE}.")
        elif not isinstance(item, dict) and not _is_url(item):
            yield Text("@context 的各项必须是网址或对象。", "Each item of @context must be a URL or an object.")


def _types(types: Any) -> Iterator[Text]:
    listed = types if isinstance(types, list) else [types]
    if TYPE not in listed or not all(isinstance(t, str) and t for t in listed):
        yield Text(f"type 必须是包含 {TYPE} 的名称列表。", f"type must be a list of names with {TYPE} among them.")


def _identity(credential: dict[str, Any]) -> Iterator[Text]:
    if "id" in credential and not _is_url(credential["id"]):
        yield Text("id 必须是一个网址。", "id must be one URL.")
    issuer = credential.get("issuer")
    if isinstance(issuer, dict):
        for name in ("name", "description"):
            yield from _language(f"issuer.{name}", issuer.get(name))
    if not _is_url(issuer.get("id") if isinstance(issuer, dict) else issuer):
        yield Text("issuer 必须是网址，或带网址 id 的对象。", "issuer must be a URL or an object whose id is one.")


def _subject(subject: Any) -> Iterator[Text]:
    listed = subject if isinstance(subject, list) else [subject]
    if not listed or not all(isinstance(s, dict) and s for s in listed):
        yield Text("credentialSubject 必须有内容。", "credentialSubject must make at least one claim.")
    elif any("id" in s and not _is_url(s["id"]) for s in listed):
        yield Text("credentialSubject 的 id 必须是一个网址。", "The id of a credentialSubject must be one URL.")


def _period(credential: dict[str, Any]) -> Iterator[Text]:
    moments = {}
    for name in ("validFrom", "validUntil"):
        if name in credential:
            moments[name] = moment(credential[name])
            if moments[name] is None:
                yield Text(f"{name} 必须是带时区的时间。", f"{name} must be a date and time with a time zone.")
    begin, end = moments.get("validFrom"), moments.get("validUntil")
    if begin and end and end < begin:
        yield Text("validUntil 不得早于 validFrom。", "validUntil must not be before validFrom.")


def _typed(name: str, value: Any) -> Iterator[Text]:
    for item in value if isinstance(value, list) else [] if value is None else [value]:
        kind = item.get("type") if isinstance(item, dict) else None
        if not kind or not all(isinstance(k, str) for k in (kind if isinstance(kind, list) else [kind])):
            yield Text(f"{name} 必须注明 type。", f"{name} must have a type.")
        elif ("id" in item and not _is_url(item["id"])) or (name == "credentialSchema" and "id" not in item):
            yield Text(f"{name} 的 id 必须是一个网址。", f"The id of {name} must be one URL.")


def _language(name: str, value: Any) -> Iterator[Text]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and ("@value" not in item or set(item) - {"@value", "@language", "@direction"}):
            yield Text(f"{name} 的语言标注有误。", f"{name} may only have @value, @language and @direction.")


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and bool(_URL.match(value))


def moment(value: Any) -> datetime | None:
    """The time that `value` tells, None when it is not an XML Schema dateTimeStamp."""
    if not isinstance(value, str) or not _TIME.match(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
