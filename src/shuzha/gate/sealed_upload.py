"""Uploads sealed in the browser to the gate's own key, so that whoever relays them carries only ciphertext.

ECDH on P-256 with a fresh key of the sender, HKDF-SHA256, AES-256-GCM per chunk with index and last mark bound in: all
of it in every browser's WebCrypto. The gate's key lives in this process only and dies with it. The format is
docs/reference/sealed-upload.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shuzha.gate.reasons import refusal
from shuzha.kernel.text import Text

LABEL = b"shuzha sealed upload 1"
PLAIN_CHUNK_BYTES = 1 << 20
SALT_BYTES = 32


class SealingKey:
    """The gate's key pair for uploads, made when the process starts."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.id = hashlib.sha256(self.public).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """What a sender needs: the public key (base64 of the uncompressed point), its identifier and the chunk size."""
        return {
            "v": 1,
            "kex": "ECDH-P256",
            "kdf": "HKDF-SHA256",
            "aead": "AES-256-GCM",
            "key_id": self.id,
            "public_key": base64.b64encode(self.public).decode(),
            "chunk_bytes": PLAIN_CHUNK_BYTES,
        }

    def open(self, key_id: str, ephemeral: str, salt: str) -> SealedUpload:
        """The upload sealed with the sender's `ephemeral` public key and `salt` (both base64).

        Raises: Refused when it was sealed to another key of the gate or the values are malformed.
        """
        if key_id != self.id:
            raise refusal(
                "sealing-key-changed",
                Text("闸口密钥已更换。", "The gate's key has changed."),
                Text("请刷新页面后重新上传。", "Reload the page and upload again."),
                field="key_id",
            )
        point, salted = _decoded(ephemeral, 65, "ephemeral"), _decoded(salt, SALT_BYTES, "salt")
        try:
            sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            raise _malformed("ephemeral") from None
        shared = self._private.exchange(ec.ECDH(), sender)
        return SealedUpload(derive_key(shared, salted, point, self.public))


class SealedUpload:
    """Opens the chunks of one sealed upload, in order."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def open(self, index: int, sealed: bytes, *, final: bool) -> bytes:
        """The plain chunk. Raises: Refused when it was altered, moved, or its last mark does not fit."""
        try:
            return self._aead.decrypt(chunk_nonce(index), sealed, chunk_context(index, final=final))
        except InvalidTag:
            raise refusal(
                "sealed-chunk-altered",
                Text(f"第 {index} 块在传输中被改动或错位。", f"Chunk {index} was altered or misplaced on its way."),
                Text("请重新上传。", "Upload again."),
                field="chunk",
            ) from None


def derive_key(shared: bytes, salt: bytes, ephemeral: bytes, gate_public: bytes) -> bytes:
    """The key of one upload from the ECDH secret. Standard: RFC 5869, info binding both public keys."""
    info = LABEL + ephemeral + gate_public
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(shared)


def chunk_nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def chunk_context(index: int, *, final: bool) -> bytes:
    return LABEL + index.to_bytes(8, "big") + bytes([final])


def _decoded(value: str, size: int, field: str) -> bytes:
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise _malformed(field) from None
    if len(raw) != size:
        raise _malformed(field)
    return raw


def _malformed(field: str) -> Exception:
    return refusal(
        "sealing-malformed",
        Text(f"加密参数 {field} 格式有误。", f"The sealing parameter {field} is malformed."),
        Text("请使用平台页面或按文档所述格式上传。", "Use the platform's page, or the documented format."),
        field=field,
    )
