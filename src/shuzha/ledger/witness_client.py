"""Asks the witnesses of a policy to cosign what a log is about to publish, all of them at once.

Each witness is asked on a thread of its own, and asked anew only once it has answered or run out of time: a slow one
holds up neither the others nor the log.
Standard: C2SP tlog-witness. A witness on this machine may be reached over a Unix socket, `unix:` and its name.
Contract: a note MUST be handed back only with as many valid cosignatures as the policy needs.
"""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from urllib.parse import urlsplit

from shuzha.ledger.note import BadNote, Checkpoint, NoteKey, cosigned_at
from shuzha.ledger.policy import Policy
from shuzha.ledger.witness import request
from shuzha.ledger.witness_server import PATH

PATIENCE_SECONDS = 5.0
# Once enough have cosigned, the rest may still catch up for so long.
GRACE_SECONDS = 0.1
_ANSWER_LIMIT = 64 * 1024

Prove = Callable[[int], list[bytes]]
Send = Callable[[str, bytes], tuple[int, str]]


class TooFew(Exception):
    """Fewer witnesses have cosigned than the policy needs; `why` gives by name what each of the others answered."""

    def __init__(self, size: int, needed: int, cosigned: list[str], why: Mapping[str, str]) -> None:
        self.size, self.needed, self.cosigned, self.why = size, needed, cosigned, dict(why)
        reasons = "; ".join(f"{name}: {said}" for name, said in why.items())
        super().__init__(f"{len(cosigned)} of {needed} needed witnesses have cosigned {size} entries ({reasons})")


class Witnesses:
    """The witnesses of `policy`, asked through `send(url, body)`; `cosign` is what `Log.checkpoint` takes."""

    def __init__(self, policy: Policy, send: Send) -> None:
        self._policy, self._send = policy, send
        self._sizes = {key.name: 0 for key in policy.witnesses}
        self._busy: dict[str, Future[tuple[int, str]]] = {}
        self._threads = ThreadPoolExecutor(max(len(policy.witnesses), 1), "witness")

    def cosign(self, note: bytes, prove: Prove) -> bytes:
        """The note with the cosignatures of all who answered in time, where they are enough. Raises: TooFew."""
        return _Round(self._policy, self._sizes, self._ask, note, prove).run()

    def _ask(self, key: NoteKey, body: bytes) -> Future[tuple[int, str]] | None:
        """What it will answer; None while it still owes the answer to an earlier request."""
        earlier = self._busy.get(key.name)
        if earlier and not earlier.done():
            return None
        self._busy[key.name] = self._threads.submit(self._send, self._policy.urls[key.name], body)
        return self._busy[key.name]

    def close(self) -> None:
        """Returns once every witness asked has answered or run out of time."""
        self._threads.shutdown(cancel_futures=True)


class _Round:
    """One checkpoint, offered to every witness until enough have cosigned it or all have said why not."""

    def __init__(
        self,
        policy: Policy,
        sizes: dict[str, int],
        ask: Callable[[NoteKey, bytes], Future[tuple[int, str]] | None],
        note: bytes,
        prove: Prove,
    ) -> None:
        self._policy, self._sizes, self._ask, self._prove = policy, sizes, ask, prove
        self._bare, self._note = note, note
        self._size = Checkpoint.read(note).size
        self._why: dict[str, str] = {}
        self._waiting: dict[Future[tuple[int, str]], NoteKey] = {}

    def run(self) -> bytes:
        had = self._policy.cosigners(self._note)
        for key in self._policy.witnesses:
            if key.name not in had:
                self._offer(key, min(self._sizes[key.name], self._size))
        self._collect()
        if not self._policy.satisfied(self._note):
            raise TooFew(self._size, self._policy.needed, self._policy.cosigners(self._note), self._why)
        return self._note

    def _collect(self) -> None:
        deadline, graced = time.monotonic() + PATIENCE_SECONDS, False
        while self._waiting and (left := deadline - time.monotonic()) > 0:
            done, _ = wait(self._waiting, left, FIRST_COMPLETED)
            for future in done:
                self._hear(self._waiting.pop(future), future)
            if not graced and self._policy.satisfied(self._note):
                deadline, graced = min(deadline, time.monotonic() + GRACE_SECONDS), True
        for key in self._waiting.values():
            self._why[key.name] = "has not answered in time"

    def _offer(self, key: NoteKey, old: int) -> None:
        if key.name not in self._policy.urls:
            self._why[key.name] = "the policy gives no address"
            return
        self._sizes[key.name] = old
        future = self._ask(key, request(old, self._prove(old), self._bare))
        if future:
            self._waiting[future] = key
        else:
            self._why[key.name] = "has not answered an earlier request yet"

    def _hear(self, key: NoteKey, future: Future[tuple[int, str]]) -> None:
        try:
            status, body = future.result()
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._why[key.name] = f"cannot be reached: {error or type(error).__name__}"
            return
        if status == http.HTTPStatus.OK:
            self._take(key, body)
        elif status == http.HTTPStatus.CONFLICT and body.strip().isdecimal():
            self._differ(key, int(body.strip()[:20]))
        else:
            self._why[key.name] = f"answered {status}: {body.strip()[:200]}"

    def _take(self, key: NoteKey, body: str) -> None:
        for line in body.splitlines(keepends=True):
            if _holds(self._bare + line.encode(), key):
                self._note += line.encode()
                self._sizes[key.name] = self._size
                return
        self._why[key.name] = "its cosignature does not hold"

    def _differ(self, key: NoteKey, seen: int) -> None:
        """The witness remembers another size than we thought: the proof is made from there, once."""
        if seen > self._size:
            self._why[key.name] = f"has cosigned {seen} entries of this log, which has only {self._size}: rolled back"
        elif seen == self._sizes[key.name]:
            self._why[key.name] = f"has cosigned another history of {seen} entries: forked"
        else:
            self._offer(key, seen)


def _holds(note: bytes, key: NoteKey) -> bool:
    try:
        return bool(cosigned_at(note, key))
    except BadNote:
        return False


def over_http(sockets: Path) -> Send:
    """Sends to `http:` and `https:` addresses, and to the Unix sockets in the directory `sockets`.

    What it returns raises OSError or HTTPException when there is no answer, ValueError for any other address.
    """

    def send(url: str, body: bytes) -> tuple[int, str]:
        connection, path = _connection(url, sockets)
        try:
            connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8"})
            answer = connection.getresponse()
            return answer.status, answer.read(_ANSWER_LIMIT).decode(errors="replace")
        finally:
            connection.close()

    return send


def _connection(url: str, sockets: Path) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    path = parts.path.rstrip("/") + PATH
    if parts.scheme == "unix":
        return _UnixConnection(sockets / parts.path), PATH
    if parts.scheme == "http" and parts.hostname:
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_SECONDS), path
    if parts.scheme == "https" and parts.hostname:
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=PATIENCE_SECONDS), path
    raise ValueError(f"not an address of a witness: {url!r}")


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
