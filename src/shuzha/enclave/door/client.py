"""The other side of the gate's socket, for the web process and the command line: it can ask, and never sees a key.

Each call opens a connection of its own, so that one stuck answer holds nobody else up.
"""

from __future__ import annotations

import hashlib
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from shuzha.enclave.door.frames import REPLY_BODY_LIMIT, BadFrame, Frame, receive_frame, send_frame
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

CHUNK_BYTES = 4 << 20


class Sealed(Exception):
    """The answer was not released, for a reason that depends on data and stays inside; `text` is all that is said."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class GateFault(Exception):
    """The gate cannot be reached, or failed; nothing was released. `text` may be shown to users."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


UNREACHABLE = Text("数据闸口暂时无法连接，请稍后重试。", "The gate cannot be reached; try again later.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A released table and what the gate says of it (`meta`: rows, columns, whether it repeats an earlier answer)."""

    table: pa.Table
    meta: dict[str, Any]


class GateClient:
    """Speaks with the gate at `socket_path`. Every method raises: Refused, Sealed or GateFault."""

    def __init__(self, socket_path: Path | str, timeout_seconds: float = 120.0) -> None:
        self._path = str(socket_path)
        self._timeout = timeout_seconds

    def hello(self) -> dict[str, Any]:
        """The gate's version and its public key for sealed uploads."""
        return self._ask("hello")[0]

    def status(self) -> dict[str, Any]:
        """How the gate is: suite, isolation, running jobs, whether it hears of cut-offs."""
        return self._ask("status")[0]

    def upload(self, source: BinaryIO, filename: str) -> str:
        """Hands a file over in pieces; the answer is its staging identifier."""
        staging = self.begin(filename)
        piece = source.read(CHUNK_BYTES)
        index = 0
        while True:
            following = source.read(CHUNK_BYTES)
            self.chunk(staging, index, piece, final=not following)
            if not following:
                return staging
            piece, index = following, index + 1

    def begin(self, filename: str, sealing: Mapping[str, Any] | None = None) -> str:
        """Opens an upload; `sealing` (key_id, ephemeral, salt) says that its chunks are sealed to the gate's key."""
        reply, _ = self._ask("intake.begin", filename=filename, sealed=sealing is not None, **(sealing or {}))
        return str(reply["staging"])

    def chunk(self, staging: str, index: int, data: bytes, *, final: bool) -> int:
        """Hands over chunk number `index`; the answer is the number of plain bytes received so far."""
        return int(self._ask("intake.chunk", data, staging=staging, index=index, final=final)[0]["received"])

    def profile(self, staging: str) -> dict[str, Any]:
        """What the gate saw: digest, kind, encoding, rows, suggested_unit, columns.

        Each column has name, type, profile, class, class_title, grade, treatment, reasons, unit.
        """
        return self._ask("intake.profile", staging=staging)[0]

    def commit(
        self,
        staging: str,
        resource_id: str,
        decisions: Sequence[Mapping[str, Any]],
        unit_column: str,
        unit_domain: str,
    ) -> dict[str, Any]:
        """Seals the table as decided: version, digest, rows, rows_without_unit, units, columns."""
        return self._ask(
            "intake.commit",
            staging=staging,
            resource=resource_id,
            decisions=list(decisions),
            unit_column=unit_column,
            unit_domain=unit_domain,
        )[0]

    def discard(self, staging: str) -> None:
        """Destroys an upload."""
        self._ask("intake.discard", staging=staging)

    def schema(self, grant_id: str, actor: str) -> list[dict[str, Any]]:
        """The tables and columns that the grant gives, as the actor may know them."""
        return list(self._ask("schema", grant=grant_id, actor=actor)[0]["tables"])

    def query(
        self, *, grant_id: str, actor: str, purpose: str, sql: str, face: str, form: str = "statistics"
    ) -> Answer:
        """Runs SQL under a grant and answers what was released: statistics, or rows under the actor's pseudonyms."""
        return _answer(self._ask("query", grant=grant_id, actor=actor, purpose=purpose, sql=sql, face=face, form=form))

    def trace(self, pseudonyms: Sequence[str]) -> dict[str, int]:
        """Which persons were given a copy in which these pseudonyms stand, with how many of them."""
        reply, _ = self._ask("trace", pseudonyms=list(pseudonyms))
        return {str(one["person"]): int(one["matches"]) for one in reply["persons"]}

    def review(
        self, *, grant_id: str, actor: str, purpose: str, sql: str, parameters: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Judges an interface's template without running it."""
        asked = {"grant": grant_id, "actor": actor, "purpose": purpose, "sql": sql, "face": "review"}
        return self._ask("review", b"", parameters=list(parameters), **asked)[0]

    def call(
        self,
        *,
        interface_id: str,
        actor: str,
        values: Mapping[str, Any],
        face: str,
        order: str | None = None,
        organisation: str | None = None,
        request_id: str | None = None,
    ) -> Answer:
        """Binds a reviewed interface for `actor` and answers what was released; under an `order` of the actor's
        `organisation` the call is metered, and a retry under the same `request_id` is counted once."""
        sold: dict[str, Any] = {"order": order, "organisation": organisation} if order else {}
        if request_id:
            sold["request_id"] = request_id
        return _answer(self._ask("call", interface=interface_id, actor=actor, values=dict(values), face=face, **sold))

    def stop(self, grant_id: str) -> dict[str, Any]:
        """Has leases re-read and jobs killed; answers, with timings, when no byte can leave any more."""
        return self._ask("stop", grant=grant_id)[0]

    def _ask(self, op: str, body: bytes = b"", **fields: Any) -> Frame:
        header = {"op": op, "request_id": secrets.token_hex(8), **fields}
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._timeout)
                connection.connect(self._path)
                send_frame(connection, header, body)
                frame = receive_frame(connection, REPLY_BODY_LIMIT)
        except (OSError, BadFrame) as error:
            raise GateFault(UNREACHABLE) from error
        if frame is None:
            raise GateFault(UNREACHABLE)
        return _opened(frame)


def file_digest(source: BinaryIO) -> str:
    """The SHA-256 of a file in hex, as the gate reports it for an upload."""
    return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]


def _opened(frame: Frame) -> Frame:
    header, body = frame
    if header.get("ok") is True:
        return header, body
    if header.get("sealed"):
        raise Sealed(Text.from_json(header["text"]))
    if header.get("denials"):
        raise Refused(Deny.from_json(one) for one in header["denials"])
    raise GateFault(Text.from_json(header["text"]) if "text" in header else UNREACHABLE)


def _answer(frame: Frame) -> Answer:
    header, body = frame
    return Answer(pa.ipc.open_stream(body).read_all(), header.get("meta", {}))
