"""What signs and what checks signatures, wherever the key lives, and the Ed25519 keys held in memory."""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class BadSignature(Exception):
    """A signature was not made by this key over this message."""


class Signer(Protocol):
    """Something that signs: a key in memory or in a certified module."""

    @property
    def algorithm(self) -> str: ...

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


class Verifier(Protocol):
    """A public key."""

    @property
    def algorithm(self) -> str: ...

    @property
    def public_key(self) -> bytes: ...

    def verify(self, message: bytes, signature: bytes) -> None:
        """Returns when the signature is good. Raises: BadSignature."""
        ...


class Ed25519Signer:
    """An Ed25519 key (RFC 8032) held in memory, made from its 32 secret bytes."""

    algorithm = "Ed25519"

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public_key = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> Ed25519Signer:
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def secret_bytes(self) -> bytes:
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class Ed25519Verifier:
    """An Ed25519 public key (32 bytes). Raises: ValueError on any other length."""

    algorithm = "Ed25519"

    def __init__(self, public_key: bytes) -> None:
        self.public_key = public_key
        self._key = Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, message: bytes, signature: bytes) -> None:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            raise BadSignature("the Ed25519 signature does not fit the message and the key") from None
