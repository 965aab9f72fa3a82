"""Taking documents in: only types that cannot run, within a size limit, judged by their bytes and not by their name."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings

from shuzha.archive.documents.models import Document
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules import GENERAL

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MAX_BYTES = 20 * 1024 * 1024
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def keep_document(*, content: bytes, filename: str, organisation: Organisation, at: datetime) -> Document:
    """Stores the bytes under their SHA-256 and records who brought them.

    Raises: Refused when the file is empty, over 20 MiB, or neither PDF, PNG, JPEG nor plain text.
    """
    media_type = _media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    _write_once(Path(settings.SHUZHA_HOME) / "documents" / digest[:2] / digest, content)
    return Document.objects.create(
        digest=digest,
        size=len(content),
        media_type=media_type,
        filename=_plain_name(filename),
        organisation=organisation,
        brought_at=at,
    )


def _plain_name(filename: str) -> str:
    """The last part of the name, on any system's terms, without characters that nobody sees (controls, reversals)."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    return visible[-200:] or "document"


def _media_type(content: bytes) -> str:
    if not 0 < len(content) <= MAX_BYTES:
        raise _refused(Text("文件为空或超过 20 MiB", "The file is empty or over 20 MiB"))
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(Text("不支持的文件类型", "This type of file is not accepted")) from None
    if _CONTROL.search(text) or text.lstrip("\ufeff \t\r\n\f").startswith("<"):
        raise _refused(Text("不支持的文件类型", "This type of file is not accepted"))
    return "text/plain; charset=utf-8"


def _refused(reason: Text) -> Refused:
    remedy = Text("请提交 PDF、PNG、JPEG 或纯文本文件", "Bring a PDF, PNG, JPEG or plain text file")
    return Refused([Deny("document", reason, GENERAL, remedy, "document")])


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid.uuid4().hex}.new")
    with draft.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
