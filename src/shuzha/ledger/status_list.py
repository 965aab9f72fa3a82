"""Which credentials have been revoked: one bit each, in a list that is a signed credential itself.

Standard: W3C Bitstring Status List v1.0. Beyond it, the signed subject says of each revoked credential what became of
it, since when, and what took its place.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shuzha.kernel.suites import Signer
from shuzha.ledger.credential import sign_credential
from shuzha.ledger.credential_form import CONTEXT, TYPE
from shuzha.ledger.multibase import did_key

# The least that the standard allows: among so many credentials, asking for a list tells nobody which one is meant.
SIZE = 131_072
_PURPOSE = "revocation"


def status_entry(address: str, index: int) -> dict[str, str]:
    """What a credential carries as `credentialStatus`: its place, `index`, in the list at `address`."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": _PURPOSE,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def status_list(address: str, revoked: Mapping[int, dict[str, Any]], signer: Signer, at: datetime) -> dict[str, Any]:
    """The signed list at `address` as it stands `at`: the bit of each index in `revoked` is set, and its account given.

    Raises: IndexError for an index outside the list; BadCredential when `address` is no URL.
    """
    bits = bytearray(SIZE // 8)
    for index in revoked:
        if not 0 <= index < SIZE:
            raise IndexError(f"the list has no place {index}")
        bits[index // 8] |= 0x80 >> index % 8
    subject = {
        "id": f"{address}#list",
        "type": "BitstringStatusList",
        "statusPurpose": _PURPOSE,
        "encodedList": _encode(bytes(bits)),
        "revoked": {str(index): dict(account) for index, account in revoked.items()},
    }
    credential = {
        "@context": [CONTEXT],
        "id": address,
        "type": [TYPE, "BitstringStatusListCredential"],
        "issuer": did_key(signer.public_key),
        "validFrom": at.isoformat(timespec="seconds"),
        "credentialSubject": subject,
    }
    return sign_credential(credential, signer, at)


def is_revoked(listed: Mapping[str, Any], index: int) -> bool:
    """Whether the bit at `index` of a list's `credentialSubject` is set. Raises: ValueError when there is no such bit."""
    bits = _decode(str(listed["encodedList"]))
    if not 0 <= index < len(bits) * 8:
        raise ValueError(f"the list has no place {index}")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def _encode(bits: bytes) -> str:
    """Base64url without padding under the multibase letter u, of the bits packed with gzip, dated 0 to be repeatable."""
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")


def _decode(text: str) -> bytes:
    """Raises: ValueError for what is no packed list, or unpacks to more than one holds."""
    if text[:1] != "u":
        raise ValueError("the list is not in base64url")
    try:
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        bits = zlib.decompressobj(wbits=31).decompress(packed, SIZE // 8 + 1)
    except (binascii.Error, zlib.error):
        raise ValueError("the list cannot be unpacked") from None
    if len(bits) != SIZE // 8:
        raise ValueError(f"the list does not hold {SIZE} places")
    return bits
