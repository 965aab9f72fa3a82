"""A stream of bytes sealed in chunks: written and read in bounded memory, every tampering named.

Each chunk is sealed with associated data that binds the stream's context (resource, version, column), the chunk's index
and whether it is the last: nothing can be cut off, moved, doubled or brought in from elsewhere. The key is used for
this one stream only, so the index is the nonce.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import NONCE_BYTES, TAG_BYTES, Aead, Unsealable
from shuzha.kernel.text import Text

if TYPE_CHECKING:
    from typing_extensions import Buffer

CHUNK_BYTES = 1 << 20
_MAGIC = b"SZVAULT1"
_HEAD = struct.Struct(">16sIBI")


class Tampered(Exception):
    """Sealed data is not what was written; `text` says what is wrong and where."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class SealedWriter(io.RawIOBase):
    """A writable stream that seals into `sink`; only after `finish()` is the stream complete."""

    def __init__(self, sink: BinaryIO, aead: Aead, key: bytes, context: dict[str, Any]) -> None:
        self._sink, self._aead, self._key, self._context = sink, aead, key, context
        self._token = _token(context)
        self._pending = bytearray()
        self._done = False
        self.chunks = 0
        self.size = 0
        sink.write(_MAGIC)

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        view = memoryview(data).cast("B")
        self.size += len(view)
        for start in range(0, len(view), CHUNK_BYTES):
            self._pending += view[start : start + CHUNK_BYTES]
            # a chunk leaves only when more is known to follow, because the last one is marked
            while len(self._pending) > CHUNK_BYTES:
                self._seal(bytes(self._pending[:CHUNK_BYTES]), final=False)
                del self._pending[:CHUNK_BYTES]
        return len(view)

    def finish(self) -> None:
        """Seals the last chunk; nothing can be written afterwards."""
        if not self._done:
            self._done = True
            self._seal(bytes(self._pending), final=True)
            self._pending.clear()

    def _seal(self, plain: bytes, *, final: bool) -> None:
        aad = _aad(self._context, self.chunks, final)
        sealed = self._aead.seal(self._key, _nonce(self.chunks), plain, aad)
        self._sink.write(_HEAD.pack(self._token, self.chunks, final, len(sealed)))
        self._sink.write(sealed)
        self.chunks += 1


def open_chunks(source: BinaryIO, aead: Aead, key: bytes, context: dict[str, Any]) -> Iterator[bytes]:
    """The plain chunks of a sealed stream, in order, each authentic by the time it is yielded.

    The stream is known to be complete only when the iterator ends.

    Raises: Tampered naming the chunk that was changed, moved, cut off or swapped in.
    """
    where = _where(context)
    if source.read(len(_MAGIC)) != _MAGIC:
        raise Tampered(Text(f"{where}：不是密封数据。", f"{where}: this is not sealed data."))
    index, final = 0, False
    while not final:
        head = source.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise _truncated(where, index)
        token, number, flag, size = _HEAD.unpack(head)
        final = bool(flag)
        _check_place(where, token == _token(context), number, index)
        if size > CHUNK_BYTES + TAG_BYTES:
            raise _altered(where, index)
        sealed = source.read(size)
        if len(sealed) < size:
            raise _truncated(where, index)
        try:
            yield aead.open(key, _nonce(index), sealed, _aad(context, index, final))
        except Unsealable:
            raise _altered(where, index) from None
        index += 1
    if source.read(1):
        raise Tampered(Text(f"{where}：末块之后被追加了数据。", f"{where}: something was added after the last chunk."))


class SealedReader(io.RawIOBase):
    """The plain bytes of a sealed stream as a readable file, one chunk in memory at a time."""

    def __init__(self, source: BinaryIO, aead: Aead, key: bytes, context: dict[str, Any]) -> None:
        self._source = source
        self._chunks = open_chunks(source, aead, key, context)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _check_place(where: str, same_stream: bool, number: int, expected: int) -> None:
    if not same_stream:
        raise Tampered(
            Text(
                f"{where}：第 {expected} 块来自另一列或另一版本。",
                f"{where}: chunk {expected} comes from another column or version.",
            )
        )
    if number != expected:
        raise Tampered(
            Text(
                f"{where}：此处应为第 {expected} 块，实为第 {number} 块。",
                f"{where}: chunk {number} stands where chunk {expected} belongs.",
            )
        )


def _truncated(where: str, index: int) -> Tampered:
    return Tampered(Text(f"{where}：数据在第 {index} 块处被截断。", f"{where}: the data is cut off at chunk {index}."))


def _altered(where: str, index: int) -> Tampered:
    return Tampered(Text(f"{where}：第 {index} 块被改动。", f"{where}: chunk {index} has been altered."))


def _where(context: dict[str, Any]) -> str:
    return "/".join(str(value) for value in context.values())


def _token(context: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(context)).digest()[:16]


def _aad(context: dict[str, Any], index: int, final: bool) -> bytes:
    return canonical({"for": "shuzha chunk 1", **context, "chunk": index, "final": final})


def _nonce(index: int) -> bytes:
    return index.to_bytes(NONCE_BYTES, "big")
