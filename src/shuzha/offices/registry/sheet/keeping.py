"""Each sheet is drawn and sealed once for each standing of its certificate, then kept: drawing costs a second of a core."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from shuzha.kernel.canonical import canonical
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.queries import certificate_file
from shuzha.offices.registry.sheet.drawing import draw, template
from shuzha.offices.registry.sheet.facts import facts_of
from shuzha.offices.registry.sheet.seal import Seal
from shuzha.regulations.local_rules import GENERAL

# Whoever asks for many sheets at once waits in a row rather than take every core.
_one_at_a_time = Lock()


def sheet(found: Certificate, address: str) -> bytes:
    """The certificate's sheet as a sealed PDF whose QR code leads to `address`; it tells the certificate's standing.

    Raises: Refused while the log has not published the issue, or where this installation has no seal or no typeface.
    """
    file = certificate_file(found)
    facts = facts_of(found, file)
    seal = _seal()
    kept = _folder() / f"{found.number}.{_digest(facts, address, seal)}.pdf"
    with _one_at_a_time:
        if not kept.exists():
            attached = json.dumps(file, ensure_ascii=False, indent=1)
            made = seal.sign(draw(facts, attached, address, found.issued_at), facts["registrar"]["zh"])
            _keep(kept, made, found.number)
        return kept.read_bytes()


def root_certificate() -> bytes:
    """The root that vouches for the seal, in PEM. Raises: Refused where this installation has no seal."""
    return _seal().root.public_bytes(Encoding.PEM)


def _seal() -> Seal:
    try:
        return Seal.read()
    except (OSError, ValueError):
        raise Refused([_no_seal()]) from None


def _folder() -> Path:
    folder = Path(settings.SHUZHA_HOME) / "sheets"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _digest(facts: dict[str, Any], address: str, seal: Seal) -> str:
    """What the sheet shows and who sealed it; not the receipt, which another checkpoint words anew without end."""
    shown = hashlib.sha256(canonical({"facts": facts, "address": address}))
    shown.update(template())
    shown.update(seal.certificate.fingerprint(SHA256()))
    return shown.hexdigest()[:32]


def _keep(place: Path, made: bytes, number: str) -> None:
    """Puts the sheet in place in one step, and removes the ones that told another standing."""
    draft = place.with_suffix(".new")
    draft.write_bytes(made)
    os.replace(draft, place)
    for former in place.parent.glob(f"{number}.*.pdf"):
        if former != place:
            former.unlink(missing_ok=True)


def _no_seal() -> Deny:
    return Deny(
        "no-seal",
        Text("本平台没有签章密钥，不能出具凭证正本", "This installation has no seal for the sheet"),
        GENERAL,
        Text("请管理员重新运行 shuzha up", "The administrator runs shuzha up again"),
    )
