"""Keyed pseudonyms: one person bears one in every table of a key domain; without the key nobody can tell whose it is.

HMAC (RFC 2104) over the normalised value under a key that only the gate holds. A plain hash would not do: identity
numbers can be counted through.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuzha.kernel.suites import Hash

PSEUDONYM_BYTES = 15
_UNIT = b"unit\x1f"


@dataclass(frozen=True, slots=True)
class Pseudonymiser:
    """Turns values into pseudonyms under `key`, with HMAC of `hash`."""

    key: bytes
    hash: Hash

    def column(self, values: pa.ChunkedArray, kind: str) -> pa.Array:
        """A pseudonym of 24 letters and digits (120 bits) per value; equal values of a class get equal ones."""
        prefix = kind.encode() + b"\x1f"
        return self._map(values, lambda text: _letters(self.hash.mac(self.key, prefix + text)), pa.string())

    def units(self, values: pa.ChunkedArray) -> pa.Array:
        """The privacy-unit key of each value as int64, null where the value is null.

        64 bits: among ten million units two collide with a chance of three in a million, and then count as one,
        which can only make thresholds stricter.
        """
        return self._map(values, lambda text: _number(self.hash.mac(self.key, _UNIT + text)), pa.int64())

    def _map(self, values: pa.ChunkedArray, one: object, kind: pa.DataType) -> pa.Array:
        encoded = normalised(values).combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        mapped = pa.array([one(text.encode()) for text in encoded.dictionary.to_pylist()], kind)  # type: ignore[operator]
        return mapped.take(encoded.indices)


def normalised(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values as text without meaningless differences: width, case, spaces around, ".0" of whole decimals."""
    if pa.types.is_floating(values.type):
        whole = pc.all(pc.equal(values, pc.round(values))).as_py()
        values = pc.cast(values, pa.int64()) if whole else values
    text = pc.cast(values, pa.string())
    return pc.utf8_upper(pc.utf8_trim_whitespace(pc.utf8_normalize(text, form="NFKC")))


def _letters(mac: bytes) -> str:
    return base64.b32encode(mac[:PSEUDONYM_BYTES]).decode().lower()


def _number(mac: bytes) -> int:
    return int(np.frombuffer(mac[:8], dtype="<i8")[0])
