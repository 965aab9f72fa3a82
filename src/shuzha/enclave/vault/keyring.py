"""The gate's keys: one master key in a private file; every data key lies wrapped under it, apart from the ciphertext.

Wrapped keys stand in the key directory and not in the vault, so that a copy of the vault alone can never be opened and
destroying a key is enough to destroy what it seals.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shuzha.enclave.vault.durable import erase, make_private_directory, write_durably
from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import NONCE_BYTES, Suite, Unsealable, suite

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")
_WRAP = "shuzha data key 1"


class KeyringError(Exception):
    """The key directory is missing, damaged, or open to others."""


class Keyring:
    """Wraps and unwraps data keys under the master key in `folder` (master.key, wrapped/)."""

    def __init__(self, folder: Path) -> None:
        """Opens an existing key directory. Raises: KeyringError."""
        self._folder = folder
        path = folder / "master.key"
        try:
            mode = path.stat().st_mode
            record = json.loads(path.read_text())
            self.suite: Suite = suite(record["suite"])
            self._master = bytes.fromhex(record["key"])
        except (OSError, ValueError, KeyError, LookupError) as error:
            raise KeyringError(f"no usable master key at {path}") from error
        if stat.S_IMODE(mode) & 0o077:
            raise KeyringError(f"{path} can be read by others; set its mode to 0600")

    @classmethod
    def create(cls, folder: Path, suite_name: str = "intl") -> Keyring:
        """A new key directory. Raises: FileExistsError when there is one: a master key is never replaced."""
        make_private_directory(folder)
        make_private_directory(folder / "wrapped")
        os.chmod(folder, 0o700)
        key = secrets.token_bytes(suite(suite_name).aead.key_bytes)
        record = json.dumps({"suite": suite_name, "key": key.hex()}).encode()
        write_durably(folder / "master.key", record, replace=False)
        return cls(folder)

    @classmethod
    def open_or_create(cls, folder: Path, suite_name: str = "intl") -> Keyring:
        """The key directory, made on first use."""
        return cls(folder) if (folder / "master.key").exists() else cls.create(folder, suite_name)

    def derive(self, purpose: str, size: int = 32) -> bytes:
        """A lasting key of `size` bytes (at most 32) for a named purpose, such as one pseudonym domain."""
        return self.suite.hash.mac(self._master, b"shuzha derived key 1\x1f" + purpose.encode())[:size]

    def new_data_key(self) -> bytes:
        return secrets.token_bytes(self.suite.aead.key_bytes)

    def wrap(self, key: bytes, context: dict[str, Any]) -> str:
        """`key` sealed under the master key, openable only with the same `context`; hexadecimal."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return (nonce + self.suite.aead.seal(self._master, nonce, key, _aad(context))).hex()

    def unwrap(self, wrapped: str, context: dict[str, Any]) -> bytes:
        """The data key. Raises: Unsealable when the wrapped key was changed or belongs to another context."""
        try:
            raw = bytes.fromhex(wrapped)
        except ValueError as error:
            raise Unsealable("the wrapped key is not hexadecimal") from error
        return self.suite.aead.open(self._master, raw[:NONCE_BYTES], raw[NONCE_BYTES:], _aad(context))

    def store(self, owner: str, name: str, record: dict[str, Any]) -> None:
        """Keeps a record of wrapped keys durably, in place of one that a crash left without its data."""
        folder = make_private_directory(self._folder / "wrapped" / checked_name(owner))
        write_durably(folder / f"{checked_name(name)}.json", json.dumps(record).encode())

    def load(self, owner: str, name: str) -> dict[str, Any]:
        """The record. Raises: LookupError when it was never kept or has been destroyed."""
        path = self._folder / "wrapped" / checked_name(owner) / f"{checked_name(name)}.json"
        try:
            return dict(json.loads(path.read_text()))
        except FileNotFoundError:
            raise LookupError(f"there is no key for {owner}/{name}: never made, or destroyed") from None

    def names(self, owner: str) -> Iterator[str]:
        """The names of the records that `owner` has, in order."""
        folder = self._folder / "wrapped" / checked_name(owner)
        yield from sorted(path.stem for path in folder.glob("[!.]*.json"))

    def destroy(self, owner: str) -> list[str]:
        """Destroys every wrapped key of `owner`; answers the fingerprint of each record destroyed."""
        folder = self._folder / "wrapped" / checked_name(owner)
        prints = []
        for path in sorted(folder.glob("*.json")):
            prints.append(hashlib.sha256(path.read_bytes()).hexdigest())
            erase(path)
        if folder.exists():
            folder.rmdir()
        return prints


def checked_name(name: str) -> str:
    """`name` when it is safe as a file's name. Raises: ValueError."""
    if not _NAME.match(name):
        raise ValueError(f"not a usable identifier: {name!r}")
    return name


def _aad(context: dict[str, Any]) -> bytes:
    return canonical({"for": _WRAP, **context})
