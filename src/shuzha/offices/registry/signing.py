"""The registry operator's key, with which certificates and the lists of their standing are signed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from shuzha.kernel.suites import Ed25519Signer


@cache
def registry_signer() -> Ed25519Signer:
    """The registry operator's signing key."""
    return Ed25519Signer(Path(settings.SHUZHA_REGISTRY_KEY).read_bytes())
