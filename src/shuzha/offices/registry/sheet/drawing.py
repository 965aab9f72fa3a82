"""Drawing a certificate's sheet: one landscape A4 page as PDF/A-3b, with the file for the offline verifier attached."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.registry.addresses import qr_code
from shuzha.offices.registry.sheet.guilloche import border, rosette
from shuzha.regulations.local_rules import GENERAL

# One typeface under the names it is packaged with.
_SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")
_GOLD, _MIST = "#b08a48", "#d3dfda"


def template() -> bytes:
    """The layout of the sheet."""
    return files("shuzha.offices.registry.sheet").joinpath("certificate.typ").read_bytes()


def draw(facts: dict[str, Any], file: str, address: str, at: datetime) -> bytes:
    """The sheet as PDF: `facts` as `facts_of` gives them, `file` attached, a QR code that leads to `address`, dated `at`.

    Raises: Refused where no Chinese typeface is installed.
    """
    inputs = {
        "facts": json.dumps({**facts, "font": _song()}, ensure_ascii=False),
        "file": file,
        "border": border(281, 194, 11.2, _GOLD),
        "rosette": rosette(142, _MIST),
        "qr": qr_code(address),
    }
    try:
        return _compile(inputs, at, "a-3b")
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        # The archival standard forbids a character that no typeface here has; the sheet then shows its empty box.
        return _compile(inputs, at, "1.7")


def _compile(inputs: dict[str, str], at: datetime, standard: Any) -> bytes:
    compiler = typst.Compiler(font_paths=_fonts())
    made = compiler.compile(
        template(), format="pdf", sys_inputs=inputs, pdf_standards=standard, timestamp=int(at.timestamp())
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _song() -> str:
    installed = set(_fonts().families())
    for name in _SONG:
        if name in installed:
            return name
    raise Refused([_no_typeface()])


def _no_typeface() -> Deny:
    return Deny(
        "no-typeface",
        Text("本机未安装中文宋体，不能制作凭证正本", "This machine has no Chinese typeface to set the sheet in"),
        GENERAL,
        Text(
            "请管理员安装 fonts-noto-cjk 后重启平台；凭证文件仍可下载",
            "The administrator installs fonts-noto-cjk and restarts; the certificate file can be had meanwhile",
        ),
    )
