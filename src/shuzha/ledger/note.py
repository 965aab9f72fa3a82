"""Signed notes and checkpoints: a few lines of text that commit a log to everything it holds, under keys with names.

Standards: C2SP signed-note and tlog-checkpoint. A key is written `name+id+base64(type, public key)`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from shuzha.kernel.suites import BadSignature, Signer, Verifier, verifier

# Which signature a key makes, by the bytes before it; C2SP assigns 1 and 4, and leaves 0xff with a name of one's own.
_TYPES: dict[bytes, tuple[str, bool]] = {
    b"\x01": ("Ed25519", False),
    b"\x04": ("Ed25519", True),
    b"\xffshuzha/sm2-sm3/v1\n": ("SM2", False),
    b"\xffshuzha/sm2-sm3-cosignature/v1\n": ("SM2", True),
}
_PREFIXES = {kind: prefix for prefix, kind in _TYPES.items()}
_TIME_BYTES = 8
_SIGNATURE_LINE = "— "
_NOTE_LIMIT = 1_000_000


class BadNote(Exception):
    """A note is malformed, or signed by no key that is trusted."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key with the name it signs under; a witness's key is `cosigning`, and is never taken for a log's."""

    name: str
    verifier: Verifier
    cosigning: bool = False

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() or ord(c) < 0x20 for c in self.name):
            raise ValueError(f"not a key name (no spaces, no plus sign, not empty): {self.name!r}")

    @property
    def id(self) -> bytes:
        """Four bytes that tell this key from others of the same name."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._typed).digest()[:4]

    @property
    def _typed(self) -> bytes:
        return _PREFIXES[self.verifier.algorithm, self.cosigning] + self.verifier.public_key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self._typed).decode()}"

    @classmethod
    def parse(cls, text: str) -> NoteKey:
        """Raises: ValueError when `text` is not a key, or its id does not fit."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            typed = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ValueError(f"not a key: {text!r}") from None
        found = next((prefix for prefix in _TYPES if typed.startswith(prefix)), None)
        if found is None:
            raise ValueError(f"not a key of a known kind: {text!r}")
        algorithm, cosigning = _TYPES[found]
        key = cls(name, verifier(algorithm, typed[len(found) :]), cosigning)
        if key.id.hex() != key_id:
            raise ValueError(f"the key's id does not fit the key: {text!r}")
        return key


def sign(text: str, name: str, signer: Signer) -> bytes:
    """The note: `text` (ending in a newline) with one signature under `name`."""
    key = NoteKey(name, verifier(signer.algorithm, signer.public_key))
    return f"{text}\n{_line(key, signer.sign(text.encode()))}".encode()


def cosign(text: str, name: str, signer: Signer, seconds: int) -> str:
    """A witness's signature line over a checkpoint's `text`, made at `seconds` since the epoch.

    Standard: C2SP tlog-cosignature, `cosignature/v1`.
    """
    key = NoteKey(name, verifier(signer.algorithm, signer.public_key), cosigning=True)
    return _line(key, seconds.to_bytes(_TIME_BYTES, "big") + signer.sign(_cosigned(text, seconds)))


def cosigned_at(note: bytes, key: NoteKey) -> int | None:
    """When the witness with `key` has cosigned `note`, in seconds since the epoch; None when it has not.

    Raises: BadNote when a cosignature under this key is wrong, or the note is malformed.
    """
    text, signatures = _divide(note)
    times = []
    for name, key_id, signature in signatures:
        if (name, key_id) == (key.name, key.id) and key.cosigning:
            _check(key, text, signature)
            times.append(int.from_bytes(signature[:_TIME_BYTES], "big"))
    return max(times, default=None)


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _line(key: NoteKey, signature: bytes) -> str:
    return f"{_SIGNATURE_LINE}{key.name} {base64.b64encode(key.id + signature).decode()}\n"


def open_note(note: bytes, keys: Sequence[NoteKey]) -> str:
    """The text of a note that at least one of `keys` has signed, and none of them wrongly. Raises: BadNote."""
    text, signatures = _divide(note)
    signed = False
    for name, key_id, signature in signatures:
        for key in keys:
            if (key.name, key.id) == (name, key_id):
                _check(key, text, signature)
                signed = True
    if not signed:
        raise BadNote("the note carries no signature of a trusted key")
    return text


def _check(key: NoteKey, text: str, signature: bytes) -> None:
    message = text.encode()
    if key.cosigning:
        message, signature = (
            _cosigned(text, int.from_bytes(signature[:_TIME_BYTES], "big")),
            signature[_TIME_BYTES:],
        )
    try:
        key.verifier.verify(message, signature)
    except BadSignature:
        raise BadNote(f"the signature of {key.name} is wrong") from None


def _divide(note: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise BadNote("the note is not UTF-8") from None
    text, blank, tail = whole.rpartition("\n\n")
    if (
        len(note) > _NOTE_LIMIT
        or not blank
        or not tail.endswith("\n")
        or any(ord(c) < 0x20 and c != "\n" for c in whole)
    ):
        raise BadNote("the note is malformed")
    return text + "\n", [_signature(line) for line in tail[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_SIGNATURE_LINE).partition(" ")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("a signature line is malformed") from None
    one_way = base64.b64encode(raw).decode() == encoded
    if not line.startswith(_SIGNATURE_LINE) or not name or len(raw) < 5 or not one_way:
        raise BadNote("a signature line is malformed")
    return name, raw[:4], raw[4:]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits itself to: `size` entries under `root`."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, note: bytes, keys: Sequence[NoteKey] | None = None) -> Checkpoint:
        """The checkpoint in `note`; that one of `keys` has signed it is checked unless `keys` is None. Raises: BadNote.

        A witness's key signs no checkpoint, whoever lists it among the log's.
        """
        text = _divide(note)[0] if keys is None else open_note(note, [key for key in keys if not key.cosigning])
        origin, _, rest = text.partition("\n")
        size, _, rest = rest.partition("\n")
        try:
            root = base64.b64decode(rest.partition("\n")[0], validate=True)
        except (binascii.Error, ValueError):
            raise BadNote("the root in the checkpoint is malformed") from None
        if not origin or not size.isascii() or not size.isdigit() or str(int(size)) != size or not root:
            raise BadNote("the checkpoint is malformed")
        return cls(origin, int(size), root)
