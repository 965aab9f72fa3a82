"""The small files beside the tiles, examined byte for byte: each must be exactly what the log writes, and nothing like it.

A reader forgives another spelling of the same value; evidence does not, since whoever changed a byte has been there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from shuzha.kernel.canonical import canonical
from shuzha.kernel.text import Text
from shuzha.ledger.finding import Finding
from shuzha.ledger.note import NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.state import CHECKPOINT, DESCRIPTION, HEAD, KEYS

Form = Callable[[bytes], bytes]


def rewritten(directory: Path, *, published: bool) -> list[Finding]:
    """Those that are not as the log writes them; a log that has published nothing may have no list of keys yet."""
    forms: dict[str, Form] = {DESCRIPTION: _json, HEAD: _json}
    if published:
        forms[KEYS] = _keys
    return [
        Finding("rewritten", name, Text(f"文件 {name} 已被改动或缺失。", f"The file {name} was changed or is missing."))
        for name, form in forms.items()
        if not _stands(directory / name, form)
    ]


def uncosigned(note: bytes, policy: Policy | None) -> list[Finding]:
    """Whether the checkpoint carries what the policy, if there is one, asks for."""
    if policy is None or policy.satisfied(note):
        return []
    text = Text(
        f"检查点的见证联署不足 {policy.needed} 个。",
        f"Fewer than {policy.needed} witnesses have cosigned the checkpoint.",
    )
    return [Finding("too-few-witnesses", CHECKPOINT, text)]


def _stands(path: Path, form: Form) -> bool:
    try:
        data = path.read_bytes()
        return form(data) == data
    except (OSError, ValueError, RecursionError):
        return False


def _json(data: bytes) -> bytes:
    return canonical(json.loads(data))


def _keys(data: bytes) -> bytes:
    keys = [NoteKey.parse(line) for line in data.decode().splitlines()]
    if not keys:
        raise ValueError("no log has signed with no key")
    return "".join(f"{key}\n" for key in keys).encode()
