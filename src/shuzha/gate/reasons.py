"""How the gate itself refuses a request: malformed, unknown or out of order."""

from __future__ import annotations

from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import GENERAL

_WORDS = {
    "grant": Text("授权", "grant"),
    "interface": Text("接口", "interface"),
    "order": Text("订单", "order"),
    "staging": Text("上传件", "upload"),
    "op": Text("操作", "operation"),
}


def refusal(code: str, reason: Text, remedy: Text, *, field: str = "") -> Refused:
    """A refusal with one reason; `field` names the header field it is about."""
    return Refused([Deny("gate-" + code, reason, GENERAL, remedy, field)])


def unknown(field: str) -> Refused:
    """The request names something that is not there, or that this caller may not know of: the two read alike."""
    return refusal(
        "unknown",
        Text("没有该{what}。", "There is no such {what}.").format(what=_WORDS[field]),
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
