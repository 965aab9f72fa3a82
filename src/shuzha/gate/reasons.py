"""How the gate itself refuses a request: malformed, unknown or out of order."""

from __future__ import annotations

from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text


def refusal(code: str, reason: Text, remedy: Text, *, field: str = "") -> Refused:
    """A refusal with one reason; `field` names the header field it is about."""
    return Refused([Deny("gate." + code, reason, (), remedy, field)])


def unknown(field: str) -> Refused:
    """The request names something that is not there, or that this caller may not know of: the two read alike."""
    return refusal(
        "unknown",
        Text(f"没有该 {field}。", f"There is no such {field}."),
        Text("请核对标识。", "Check the identifier."),
        field=field,
    )


def malformed(field: str) -> Refused:
    return refusal(
        "malformed",
        Text(f"字段 {field} 缺失或格式有误。", f"The field {field} is missing or malformed."),
        Text("请按接口文档填写。", "Fill it in as documented."),
        field=field,
    )
