"""A witness: signs, beside the log, that what it has seen of the log has only ever grown.

A checkpoint that only its own operator has seen proves little. A witness remembers, for each log it knows, the largest
checkpoint it has cosigned, and cosigns another only with a proof that it extends that one; so a log that shows two
histories needs as many witnesses as the readers' policy asks for to lie with it.
Standards: C2SP tlog-witness and tlog-cosignature.
Contract: what a cosignature was answered for MUST be remembered whatever dies; the record is durable before the answer.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import Signer, suite, verifier
from shuzha.ledger.disk import Disk
from shuzha.ledger.note import BadNote, Checkpoint, NoteKey, cosign, open_note
from shuzha.ledger.tree import BadProof, Tree

SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"
_PROOF_LIMIT = 63
SUITE_OF = {"Ed25519": "intl", "SM2": "gm"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: an HTTP status, a body and its type."""

    status: int
    body: str
    kind: str = TEXT_TYPE


class _Refusal(Exception):
    def __init__(self, status: int, body: str, kind: str = TEXT_TYPE) -> None:
        self.answer = Answer(status, body + "\n", kind)


class Witness:
    """Cosigns under `name` for the logs whose keys `known` gives by origin; `record` is its own file."""

    def __init__(
        self,
        name: str,
        signer: Signer,
        known: Callable[[], Mapping[str, Sequence[NoteKey]]],
        record: Path,
        seconds: Callable[[], int],
        disk: Disk | None = None,
    ) -> None:
        self.key = NoteKey(name, verifier(signer.algorithm, signer.public_key), cosigning=True)
        self._signer, self._known, self._record, self._seconds = signer, known, record, seconds
        self._disk = disk or Disk()

    def add_checkpoint(self, request: bytes) -> Answer:
        """The answer to an `add-checkpoint` request: 200 with a cosignature, or 400, 403, 404, 409, 422 and why."""
        try:
            old, proof, note = _divide(request)
            text, checkpoint, tree = self._trusted(note)
            if old > checkpoint.size:
                raise _Refusal(400, f"the old size {old} is beyond the checkpoint's {checkpoint.size}")
            with self._alone():
                self._extends(checkpoint, old, proof, tree)
                return Answer(200, cosign(text, self.key.name, self._signer, self._seconds()))
        except _Refusal as refusal:
            return refusal.answer

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One request at a time, in this process and in any other that uses the record: two could cosign two histories."""
        with self._record.with_name(self._record.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _trusted(self, note: bytes) -> tuple[str, Checkpoint, Tree]:
        try:
            claimed = Checkpoint.read(note)
        except BadNote as error:
            raise _Refusal(400, str(error)) from None
        keys = [key for key in self._known().get(claimed.origin, ()) if not key.cosigning]
        if not keys:
            raise _Refusal(404, f"the log {claimed.origin} is not known here")
        try:
            text = open_note(note, keys)
        except BadNote as error:
            raise _Refusal(403, str(error)) from None
        return text, claimed, Tree(suite(SUITE_OF[keys[0].verifier.algorithm]).hash)

    def _extends(self, new: Checkpoint, old: int, proof: Sequence[bytes], tree: Tree) -> None:
        """Records `new` durably, if it extends what was cosigned last."""
        seen = self._seen()
        size, root = seen.get(new.origin, (0, tree.root([]).hex()))
        if old != size:
            raise _Refusal(409, str(size), SIZE_TYPE)
        if new.size == size and new.root.hex() != root:
            raise _Refusal(409, str(size), SIZE_TYPE)
        try:
            if not (old == 0 < new.size and not proof):
                tree.verify_consistency(old, new.size, proof, bytes.fromhex(root), new.root)
        except BadProof as error:
            raise _Refusal(422, str(error)) from None
        seen[new.origin] = (new.size, new.root.hex())
        self._disk.replace(self._record, canonical({origin: list(kept) for origin, kept in seen.items()}))

    def _seen(self) -> dict[str, tuple[int, str]]:
        """Raises: ValueError for a record that cannot be read: who has forgotten what it saw must not cosign."""
        if not self._record.exists():
            return {}
        return {
            origin: (int(size), str(root)) for origin, (size, root) in json.loads(self._record.read_bytes()).items()
        }


def request(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of an `add-checkpoint` request."""
    lines = [f"old {old}", *(base64.b64encode(hash_).decode() for hash_ in proof)]
    return ("\n".join(lines) + "\n\n").encode() + note


def _divide(body: bytes) -> tuple[int, list[bytes], bytes]:
    head, blank, note = body.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    size = first.removeprefix(b"old ")
    if not blank or not first.startswith(b"old ") or not size.isdigit() or str(int(size[:20])).encode() != size:
        raise _Refusal(400, "the request must begin with `old` and a size")
    if len(lines) > _PROOF_LIMIT:
        raise _Refusal(400, f"a consistency proof has at most {_PROOF_LIMIT} hashes")
    try:
        return int(size), [base64.b64decode(line, validate=True) for line in lines], note
    except binascii.Error:
        raise _Refusal(400, "a hash of the proof is not base64") from None
