"""Whether a request is well formed: text that is text, JSON that is JSON, within the size that is taken.

Checked once at the door, because PostgreSQL stores neither NUL characters nor lone surrogates and every page would
otherwise have to remember that by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from shuzha.kernel.text import Text

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
MAX_DEPTH = 64
# Django spools a form's files to disk before any page sees them, so that a form is measured before it is read.
MAX_FORM = 256 * 1024 * 1024


class Malformed(Exception):
    """A request that is no well-formed request: which field, what is wrong with it, and the remedy."""

    def __init__(self, field: str, reason: Text, remedy: Text) -> None:
        self.field, self.reason, self.remedy = field, reason, remedy
        super().__init__(f"{field}: {reason.en}")

    @classmethod
    def unstorable(cls) -> Malformed:
        """For a value that the database's own types turned out not to hold."""
        return cls(
            "",
            Text("所填内容超出允许的范围或长度。", "A value is out of range or too long."),
            Text("请核对数字大小、日期与文字长度后重试。", "Check numbers, dates and lengths, then try again."),
        )


def check(request: HttpRequest) -> None:
    """Lets a well-formed request pass.

    Raises: Malformed otherwise.
    """
    _text("path", request.path)
    _utf8("query", unquote_to_bytes(request.META.get("QUERY_STRING", "")))
    for name, value in (*request.GET.items(), *request.COOKIES.items()):
        _text(name, str(value))
    if request.content_type == "application/json" and request.method != "GET":
        _json(_body(request))
    elif request.content_type in FORMS and request.method == "POST":
        _form(request)


def _form(request: HttpRequest) -> None:
    if request.content_type == "application/x-www-form-urlencoded":
        _utf8("body", unquote_to_bytes(_body(request)))
    elif int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FORM:
        raise _too_large()
    try:
        for name, values in request.POST.lists():
            for value in (name, *values):
                _text(_printable(name), str(value))
    except UnreadablePostError:
        raise _broken_off() from None


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise _too_large() from None
    except UnreadablePostError:
        raise _broken_off() from None


def _json(body: bytes) -> None:
    _utf8("body", body)
    try:
        value = json.loads(body or b"null")
        for path, text in _strings(value, "", 0):
            _text(path, text)
    except (ValueError, RecursionError) as error:
        raise Malformed(
            "body",
            Text(f"JSON 无法解析：{error}。", f"The JSON cannot be parsed: {error}."),
            Text("请提交符合 RFC 8259 的 JSON，嵌套不超过 64 层。", "Send JSON by RFC 8259, nested no deeper than 64."),
        ) from None


def _strings(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every string of a JSON value with the path that leads to it."""
    if depth > MAX_DEPTH:
        raise RecursionError("nested too deeply")
    if isinstance(value, str):
        yield path or "body", value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield path or "body", name
            yield from _strings(item, f"{path}.{_printable(name)}".lstrip("."), depth + 1)


def _text(field: str, value: str) -> None:
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Malformed(
            field,
            Text("含有不可存储的字符（空字符或残缺的代理项）。", "It holds a NUL character or half a surrogate pair."),
            Text("请删除该字符后重试。", "Remove the character and try again."),
        )


def _utf8(field: str, raw: bytes) -> None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(
            field,
            Text(f"第 {error.start + 1} 个字节起不是 UTF-8 编码。", f"It is not UTF-8 from byte {error.start + 1} on."),
            Text("请以 UTF-8 编码提交。", "Send it as UTF-8."),
        ) from None


def _too_large() -> Malformed:
    return Malformed(
        "body",
        Text("提交的内容过大。", "The request is too large."),
        Text("请缩减内容；数据文件请从资源登记页上传。", "Send less; data files are uploaded on the resource page."),
    )


def _broken_off() -> Malformed:
    return Malformed(
        "body",
        Text("提交的内容中途断开。", "The request broke off before its end."),
        Text("请重新提交。", "Send it again."),
    )


def _printable(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")[:80]
