"""The small files beside the tiles: the head says how far tiles are durable, the checkpoint what is signed."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from shuzha.kernel.canonical import canonical
from shuzha.ledger import journal
from shuzha.ledger.disk import Disk
from shuzha.ledger.finding import damaged
from shuzha.ledger.note import BadNote, Checkpoint

DESCRIPTION, HEAD, CHECKPOINT, KEYS = "log.json", "head", "checkpoint", "keys"


def read_head(directory: Path) -> tuple[int, bytes]:
    """The size up to which tiles are durable, and the root at that size.

    Raises: Damaged when the file cannot be read.
    """
    try:
        head = json.loads((directory / HEAD).read_bytes())
        return int(head["size"]), base64.b64decode(head["root"], validate=True)
    except (OSError, ValueError, KeyError, TypeError):
        raise damaged("head", HEAD, "日志头无法读取。", "The head cannot be read.") from None


def read_checkpoint(directory: Path) -> tuple[Checkpoint, bytes] | None:
    """The published checkpoint and its note, its signature not yet checked; None before the first. Raises: Damaged."""
    try:
        note = (directory / CHECKPOINT).read_bytes()
        return Checkpoint.read(note), note
    except FileNotFoundError:
        return None
    except BadNote as error:
        raise damaged(
            "checkpoint", CHECKPOINT, "检查点无法读取。", f"The checkpoint cannot be read: {error}."
        ) from None


def encode_head(size: int, root: bytes) -> bytes:
    return canonical({"size": size, "root": base64.b64encode(root).decode()})


def begin(directory: Path, root: bytes, disk: Disk) -> None:
    """Writes the journal and the head of an empty log."""
    disk.replace(directory / journal.NAME, b"")
    disk.replace(directory / HEAD, encode_head(0, root))
