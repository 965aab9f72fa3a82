"""The differencing memory at rest: an append-only file of sealed records, as confidential as the data it remembers.

It lies with the vault and not in the database, because whom a released cell was about is nothing the web process or a
database backup should hold. Each record is bound to its place; the count of records is kept apart, so that cutting off
the end, which would make an old difference askable again, stops the gate.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import struct
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shuzha.enclave.ports import MemoryRecord
from shuzha.enclave.vault.durable import sync_directory, write_durably
from shuzha.enclave.vault.keyring import Keyring
from shuzha.enclave.vault.sealed import Tampered
from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import NONCE_BYTES, Unsealable
from shuzha.kernel.text import Text

_LENGTH = struct.Struct(">Q")


class SealedMemory:
    """The memory in `folder` (memory.sealed, memory.count), sealed under a key derived from the keyring's."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        """Opens the memory, made where there is none. Raises: Tampered when records are missing or altered."""
        self._path, self._count_path = folder / "memory.sealed", folder / "memory.count"
        self._aead = keyring.suite.aead
        self._key = keyring.derive("differencing memory", self._aead.key_bytes)
        self._mac, self._count_key = keyring.suite.hash.mac, keyring.derive("differencing memory count")
        self._lock = threading.Lock()
        if not self._path.exists():
            if self._count_path.exists():
                raise _cut_off(0)
            self._path.touch(mode=0o600)
            sync_directory(folder)
        self._drop_torn_tail()
        self._count = sum(1 for _ in self.records())
        if self._count < self._kept_count():
            raise _cut_off(self._count)

    def append(self, record: MemoryRecord) -> None:
        """Remembers; on disk when it returns."""
        with self._lock:
            # random, not counted: a record cut by a crash must not lend its nonce to the next one
            nonce = secrets.token_bytes(NONCE_BYTES)
            sealed = nonce + self._aead.seal(self._key, nonce, _encode(record), _context(self._count))
            with self._path.open("ab") as file:
                file.write(_LENGTH.pack(len(sealed)) + sealed)
                file.flush()
                os.fsync(file.fileno())
            self._count += 1
            write_durably(self._count_path, self._sealed_count(self._count))

    def records(self) -> Iterable[MemoryRecord]:
        """Every record, in the order appended. Raises: Tampered naming the record."""
        with self._path.open("rb") as file:
            for index, sealed in enumerate(_pieces(file.read())):
                try:
                    yield _decode(self._open(index, sealed))
                except (Unsealable, ValueError):
                    raise Tampered(
                        Text(f"差分记忆第 {index} 条被改动。", f"record {index} of the differencing memory was altered")
                    ) from None

    def _open(self, index: int, sealed: bytes) -> bytes:
        return self._aead.open(self._key, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _context(index))

    def _sealed_count(self, count: int) -> bytes:
        number = count.to_bytes(8, "big")
        return number + self._mac(self._count_key, number)

    def _kept_count(self) -> int:
        if not self._count_path.exists():
            return 0
        raw = self._count_path.read_bytes()
        count = int.from_bytes(raw[:8], "big")
        if not hmac.compare_digest(raw, self._sealed_count(count)):
            raise Tampered(Text("差分记忆计数被改动。", "the count of the differencing memory was altered"))
        return count

    def _drop_torn_tail(self) -> None:
        # a record cut by a crash was never acknowledged, so its answer never left
        content = self._path.read_bytes()
        whole = sum(_LENGTH.size + len(piece) for piece in _pieces(content))
        if whole < len(content):
            os.truncate(self._path, whole)


def _pieces(content: bytes) -> Iterator[bytes]:
    place = 0
    while place + _LENGTH.size <= len(content):
        end = place + _LENGTH.size + _LENGTH.unpack_from(content, place)[0]
        if end > len(content):
            return
        yield content[place + _LENGTH.size : end]
        place = end


def _encode(record: MemoryRecord) -> bytes:
    fields: dict[str, Any] = {
        "kind": record.kind,
        "domain": record.domain,
        "operator": record.operator,
        "question": record.question,
        "cells": base64.b64encode(record.cells).decode(),
        "answer": base64.b64encode(record.answer).decode(),
    }
    return json.dumps(fields).encode()


def _decode(plain: bytes) -> MemoryRecord:
    fields = json.loads(plain)
    return MemoryRecord(
        fields["kind"],
        fields["domain"],
        fields["operator"],
        fields["question"],
        base64.b64decode(fields["cells"]),
        base64.b64decode(fields["answer"]),
    )


def _cut_off(count: int) -> Tampered:
    return Tampered(
        Text(f"差分记忆缺失：仅余 {count} 条。", f"the differencing memory has been cut off: {count} records are left")
    )


def _context(index: int) -> bytes:
    return canonical({"for": "differencing memory 1", "record": index})
