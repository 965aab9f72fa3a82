"""Crypto suites: which hash, which sealing and which signature go together, chosen once by name.

A city that must use Chinese commercial cryptography chooses "gm" where another chooses "intl"; code that hashes, seals
or signs holds one of these small objects and never names an algorithm. Keys may also live in a certified module:
`Signer` asks only for a public key and signatures.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hmac import HMAC

NONCE_BYTES = 12
TAG_BYTES = 16


class Unsealable(Exception):
    """Sealed bytes do not open: wrong key, wrong nonce, wrong associated data, or changed bytes."""


class BadSignature(Exception):
    """A signature was not made by this key over this message."""


@dataclass(frozen=True, slots=True)
class Hash:
    """A hash function: `digest(data)` and `mac(key, data)` (HMAC, RFC 2104), both `size` bytes long."""

    name: str
    size: int
    digest: Callable[[bytes], bytes]
    mac: Callable[[bytes, bytes], bytes]


class Aead(Protocol):
    """Authenticated encryption of bytes; the tag stands after the ciphertext."""

    @property
    def name(self) -> str: ...

    @property
    def key_bytes(self) -> int: ...

    def seal(self, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """Ciphertext and tag. A nonce MUST NOT be used twice with one key. Raises: ValueError on wrong lengths."""
        ...

    def open(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext. Raises: Unsealable when anything does not fit; ValueError on wrong lengths of key or nonce."""
        ...


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


@dataclass(frozen=True, slots=True)
class AesGcm:
    """AES-256-GCM (NIST SP 800-38D) with nonces of 96 bits."""

    name: str = "AES-256-GCM"
    key_bytes: int = 32

    def seal(self, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        _fits(self, key, nonce)
        return AESGCM(key).encrypt(nonce, plaintext, aad)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        _fits(self, key, nonce)
        try:
            return AESGCM(key).decrypt(nonce, sealed, aad)
        except InvalidTag:
            raise Unsealable(f"{self.name}: the sealed bytes do not open with this key and context") from None


@dataclass(frozen=True, slots=True)
class Sm4Gcm:
    """SM4-GCM (GB/T 32907, RFC 8998) with nonces of 96 bits."""

    name: str = "SM4-GCM"
    key_bytes: int = 16

    def seal(self, key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        _fits(self, key, nonce)
        encryptor = Cipher(SM4(key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag

    def open(self, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        _fits(self, key, nonce)
        if len(sealed) < TAG_BYTES:
            raise Unsealable(f"{self.name}: the sealed bytes are shorter than a tag")
        decryptor = Cipher(SM4(key), GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        plaintext = decryptor.update(sealed[:-TAG_BYTES])
        try:
            return plaintext + decryptor.finalize()
        except InvalidTag:
            raise Unsealable(f"{self.name}: the sealed bytes do not open with this key and context") from None


def _fits(aead: Aead, key: bytes, nonce: bytes) -> None:
    if len(key) != aead.key_bytes:
        raise ValueError(f"{aead.name} takes a key of {aead.key_bytes} bytes, not {len(key)}")
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"{aead.name} takes a nonce of {NONCE_BYTES} bytes, not {len(nonce)}")


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


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    mac = HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


SHA256 = Hash("SHA-256", 32, _sha256, _hmac_sha256)
SM3 = Hash("SM3", 32, _sm3, _hmac_sm3)


@dataclass(frozen=True, slots=True)
class Suite:
    """Algorithms that go together.

    `signatures` names those a signer of this suite may use; empty where none is built in.
    """

    name: str
    hash: Hash
    aead: Aead
    signatures: tuple[str, ...]


SUITES = {
    suite.name: suite
    for suite in (
        Suite("intl", SHA256, AesGcm(), ("Ed25519",)),
        Suite("gm", SM3, Sm4Gcm(), ()),
    )
}


def suite(name: str) -> Suite:
    """Raises: LookupError naming the suites there are."""
    try:
        return SUITES[name]
    except KeyError:
        raise LookupError(f"no crypto suite {name!r}; there are {', '.join(SUITES)}") from None
