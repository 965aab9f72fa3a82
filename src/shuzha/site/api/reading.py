"""Reading a request's JSON strictly: what two programs could read differently, or the log could not commit to, is refused.

Standard: RFC 8259 and, for numbers and names, RFC 7493 (I-JSON).
"""

from __future__ import annotations

import json
import math
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from shuzha.kernel.text import Text
from shuzha.site.wellformed import Malformed

_EXACT = 2**53
_JSON = "application/json"


class StrictParser(Parser):
    """Takes application/json alone, with each name once and no number that a double does not hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises: Malformed naming the field and the remedy."""
        if request.content_type != _JSON:
            raise not_json()
        try:
            return json.loads(
                request.body,
                object_pairs_hook=_once,
                parse_constant=_no_constant,
                parse_int=_whole,
                parse_float=_finite,
            )
        except (ValueError, RecursionError):
            raise Malformed(
                "body",
                Text("JSON 无法解析。", "The JSON cannot be parsed."),
                Text("请提交符合 RFC 8259 的 JSON。", "Send JSON by RFC 8259."),
            ) from None


def not_json() -> Malformed:
    return Malformed(
        "Content-Type",
        Text("请求正文须为 JSON。", "The body must be JSON."),
        Text("请将 Content-Type 设为 application/json。", "Set Content-Type to application/json."),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(
            twice[:80],
            Text("同一字段出现了两次。", "The field stands twice."),
            Text("每个字段只写一次。", "Write each field once."),
        )
    return found


def _no_constant(name: str) -> Any:
    raise _not_exact(name)


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) >= _EXACT:
        raise _not_exact(digits)
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _not_exact(digits)
    return value


def _not_exact(digits: str) -> Malformed:
    shown = digits[:20]
    return Malformed(
        "body",
        Text(f"数值 {shown} 超出 JSON 可准确表示的范围。", f"The number {shown} has no exact form in JSON."),
        Text("请使用绝对值小于 2^53 的数，或改用字符串。", "Use a number below 2^53 in size, or a string."),
    )
