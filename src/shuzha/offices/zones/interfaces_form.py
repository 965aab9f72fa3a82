"""Reading the interface form: parameters with their kind and domain, and the values someone tries them with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import GENERAL

MOST_PARAMETERS = 6
KINDS = {"num": Text("数值", "Number"), "text": Text("文字", "Text"), "date": Text("日期", "Date")}
_CELLS = ("name", "kind", "choices", "minimum", "maximum")


def typed_rows(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The form's parameter rows as typed, so that the form can be shown again; at least an empty one for each place."""
    return [{cell: form.get(f"{cell}-{n}", "")[:2000].strip() for cell in _CELLS} for n in range(MOST_PARAMETERS)]


def parameters_from(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parameters as the gate takes them. Raises: Refused naming every row whose domain cannot be read."""
    denials: list[Deny] = []
    found = []
    for row in typed_rows(form):
        if not row["name"]:
            continue
        try:
            found.append(_parameter(row))
        except ValueError:
            denials.append(_unreadable(row["name"]))
    if denials:
        raise Refused(denials)
    return found


def _parameter(row: Mapping[str, str]) -> dict[str, Any]:
    kind = row["kind"]
    if kind not in KINDS:
        raise ValueError(kind)
    choices = [part.strip() for part in row["choices"].replace("，", ",").replace("、", ",").split(",") if part.strip()]
    if choices:
        return {"name": row["name"], "kind": kind, "choices": [_value(kind, choice) for choice in choices]}
    ends = _value(kind, row["minimum"]), _value(kind, row["maximum"])
    return {"name": row["name"], "kind": kind, "minimum": ends[0], "maximum": ends[1]}


def values_from(parameters: list[dict[str, Any]], form: Mapping[str, str]) -> dict[str, Any]:
    """The values typed for an interface's parameters; what is no value of its kind is left as typed, for the gate to refuse."""
    found: dict[str, Any] = {}
    for parameter in parameters:
        typed = form.get(f"value-{parameter['name']}", "")[:2000]
        try:
            found[parameter["name"]] = _value(parameter["kind"], typed)
        except ValueError:
            found[parameter["name"]] = typed
    return found


def _value(kind: str, typed: str) -> int | float | str:
    """A value of the kind as JSON carries it. Raises: ValueError."""
    if kind == "date":
        return date.fromisoformat(typed).isoformat()
    if kind == "text":
        if not typed:
            raise ValueError
        return typed
    number = float(typed)
    if not math.isfinite(number):
        raise ValueError(typed)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _unreadable(name: str) -> Deny:
    return Deny(
        "interface-parameter",
        Text("参数“{name}”的类型或取值范围无法识别", "Kind or domain of parameter “{name}” cannot be read").format(
            name=name[:60]
        ),
        GENERAL,
        Text(
            "填写可选值（逗号分隔），或同时填写最小值与最大值；日期如 2026-03-12",
            "Give choices separated by commas, or both a minimum and a maximum; dates such as 2026-03-12",
        ),
        "parameters",
    )
