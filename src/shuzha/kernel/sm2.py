"""SM2 signatures (GB/T 32918.2) over SM3: the signature of the "gm" suite, where Ed25519 is that of "intl".

A public key is the 65-byte uncompressed point, a signature the 64 bytes r and s. The signer's identity is the default
one of the standard (GM/T 0009), since a log's or a witness's name already stands in its key's id.
"""

from __future__ import annotations

from typing import Any

import gmalg

from shuzha.kernel.signatures import BadSignature

IDENTITY = b"1234567812345678"
POINT_BYTES, HALF_BYTES = 65, 32


class Sm2Signer:
    """An SM2 key held in memory, made from its 32 secret bytes."""

    algorithm = "SM2"

    def __init__(self, secret: bytes) -> None:
        if len(secret) != HALF_BYTES or not any(secret):
            raise ValueError(f"an SM2 key is {HALF_BYTES} secret bytes, not all of them zero")
        self._secret = secret
        self.public_key: bytes = gmalg.SM2().generate_pk(secret)
        self._key: Any = gmalg.SM2(sk=secret, uid=IDENTITY, pk=self.public_key)

    @classmethod
    def generate(cls) -> Sm2Signer:
        return cls(gmalg.SM2().generate_keypair()[0])

    def secret_bytes(self) -> bytes:
        return self._secret

    def sign(self, message: bytes) -> bytes:
        r: bytes
        s: bytes
        r, s = self._key.sign(message)
        return r.rjust(HALF_BYTES, b"\0") + s.rjust(HALF_BYTES, b"\0")


class Sm2Verifier:
    """An SM2 public key. Raises: ValueError for anything but an uncompressed point of the curve."""

    algorithm = "SM2"

    def __init__(self, public_key: bytes) -> None:
        if len(public_key) != POINT_BYTES or public_key[0] != 4 or not gmalg.SM2().verify_pk(public_key):
            raise ValueError("not an SM2 public key: an uncompressed point of the curve is 65 bytes long")
        self.public_key = public_key
        self._key: Any = gmalg.SM2(uid=IDENTITY, pk=public_key)

    def verify(self, message: bytes, signature: bytes) -> None:
        r, s = signature[:HALF_BYTES], signature[HALF_BYTES:]
        if len(signature) != 2 * HALF_BYTES or not self._key.verify(message, r, s):
            raise BadSignature("the SM2 signature does not fit the message and the key")
