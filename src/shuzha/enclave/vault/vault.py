"""Keeps tables as one sealed object per column and version; destroys them by destroying their keys.

A job that was granted three columns costs three decryptions and can be lent nothing else. Plain rows exist in the
memory of whoever reads, never on disk.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from shuzha.enclave.vault.durable import make_private_directory, sync_directory
from shuzha.enclave.vault.keyring import Keyring, checked_name
from shuzha.enclave.vault.raw import RawStore, RawWriter
from shuzha.enclave.vault.sealed import SealedReader, SealedWriter, Tampered, open_chunks
from shuzha.kernel.canonical import canonical
from shuzha.kernel.suites import Unsealable
from shuzha.kernel.text import Text

BATCH_ROWS = 1 << 16


class Vault:
    """Sealed tables below `folder`, their keys in `keyring`."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = make_private_directory(folder)
        self.keyring = keyring
        self._aead = keyring.suite.aead
        self._raw = RawStore(make_private_directory(folder / "raw"), keyring)
        self._writing = threading.Lock()
        self._tables = make_private_directory(folder / "tables")
        for draft in self._tables.glob("*/.v*"):
            # a crash left it before it had a name; its keys, if any, open nothing
            shutil.rmtree(draft)

    def write(
        self,
        resource_id: str,
        version: int,
        table: pa.Table,
        *,
        raw: str = "",
        terms: Mapping[str, Any] | None = None,
    ) -> None:
        """Seals `table` as one version of the resource; afterwards it is whole and on disk, or not there at all.

        `raw` names the staged upload it came from, destroyed together with the resource; `terms` are sealed with it.

        Raises: FileExistsError when the version is already there: a version never changes.
        """
        with self._writing:
            self._write(resource_id, version, table, raw, terms)

    def terms(self, resource_id: str, version: int) -> dict[str, Any]:
        """The terms the version was sealed under. Raises: LookupError when there are none; Tampered."""
        sealed = self.keyring.load(resource_id, _version(version)).get("terms")
        if not sealed:
            raise LookupError(f"{resource_id} version {version} was sealed under no terms")
        try:
            return dict(json.loads(self.keyring.unwrap(sealed, _terms_context(resource_id, version))))
        except (Unsealable, ValueError):
            where = f"{resource_id}/{version}"
            raise Tampered(
                Text(f"{where}：治理条款记录被改动或错置。", f"{where}: its terms were altered or misplaced.")
            ) from None

    def kept_by(self, staging_id: str) -> str:
        """The resource that a staged upload is part of, "" for none."""
        return self._raw.kept_by(staging_id)

    def read(self, resource_id: str, columns: Iterable[str], version: int | None = None) -> pa.Table:
        """The named columns of a version (the newest when none is given), decrypted into memory.

        Raises: LookupError for an unknown or destroyed resource, version or column; Tampered.
        """
        version = self.newest(resource_id) if version is None else version
        parts = {name: self._read_column(resource_id, name, version) for name in columns}
        if len({len(part) for part in parts.values()}) > 1:
            where = f"{resource_id}/{version}"
            raise Tampered(Text(f"{where}：各列行数不一。", f"{where}: the columns differ in length."))
        return pa.table(parts)

    def open_column(self, resource_id: str, column: str, version: int | None = None) -> Iterator[bytes]:
        """The column as the plain bytes of an Arrow IPC stream, a chunk at a time, for filling memory of one's own.

        Raises: LookupError, Tampered (also midway: what was yielded counts only when the iterator ends).
        """
        version = self.newest(resource_id) if version is None else version
        path, key, context = self._locate(resource_id, column, version)
        with path.open("rb") as file:
            yield from open_chunks(file, self._aead, key, context)

    def newest(self, resource_id: str) -> int:
        """The number of the newest version. Raises: LookupError."""
        versions = self.versions(resource_id)
        if not versions:
            raise LookupError(f"the vault holds no resource {resource_id}")
        return versions[-1]

    def versions(self, resource_id: str) -> list[int]:
        """The versions whose keys exist and whose data is in place, oldest first."""
        folder = self._tables / checked_name(resource_id)
        numbers = sorted(int(name[1:]) for name in self.keyring.names(resource_id) if name[0] == "v")
        return [number for number in numbers if (folder / _version(number)).is_dir()]

    def columns(self, resource_id: str, version: int | None = None) -> list[str]:
        """The names of the columns of a version. Raises: LookupError."""
        number = self.newest(resource_id) if version is None else version
        return [entry["name"] for entry in self.keyring.load(resource_id, _version(number))["columns"]]

    def rows(self, resource_id: str, version: int | None = None) -> int:
        """The number of rows of a version. Raises: LookupError."""
        number = self.newest(resource_id) if version is None else version
        return int(self.keyring.load(resource_id, _version(number))["rows"])

    def digest(self, resource_id: str, version: int) -> str:
        """The SHA-256, in hex, over the names and ciphertexts of a version's columns: what a record of it can bind.

        Raises: LookupError.
        """
        record = self.keyring.load(resource_id, _version(version))
        total = hashlib.sha256()
        for entry in record["columns"]:
            path = self._tables / checked_name(resource_id) / _version(version) / checked_name(entry["file"])
            with path.open("rb") as file:
                total.update(canonical([entry["name"], hashlib.file_digest(file, "sha256").hexdigest()]))
        return total.hexdigest()

    def raw_writer(self, staging_id: str) -> RawWriter:
        """A writer that seals an upload as it arrives; `commit()` makes it durable, leaving without it discards it.

        Raises: FileExistsError when the staging identifier is taken.
        """
        return self._raw.writer(staging_id)

    def raw_reader(self, staging_id: str) -> SealedReader:
        """The plain bytes of a sealed upload. Raises: LookupError; Tampered while reading."""
        return self._raw.reader(staging_id)

    def abandoned(self, before: datetime) -> list[str]:
        """The sealed uploads written before the moment, by the machine's clock, that are part of no resource."""
        return self._raw.abandoned(before)

    def discard(self, staging_id: str) -> None:
        """Destroys a sealed upload and its key; nothing happens when there is none.

        Raises: ValueError when the upload is part of a resource, with which alone it can be destroyed.
        """
        if self.kept_by(staging_id):
            raise ValueError(f"{staging_id} is part of a resource")
        self._raw.destroy(staging_id)

    def destroy(self, resource_id: str, *, at: datetime) -> dict[str, Any]:
        """Destroys the resource's data keys, then its ciphertext, and answers a certificate of what was destroyed.

        Once the keys are gone no copy of the ciphertext can be opened, wherever it lies. Keys that a backup of the
        key directory still holds are not covered: such backups must honour the certificate too.

        Raises: LookupError when the vault holds no such resource.
        """
        records = {name: self.keyring.load(resource_id, name) for name in self.keyring.names(resource_id)}
        if not records:
            raise LookupError(f"the vault holds no resource {resource_id}")
        uploads = sorted({record["raw"] for record in records.values() if record["raw"]})
        prints = self.keyring.destroy(resource_id)
        prints += [one for staging_id in uploads for one in self._raw.destroy(staging_id)]
        shutil.rmtree(self._tables / checked_name(resource_id), ignore_errors=True)
        sync_directory(self._tables)
        return {
            "v": 1,
            "resource_id": resource_id,
            "destroyed_at": at.isoformat(),
            "method": "crypto-shredding",
            "suite": self._aead.name,
            "versions": [int(name[1:]) for name in records],
            "columns": sorted({entry["name"] for record in records.values() for entry in record["columns"]}),
            "uploads": uploads,
            "key_records_sha256": prints,
        }

    def _write(
        self, resource_id: str, version: int, table: pa.Table, raw: str, terms: Mapping[str, Any] | None
    ) -> None:
        folder = make_private_directory(self._tables / checked_name(resource_id))
        place = folder / _version(version)
        if place.exists():
            raise FileExistsError(f"{resource_id} already has version {version}")
        draft = folder / f".{_version(version)}.{secrets.token_hex(6)}"
        draft.mkdir(mode=0o700)
        try:
            columns = [self._seal_column(draft, n, resource_id, version, table.select([n])) for n in table.column_names]
            sync_directory(draft)
            record = {"suite": self.keyring.suite.name, "rows": table.num_rows, "raw": raw, "columns": columns}
            if terms is not None:
                record["terms"] = self.keyring.wrap(canonical(dict(terms)), _terms_context(resource_id, version))
            self.keyring.store(resource_id, _version(version), record)
            os.rename(draft, place)
            sync_directory(folder)
            if raw:
                self._raw.keep(raw, resource_id)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _seal_column(self, folder: Path, name: str, resource_id: str, version: int, one: pa.Table) -> dict[str, Any]:
        context = _context(resource_id, version, name)
        key = self.keyring.new_data_key()
        filename = f"{secrets.token_hex(8)}.sealed"
        with open(os.open(folder / filename, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = SealedWriter(file, self._aead, key, context)
            with pa.ipc.new_stream(pa.PythonFile(writer, mode="w"), one.schema) as stream:
                stream.write_table(one, max_chunksize=BATCH_ROWS)
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        return {"name": name, "file": filename, "key": self.keyring.wrap(key, context)}

    def _read_column(self, resource_id: str, column: str, version: int) -> pa.ChunkedArray:
        buffer = io.BytesIO()
        for chunk in self.open_column(resource_id, column, version):
            buffer.write(chunk)
        table = pa.ipc.open_stream(pa.py_buffer(buffer.getbuffer())).read_all()
        return table.column(0)

    def _locate(self, resource_id: str, column: str, version: int) -> tuple[Path, bytes, dict[str, Any]]:
        record = self.keyring.load(resource_id, _version(version))
        entry = next((one for one in record["columns"] if one["name"] == column), None)
        if entry is None:
            raise LookupError(f"{resource_id} version {version} has no column {column!r}")
        context = _context(resource_id, version, column)
        path = self._tables / checked_name(resource_id) / _version(version) / checked_name(entry["file"])
        if not path.exists():
            raise Tampered(
                Text(
                    f"{resource_id}/{version}/{column}：密文文件缺失。",
                    f"{resource_id}/{version}/{column}: the sealed file is missing.",
                )
            )
        try:
            return path, self.keyring.unwrap(entry["key"], context), context
        except Unsealable:
            raise Tampered(
                Text(
                    f"{resource_id}/{version}/{column}：数据密钥被改动或错置。",
                    f"{resource_id}/{version}/{column}: the data key was altered or misplaced.",
                )
            ) from None


def _version(version: int) -> str:
    return f"v{version:d}"


def _terms_context(resource_id: str, version: int) -> dict[str, Any]:
    return {"resource": resource_id, "version": version, "part": "terms"}


def _context(resource_id: str, version: int, column: str) -> dict[str, Any]:
    return {"resource": resource_id, "version": version, "column": column}
