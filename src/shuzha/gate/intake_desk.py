"""Takes files in: upload in pieces, profile, commit as confirmed, discard. Nothing plain ever reaches a disk."""

from __future__ import annotations

import hashlib
import io
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from shuzha.enclave.intake.classify import classify
from shuzha.enclave.intake.commit import ColumnDecision, govern
from shuzha.enclave.intake.profile import profile
from shuzha.enclave.intake.pseudonyms import Pseudonymiser
from shuzha.enclave.intake.reading import Reading, read
from shuzha.enclave.intake.refusals import DEFAULT_LIMITS, Limits
from shuzha.enclave.intake.terms import terms_of
from shuzha.enclave.vault.raw import RawWriter
from shuzha.enclave.vault.vault import Vault
from shuzha.gate.policy import INTAKE
from shuzha.gate.reasons import malformed, refusal, unknown
from shuzha.gate.requests import Fields
from shuzha.gate.sealed_upload import SealedUpload, SealingKey
from shuzha.gate.server import Reply
from shuzha.kernel.text import Text

OPEN_UPLOADS = 32


@dataclass
class Upload:
    """A file on its way in: the writer that seals it, the chunk expected next, how to open chunks if sealed."""

    writer: RawWriter
    sealed: SealedUpload | None
    expected: int = 0
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    lock: threading.Lock = field(default_factory=threading.Lock)


class IntakeDesk:
    """The gate's operations intake.*: each takes a request's fields and body and answers the reply's fields."""

    def __init__(self, vault: Vault, sealing: SealingKey, limits: Limits = DEFAULT_LIMITS) -> None:
        self._vault, self._sealing, self._limits = vault, sealing, limits
        self._uploads: dict[str, Upload] = {}
        self._lock = threading.Lock()

    def begin(self, fields: Fields, _: bytes) -> Reply:
        """Opens an upload and answers its staging identifier, which is all the title anyone has to it."""
        fields.text("filename", 255)
        sealed = None
        if fields.flag("sealed"):
            sealed = self._sealing.open(fields.text("key_id"), fields.text("ephemeral"), fields.text("salt"))
        staging = secrets.token_hex(16)
        with self._lock:
            while len(self._uploads) >= OPEN_UPLOADS:
                # the oldest unfinished upload makes room: abandoned ones must not close the door
                self._uploads.pop(next(iter(self._uploads))).writer.abort()
            self._uploads[staging] = Upload(self._vault.raw_writer(staging), sealed)
        return Reply({"staging": staging})

    def chunk(self, fields: Fields, body: bytes) -> Reply:
        """Takes the next chunk; after the one marked final the upload is sealed, durable and can be profiled."""
        staging, index, final = fields.text("staging", 64), fields.number("index"), fields.flag("final")
        upload = self._uploads.get(staging)
        if upload is None:
            raise unknown("staging")
        with upload.lock:
            if index != upload.expected:
                raise _out_of_order(index, upload.expected)
            try:
                plain = upload.sealed.open(index, body, final=final) if upload.sealed else body
                self._take(upload, plain)
            except Exception:
                self._drop(staging)
                raise
            upload.expected += 1
            if final:
                upload.writer.commit()
                self._uploads.pop(staging, None)
            return Reply({"received": upload.writer.size})

    def profile(self, fields: Fields, _: bytes) -> Reply:
        """Reads the upload and answers what may be said about it before anyone has graded it."""
        staging = fields.text("staging", 64)
        reading = self._read(staging)
        described = profile(reading.table)
        return Reply(
            {
                "staging": staging,
                "digest": self._digest(staging),
                "kind": reading.kind,
                "encoding": reading.encoding,
                "delimiter": reading.delimiter,
                **described.as_json(),
            }
        )

    def commit(self, fields: Fields, _: bytes) -> Reply:
        """Seals the upload as the next version of the resource, as decided column by column."""
        staging, resource = fields.text("staging", 64), fields.identifier("resource")
        domain, unit_column = fields.text("unit_domain", 60), fields.text("unit_column", 200)
        decisions = _decisions(fields.mappings("decisions"))
        self._may_join(staging, resource, domain)
        table = self._read(staging).table
        keyring = self._vault.keyring
        pseudonymiser = Pseudonymiser(keyring.derive(f"pseudonym/{domain}"), keyring.suite.hash)
        governed, summary = govern(table, classify(table), decisions, unit_column, pseudonymiser, INTAKE)
        terms = terms_of(governed, summary, unit_column, domain).as_json()
        with self._lock:
            version = max(self._vault.versions(resource), default=0) + 1
            self._vault.write(resource, version, governed, raw=staging, terms=terms)
        return Reply({"version": version, "digest": self._vault.digest(resource, version), **summary.as_json()})

    def discard(self, fields: Fields, _: bytes) -> Reply:
        """Destroys an upload that is not yet part of a resource, finished or not."""
        staging = fields.text("staging", 64)
        self._drop(staging)
        try:
            self._vault.discard(staging)
        except ValueError:
            raise unknown("staging") from None
        return Reply({})

    def expire(self, before: datetime) -> int:
        """Destroys uploads that nobody committed or finished since the moment; answers how many."""
        with self._lock:
            idle = [staging for staging, upload in self._uploads.items() if upload.began < before]
            abandoned = self._vault.abandoned(before)
            for staging in abandoned:
                self._vault.discard(staging)
        for staging in idle:
            self._drop(staging)
        return len(abandoned) + len(idle)

    def _may_join(self, staging: str, resource: str, domain: str) -> None:
        """An upload belongs to one resource, and a resource to one population for good.

        Otherwise the same rows could come again under another name or as other units, unknown to the memory.
        """
        try:
            kept_by = self._vault.kept_by(staging)
        except ValueError:
            raise unknown("staging") from None
        if kept_by and kept_by != resource:
            raise unknown("staging")
        versions = self._vault.versions(resource)
        if versions and self._vault.terms(resource, versions[-1])["domain"] != domain:
            raise refusal(
                "domain-changed",
                Text(
                    "该资源的主体域自首次登记起不得变更。",
                    "The population of a resource is fixed when it first enters.",
                ),
                Text("请沿用原主体域，或另行登记资源。", "Keep the population, or register another resource."),
                field="unit_domain",
            )

    def _take(self, upload: Upload, plain: bytes) -> None:
        if upload.writer.size + len(plain) > self._limits.file_bytes:
            raise refusal(
                "too-large",
                Text(
                    f"文件超过 {self._limits.file_bytes >> 20} MiB。",
                    f"The file is over {self._limits.file_bytes >> 20} MiB.",
                ),
                Text("请拆分后分别登记。", "Split it into several resources."),
                field="file",
            )
        upload.writer.write(plain)

    def _drop(self, staging: str) -> None:
        upload = self._uploads.pop(staging, None)
        if upload:
            upload.writer.abort()

    def _open(self, staging: str) -> BinaryIO:
        try:
            return io.BufferedReader(self._vault.raw_reader(staging), 1 << 20)
        except (LookupError, ValueError):
            raise unknown("staging") from None

    def _read(self, staging: str) -> Reading:
        return read(lambda: self._open(staging), self._limits)

    def _digest(self, staging: str) -> str:
        digest = hashlib.sha256()
        with self._open(staging) as plain:
            while block := plain.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()


def _decisions(values: list[dict[str, Any]]) -> list[ColumnDecision]:
    try:
        return [ColumnDecision.from_json(value) for value in values]
    except (KeyError, ValueError, TypeError):
        raise malformed("decisions") from None


def _out_of_order(index: int, expected: int) -> Exception:
    return refusal(
        "chunk-out-of-order",
        Text(f"应为第 {expected} 块，收到第 {index} 块。", f"Chunk {expected} was expected, not {index}."),
        Text("请按顺序上传。", "Send the chunks in order."),
        field="index",
    )
