"""Personal data under a key of the person's own.

The key is wrapped under the archive's key, which only the web process's operating-system user can read. Erasing a
person is forgetting the wrapped key: every sealed field is then noise, and the log still verifies because it never held
the data. A backup from before holds the wrapped key too, and is as good as the archive's key kept with it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
Stored = bytes | memoryview


@cache
def _archive_key(path: Path) -> bytes:
    return path.read_bytes()


def archive_key() -> bytes:
    """The key that wraps every person's key, 32 bytes."""
    return _archive_key(Path(settings.SHUZHA_PERSONS_KEY))


def _seal(key: bytes, plain: bytes, label: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, label.encode())


def _open(key: bytes, sealed: bytes, label: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())


def seal_field(wrapped: Stored | None, value: str, person: str, field: str) -> tuple[bytes, bytes]:
    """Seals `value` under the person's key, making that key first where there is none: (wrapped key, sealed value)."""
    if wrapped is None:
        key = AESGCM.generate_key(256)
        wrapped = _seal(archive_key(), key, f"{person}/key")
    else:
        key = _open(archive_key(), bytes(wrapped), f"{person}/key")
    return bytes(wrapped), _seal(key, value.encode(), f"{person}/{field}")


def open_field(wrapped: Stored | None, sealed: Stored | None, person: str, field: str) -> str:
    """The sealed value, or "" when the key is gone or nothing was sealed."""
    if wrapped is None or sealed is None:
        return ""
    key = _open(archive_key(), bytes(wrapped), f"{person}/key")
    return _open(key, bytes(sealed), f"{person}/{field}").decode()


def identity_hash(identity: str) -> str:
    """A keyed hash by which a person is found by identity number without the number being kept in the clear."""
    key = hmac.digest(archive_key(), b"identity-search", hashlib.sha256)
    return hmac.new(key, identity.strip().upper().encode(), hashlib.sha256).hexdigest()
