"""An interface's parameters as the inputs of a form, and what was typed into them as values for the gate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shuzha.archive.grants.models import Interface
from shuzha.kernel.text import Text

_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?", re.ASCII)
_TYPES = {"num": "number", "date": "date", "text": "text"}


def fields(interface: Interface, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """One form field per parameter, holding what was typed."""
    return [_field(parameter, typed) for parameter in interface.parameters]


def values(interface: Interface, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, numbers as numbers; what does not read as one stays text, for the gate to refuse by name."""
    return {p["name"]: _value(p, typed[p["name"]].strip()) for p in interface.parameters if typed.get(p["name"])}


def _field(parameter: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    name, choices = str(parameter["name"]), parameter.get("choices") or []
    low, high = parameter.get("minimum"), parameter.get("maximum")
    return {
        "name": name,
        "label": _title(parameter),
        "type": "select" if choices else _TYPES.get(str(parameter["kind"]), "text"),
        "options": [{"value": choice, "label": str(choice)} for choice in choices],
        "value": typed.get(name, ""),
        "help": "" if choices or low is None else Text(f"{low} 至 {high}", f"{low} to {high}"),
        "minimum": low,
        "maximum": high,
    }


def _title(parameter: Mapping[str, Any]) -> Text | str:
    title = parameter.get("title")
    return Text.from_json(title) if isinstance(title, dict) and {"zh", "en"} <= set(title) else str(parameter["name"])


def _value(parameter: Mapping[str, Any], text: str) -> Any:
    if parameter["kind"] != "num":
        return text
    if _NUMBER.fullmatch(text) is None:
        return text
    return float(text) if "." in text else int(text)
