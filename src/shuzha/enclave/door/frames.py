"""How one speaks with the gate: a length, a JSON header, a length, a body, both ways over a local stream socket.

Header and body are bounded before anything is read into memory, so that no peer can make the other side grow.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

HEADER_LIMIT = 4 << 20
REQUEST_BODY_LIMIT = 16 << 20
REPLY_BODY_LIMIT = 4 << 30
_HEADER = struct.Struct(">I")
_BODY = struct.Struct(">Q")

Frame = tuple[dict[str, Any], bytes]


class BadFrame(Exception):
    """The peer does not speak this protocol, or broke off in the middle."""


def send_frame(connection: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Sends one frame. Raises: OSError."""
    encoded = json.dumps(header, ensure_ascii=False).encode()
    connection.sendall(_HEADER.pack(len(encoded)) + encoded + _BODY.pack(len(body)))
    if body:
        connection.sendall(body)


def receive_frame(connection: socket.socket, body_limit: int) -> Frame | None:
    """The next frame, or None when the peer closed between frames.

    Raises: BadFrame for a broken, oversized or malformed frame; OSError.
    """
    length = _read(connection, _HEADER.size, at_start=True)
    if length is None:
        return None
    header = _parse(_exactly(connection, _bounded(_HEADER.unpack(length)[0], HEADER_LIMIT, "header")))
    size = _bounded(_BODY.unpack(_exactly(connection, _BODY.size))[0], body_limit, "body")
    return header, _exactly(connection, size)


def _parse(encoded: bytes) -> dict[str, Any]:
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise BadFrame("the header is not JSON") from error
    if not isinstance(header, dict):
        raise BadFrame("the header is not a JSON object")
    return header


def _bounded(size: int, limit: int, what: str) -> int:
    if size > limit:
        raise BadFrame(f"the {what} has {size} bytes; the limit is {limit}")
    return size


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = _read(connection, size, at_start=False)
    assert data is not None
    return data


def _read(connection: socket.socket, size: int, *, at_start: bool) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        piece = connection.recv(min(size - len(parts), 1 << 20))
        if not piece:
            if at_start and not parts:
                return None
            raise BadFrame("the peer broke off in the middle of a frame")
        parts += piece
    return bytes(parts)
