"""The gate's local socket: the kernel says who is speaking, and no failure says why.

An exception's message can carry a value out of a row, so neither the peer nor the log is given it: the peer learns that
the gate failed, the log learns where.
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import struct
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shuzha.enclave.door.frames import REQUEST_BODY_LIMIT, BadFrame, Frame, receive_frame, send_frame
from shuzha.enclave.vault.sealed import Tampered
from shuzha.gate.reasons import unknown
from shuzha.gate.requests import Fields
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

log = logging.getLogger(__name__)

IDLE_SECONDS = 60.0
THREADS = 32
_CREDENTIALS = struct.Struct("3i")
FAULT = Text("闸口处理失败，未放行任何数据。", "The gate failed; nothing was released.")

Leaving = Callable[[Callable[[], object]], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. `leaving` holds the way out open while bytes leave, and cuts them off at a stop."""

    fields: dict[str, Any]
    body: bytes = b""
    leaving: Leaving | None = None


Operation = Callable[[Fields, bytes], Reply]


class SealedAnswer(Exception):
    """The answer may not leave, for a reason that depends on data. `text` is the same for all of them."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__()


class GateServer:
    """Serves `operations` on a Unix socket at `path` to processes of the user ids in `peers`."""

    def __init__(
        self,
        path: Path,
        operations: Mapping[str, Operation],
        peers: frozenset[int],
        after_each: Callable[[], None] = lambda: None,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._path, self._operations, self._peers = path, operations, peers
        self._after_each, self._at_end = after_each, at_end
        self._waiting: queue.Queue[socket.socket | None] = queue.Queue()
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # the mode must hold from the first moment the name exists
        before = os.umask(0o117)
        try:
            self._socket.bind(str(path))
        finally:
            os.umask(before)
        self._socket.listen(128)

    def serve(self) -> None:
        """Accepts until `close()` is called from another thread or a signal handler."""
        threads = [threading.Thread(target=self._attend, daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                if self._admits(connection):
                    self._waiting.put(connection)
                else:
                    connection.close()
        for _ in threads:
            self._waiting.put(None)

    def close(self) -> None:
        """Stops accepting and takes the socket's name away; answers under way are finished."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _attend(self) -> None:
        # threads last, so that what each holds (a database connection) is made once
        while (connection := self._waiting.get()) is not None:
            self._converse(connection)
        self._at_end()

    def _admits(self, connection: socket.socket) -> bool:
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        _, uid, _ = _CREDENTIALS.unpack(raw)
        if uid not in self._peers:
            log.warning("turned away a process of user id %d", uid)
        return uid in self._peers

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(IDLE_SECONDS)
                while (frame := receive_frame(connection, REQUEST_BODY_LIMIT)) is not None:
                    self._send(connection, frame)
        except (OSError, BadFrame) as error:
            log.info("a connection ended early: %s", type(error).__name__)

    def _send(self, connection: socket.socket, frame: Frame) -> None:
        reply = self._answer(frame)
        if reply.leaving is None:
            send_frame(connection, reply.fields, reply.body)
            return
        try:
            with reply.leaving(lambda: connection.shutdown(socket.SHUT_RDWR)):
                send_frame(connection, reply.fields, reply.body)
        except Refused as stopped:
            send_frame(connection, _denied(stopped, reply.fields["request_id"]))

    def _answer(self, frame: Frame) -> Reply:
        header, body = frame
        asked = header.get("request_id")
        request_id = asked if isinstance(asked, str) else ""
        try:
            reply = self._perform(header, body)
            return replace(reply, fields={"ok": True, "request_id": request_id, **reply.fields})
        except Refused as refused:
            return Reply(_denied(refused, request_id))
        except SealedAnswer as sealed:
            return Reply({"ok": False, "request_id": request_id, "sealed": True, "text": sealed.text.as_json()})
        except Tampered as tampered:
            log.critical("sealed data was tampered with: %s", tampered.text.en)
        except Exception as fault:
            where = "".join(traceback.format_tb(fault.__traceback__))
            log.error("operation %r failed with %s at\n%s", header.get("op"), type(fault).__name__, where)
        finally:
            self._after_each()
        return Reply({"ok": False, "request_id": request_id, "text": FAULT.as_json()})

    def _perform(self, header: dict[str, Any], body: bytes) -> Reply:
        name = header.get("op")
        operation = self._operations.get(name) if isinstance(name, str) else None
        if operation is None:
            raise unknown("op")
        return operation(Fields(header), body)


def _denied(refused: Refused, request_id: str) -> dict[str, Any]:
    return {"ok": False, "request_id": request_id, "denials": [deny.as_json() for deny in refused.denials]}
