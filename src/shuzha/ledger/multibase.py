"""Keys and signatures as the credential world writes them: base58btc multibase, Multikey and did:key."""

from __future__ import annotations

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"
_DID_KEY = "did:key:"
_LIMIT = 512


def encode(data: bytes) -> str:
    """`data` in base58btc behind the letter z."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, remainder = divmod(number, 58)
        digits = _ALPHABET[remainder] + digits
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def decode(text: str) -> bytes:
    """Raises: ValueError when `text` is not base58btc multibase of a reasonable length."""
    digits = text[1:]
    if text[:1] != "z" or len(text) > _LIMIT or any(c not in _ALPHABET for c in digits):
        raise ValueError(f"not base58btc multibase: {text[:40]!r}")
    number = 0
    for digit in digits:
        number = number * 58 + _ALPHABET.index(digit)
    zeros = len(digits) - len(digits.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def did_key(public_key: bytes) -> str:
    """The did:key of an Ed25519 public key (32 bytes)."""
    return _DID_KEY + encode(_ED25519_PUBLIC + public_key)


def verification_method(public_key: bytes) -> str:
    """How a proof names the key: the did:key, and in it the key itself."""
    did = did_key(public_key)
    return f"{did}#{did.removeprefix(_DID_KEY)}"


def public_key(did: str) -> bytes:
    """The Ed25519 public key of a did:key, with or without a fragment. Raises: ValueError."""
    name, _, fragment = did.partition("#")
    encoded = name.removeprefix(_DID_KEY)
    data = decode(encoded)
    if not name.startswith(_DID_KEY) or fragment not in ("", encoded) or data[:2] != _ED25519_PUBLIC or len(data) != 34:
        raise ValueError(f"not an Ed25519 did:key: {did!r}")
    return data[2:]
