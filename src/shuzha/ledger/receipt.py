"""Receipts: one entry, its place in the log and the signed checkpoint that covers it, in one file that proves itself.

The entry of an event only commits to the event's data (SHA-256 over a salt and the canonical data). A receipt may
carry the opening, salt and data, for whoever is entitled to see them; erasing the salt leaves the log verifiable.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import suite
from shuzha.ledger.log import Log
from shuzha.ledger.note import BadNote, Checkpoint, NoteKey
from shuzha.ledger.tree import BadProof, Tree

RECEIPT = "shuzha-receipt/v1"
CONSISTENCY = "shuzha-consistency/v1"


class BadReceipt(Exception):
    """A receipt does not prove what it claims; the message says why."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What a good receipt proves: `entry` stands at `index` of the log that `checkpoint` commits to."""

    entry: bytes
    index: int
    checkpoint: Checkpoint


def commit(salt: bytes, data: Any) -> str:
    """The commitment (hex) that an entry carries in place of `data`."""
    return hashlib.sha256(salt + canonical(data)).hexdigest()


def make(log: Log, index: int, opening: tuple[bytes, Any] | None = None) -> dict[str, Any]:
    """The receipt of the entry at `index` under the log's published checkpoint, verified before it is handed out.

    `opening` is the salt and the data that the entry commits to.
    Raises: LookupError when the entry is not published yet; Damaged or BadReceipt when the log's bytes do not prove it,
    or the opening does not fit.
    """
    note = log.published_note()
    checkpoint = Checkpoint.read(note)
    receipt: dict[str, Any] = {
        "format": RECEIPT,
        "suite": log.suite.name,
        "index": index,
        "entry": _b64(log.entry(index)),
        "proof": [_b64(h) for h in log.inclusion(index, checkpoint.size)],
        "checkpoint": note.decode(),
    }
    if opening:
        receipt["opening"] = {"salt": opening[0].hex(), "data": opening[1]}
    verify(receipt, log.keys)
    return receipt


def verify(receipt: dict[str, Any], keys: Sequence[NoteKey]) -> Proved:
    """What `receipt` proves to someone who trusts `keys`. Raises: BadReceipt."""
    try:
        if receipt["format"] != RECEIPT:
            raise BadReceipt(f"not a receipt: {receipt['format']!r}")
        checkpoint = Checkpoint.read(receipt["checkpoint"].encode(), keys)
        entry, index = base64.b64decode(receipt["entry"], validate=True), _whole(receipt["index"])
        proof = [base64.b64decode(h, validate=True) for h in receipt["proof"]]
        tree = Tree(suite(receipt["suite"]).hash)
        tree.verify_inclusion(tree.leaf(entry), index, checkpoint.size, proof, checkpoint.root)
        _opens(receipt.get("opening"), entry)
    except (BadNote, BadProof) as error:
        raise BadReceipt(str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError, LookupError):
        raise BadReceipt("the receipt is malformed") from None
    return Proved(entry, index, checkpoint)


def _whole(index: Any) -> int:
    """A number of the receipt as it stands there: what another verifier could read differently proves nothing."""
    if type(index) is not int:
        raise BadReceipt("the index is no whole number")
    return index


def _opens(opening: dict[str, Any] | None, entry: bytes) -> None:
    if opening is None:
        return
    if commit(bytes.fromhex(opening["salt"]), opening["data"]) != json.loads(entry)["commit"]:
        raise BadReceipt("the data in the receipt is not what the entry commits to")


def consistency(log: Log, old: bytes, new: bytes | None = None) -> dict[str, Any]:
    """The proof that the checkpoint note `new`, by default the published one, extends `old`. Raises: LookupError, BadNote."""
    new = new or log.published_note()
    sizes = Checkpoint.read(old, log.keys).size, Checkpoint.read(new, log.keys).size
    return {
        "format": CONSISTENCY,
        "suite": log.suite.name,
        "old": old.decode(),
        "new": new.decode(),
        "proof": [_b64(h) for h in log.consistency(*sizes)],
    }


def as_tlog_proof(receipt: dict[str, Any]) -> str:
    """The receipt as C2SP tlog-proof text, the entry in its `extra` line."""
    lines = ["c2sp.org/tlog-proof@v1", f"extra {receipt['entry']}", f"index {receipt['index']}", *receipt["proof"]]
    return "\n".join(lines) + "\n\n" + str(receipt["checkpoint"])


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
