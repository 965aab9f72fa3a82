"""Raw uploads at rest: sealed as the bytes arrive, so that a department's file never lies in plain on any disk."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from shuzha.enclave.vault.durable import sync_directory
from shuzha.enclave.vault.keyring import Keyring, checked_name
from shuzha.enclave.vault.sealed import SealedReader, SealedWriter, Tampered
from shuzha.kernel.suites import Unsealable
from shuzha.kernel.text import Text


class RawWriter:
    """Takes an upload in pieces. As a context manager, leaving it without `commit()` removes everything."""

    def __init__(self, store: RawStore, staging_id: str) -> None:
        self._store, self._id = store, staging_id
        self._draft = store.path(staging_id).with_suffix(".new")
        self._file = open(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")  # noqa: SIM115
        self._key = store.keyring.new_data_key()
        self._writer = SealedWriter(self._file, store.keyring.suite.aead, self._key, _context(staging_id))

    @property
    def size(self) -> int:
        """Plain bytes taken so far."""
        return self._writer.size

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def commit(self) -> None:
        """Makes the sealed upload durable and readable; its key is kept first, its name appears last."""
        self._writer.finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._store.keep_key(self._id, self._key)
        os.replace(self._draft, self._store.path(self._id))
        sync_directory(self._draft.parent)

    def abort(self) -> None:
        """Removes what was written; its key was never kept."""
        self._file.close()
        self._draft.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._file.closed:
            self.abort()


class RawStore:
    """Sealed uploads in `folder`, one key each."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder, self.keyring = folder, keyring
        for draft in folder.glob("*.new"):
            draft.unlink()

    def path(self, staging_id: str) -> Path:
        return self._folder / f"{checked_name(staging_id)}.sealed"

    def writer(self, staging_id: str) -> RawWriter:
        """Raises: FileExistsError when the identifier is taken."""
        if self.path(staging_id).exists():
            raise FileExistsError(f"{staging_id} is already staged")
        return RawWriter(self, staging_id)

    def reader(self, staging_id: str) -> SealedReader:
        """Raises: LookupError, Tampered."""
        record = self.keyring.load(_owner(staging_id), "raw")
        context = _context(staging_id)
        try:
            key = self.keyring.unwrap(record["key"], context)
        except Unsealable:
            raise Tampered(
                Text(f"{staging_id}：数据密钥被改动。", f"{staging_id}: the data key was altered.")
            ) from None
        return SealedReader(self.path(staging_id).open("rb"), self.keyring.suite.aead, key, context)

    def keep_key(self, staging_id: str, key: bytes) -> None:
        self.keyring.store(_owner(staging_id), "raw", {"key": self.keyring.wrap(key, _context(staging_id))})

    def keep(self, staging_id: str, resource_id: str) -> None:
        """Makes the upload part of a resource: it goes with it, and cannot be discarded alone any more."""
        self.keyring.store(_owner(staging_id), "kept", {"resource": resource_id})

    def kept_by(self, staging_id: str) -> str:
        """The resource that the upload is part of, "" for none."""
        owner = _owner(staging_id)
        return str(self.keyring.load(owner, "kept")["resource"]) if "kept" in self.keyring.names(owner) else ""

    def abandoned(self, before: datetime) -> list[str]:
        """The uploads written before the moment (by the machine's clock) that are part of no resource."""
        old = [path.stem for path in self._folder.glob("*.sealed") if path.stat().st_mtime < before.timestamp()]
        return [staging_id for staging_id in sorted(old) if not self.kept_by(staging_id)]

    def destroy(self, staging_id: str) -> list[str]:
        """Destroys key and ciphertext; answers the fingerprints of the key records destroyed."""
        prints = self.keyring.destroy(_owner(staging_id))
        self.path(staging_id).unlink(missing_ok=True)
        sync_directory(self._folder)
        return prints


def _owner(staging_id: str) -> str:
    return f"upload.{checked_name(staging_id)}"


def _context(staging_id: str) -> dict[str, Any]:
    return {"upload": staging_id}
