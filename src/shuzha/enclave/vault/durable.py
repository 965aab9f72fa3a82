"""Writes that survive a power cut: a file is whole and on disk before its name exists."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_durably(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Puts `content` at `path` (mode 0600) in one step: after a crash the file is the old or the new, never a part.

    Raises: FileExistsError when `replace` is false and `path` exists.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(draft, path)
        else:
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Makes names created, moved or removed in the directory durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private_directory(path: Path) -> Path:
    """The directory `path`, made with its parents where missing, open to its owner only."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def erase(path: Path) -> None:
    """Overwrites the file, then removes it, durably; where the medium keeps old blocks, only the name is sure to go."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_directory(path.parent)
