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

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hmac import HMAC

from shuzha.kernel.signatures import BadSignature, Ed25519Signer, Ed25519Verifier, Signer, Verifier
from shuzha.kernel.sm2 import Sm2Signer, Sm2Verifier

__all__ = ["BadSignature", "Ed25519Signer", "Ed25519Verifier", "Signer", "Sm2Signer", "Sm2Verifier", "Verifier"]

NONCE_BYTES = 12
TAG_BYTES = 16


class Unsealable(Exception):
    """Sealed bytes do not open: wrong key, wrong nonce, wrong associated data, or changed bytes."""


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
    """Algorithms that go together; `signatures` names those a signer of this suite may use."""

    name: str
    hash: Hash
    aead: Aead
    signatures: tuple[str, ...]


SUITES = {
    suite.name: suite
    for suite in (
        Suite("intl", SHA256, AesGcm(), ("Ed25519",)),
        Suite("gm", SM3, Sm4Gcm(), ("SM2",)),
    )
}


def suite(name: str) -> Suite:
    """Raises: LookupError naming the suites there are."""
    try:
        return SUITES[name]
    except KeyError:
        raise LookupError(f"no crypto suite {name!r}; there are {', '.join(SUITES)}") from None


def verifier(algorithm: str, public_key: bytes) -> Verifier:
    """The public key of `algorithm`. Raises: ValueError for an unknown algorithm or bytes that are no such key."""
    if algorithm == Ed25519Verifier.algorithm:
        return Ed25519Verifier(public_key)
    if algorithm == Sm2Verifier.algorithm:
        return Sm2Verifier(public_key)
    raise ValueError(f"no signature algorithm {algorithm!r}")


def generate(algorithm: str) -> Ed25519Signer | Sm2Signer:
    """A new key held in memory."""
    return Sm2Signer.generate() if algorithm == Sm2Signer.algorithm else Ed25519Signer.generate()


def signer_from(algorithm: str, secret: bytes) -> Ed25519Signer | Sm2Signer:
    """The key of `algorithm` made from its 32 secret bytes."""
    return Sm2Signer(secret) if algorithm == Sm2Signer.algorithm else Ed25519Signer(secret)
