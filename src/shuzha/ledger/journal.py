"""The log's write-ahead journal: one durable write acknowledges a batch, before any tile is touched.

A record is a header (magic, length, first index, count, checksum of these), the entries, and a SHA-256 over both.
A record cut short by a crash was never acknowledged and is dropped; a whole record that does not fit its checksum was
changed afterwards and is damage, which nothing here repairs.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shuzha.ledger.finding import Damaged, damaged
from shuzha.ledger.tiles import decode_bundle, encode_bundle

NAME = "journal"
_HEADER = struct.Struct(">4sIQI")
_MAGIC = b"SZJ1"
_HEAD_BYTES = _HEADER.size + 4
_SEAL_BYTES = 32


@dataclass(frozen=True, slots=True)
class Record:
    """One acknowledged batch: its entries, the index of the first, and the byte where the record ends."""

    first: int
    entries: list[bytes]
    end: int

    @property
    def next(self) -> int:
        return self.first + len(self.entries)


def encode(first: int, entries: Sequence[bytes]) -> bytes:
    body = encode_bundle(entries)
    header = _HEADER.pack(_MAGIC, len(body), first, len(entries))
    header += zlib.crc32(header).to_bytes(4, "big")
    return header + body + hashlib.sha256(header + body).digest()


def decode(data: bytes) -> Iterator[Record]:
    """The acknowledged records in order; stops before a torn one.

    Raises: Damaged naming the bytes that were changed.
    """
    at = 0
    while (record := _record(data, at)) is not None:
        yield record
        at = record.end


def _record(data: bytes, at: int) -> Record | None:
    header = data[at : at + _HEAD_BYTES]
    if len(header) < _HEAD_BYTES or not any(data[at:]):
        return None
    magic, length, first, count = _HEADER.unpack(header[:-4])
    if magic != _MAGIC or zlib.crc32(header[:-4]).to_bytes(4, "big") != header[-4:]:
        raise _changed(at, at + _HEAD_BYTES)
    end = at + _HEAD_BYTES + length + _SEAL_BYTES
    sealed, seal = data[at : end - _SEAL_BYTES], data[end - _SEAL_BYTES : end]
    if len(data) < end or not any(seal):
        return None
    if hashlib.sha256(sealed).digest() != seal:
        raise _changed(at, end)
    entries = [entry for entry, _, _ in decode_bundle(sealed[_HEAD_BYTES:])]
    if len(entries) != count:
        raise _changed(at, end)
    return Record(first, entries, end)


def _changed(begin: int, end: int) -> Damaged:
    return damaged(
        "journal-changed",
        NAME,
        f"日志的预写文件在第 {begin} 至 {end} 字节之间被改动过。",
        f"The journal was changed between bytes {begin} and {end}.",
    )
