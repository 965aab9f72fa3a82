"""Documents: judged by their bytes, kept once, under names that nothing can hide in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from shuzha.archive.documents.models import Document
from shuzha.archive.documents.operations import MAX_BYTES, keep_document
from shuzha.archive.parties.models import Organisation
from shuzha.archive.parties.operations import register_organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)
PDF = b"%PDF-1.7 a report"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    monkeypatch.setattr(settings, "SHUZHA_HOME", tmp_path)
    return register_organisation(name=Text("公司", "Company"), credit_code="91110000600037341L", standings=[])


def keep(company: Organisation, content: bytes, filename: str = "a.pdf") -> Document:
    return keep_document(content=content, filename=filename, organisation=company, at=NOW)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff...", "image/jpeg"),
        ("情况说明".encode(), "text/plain; charset=utf-8"),
        (b"a < b", "text/plain; charset=utf-8"),
    ],
)
def test_a_document_is_what_its_bytes_say(company: Organisation, content: bytes, media_type: str) -> None:
    document = keep(company, content, "evil.exe")
    assert document.media_type == media_type
    assert document.size == len(content)
    assert document.reference == "sha256:" + hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00 program",
        b"\x7fELF\x02\x01",
        b"PK\x03\x04 office macro",
        b"<html><script>",
        b"  \r\n<svg onload=alert(1)>",
        "\ufeff<script>".encode(),
        b"text\x00with nul",
        b"\xff\xfe\xfa not utf-8",
        b"GIF89a\xff\xff",
    ],
    ids=lambda content: repr(content)[:24],
)
def test_what_can_run_or_cannot_be_read_is_refused_whatever_it_is_called(
    company: Organisation, content: bytes, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        keep(company, content, "innocent.pdf")
    assert refused.value.denials[0].field == "document"
    assert refused.value.denials[0].remedy.zh
    assert not Document.objects.exists()
    assert not (tmp_path / "documents").exists()


def test_the_size_limit_lies_between_its_last_byte_and_the_next(company: Organisation) -> None:
    assert keep(company, PDF.ljust(MAX_BYTES)).size == MAX_BYTES
    with pytest.raises(Refused):
        keep(company, PDF.ljust(MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\报告.pdf", "报告.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("nul\0.pdf", "nul.pdf"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("half\ud800.pdf", "half.pdf"),
        ("..", "document"),
        ("", "document"),
        ("dir/", "document"),
        ("x" * 300 + ".pdf", ("x" * 300 + ".pdf")[-200:]),
    ],
)
def test_a_file_name_keeps_nothing_that_misleads(company: Organisation, filename: str, kept: str) -> None:
    assert keep(company, PDF, filename).filename == kept


def test_the_same_bytes_are_kept_once_and_each_bringer_recorded(company: Organisation, tmp_path: Path) -> None:
    keep(company, PDF, "one.pdf")
    keep(company, PDF, "two.pdf")
    files = [p for p in (tmp_path / "documents").rglob("*") if p.is_file()]
    assert len(files) == 1
    assert files[0].read_bytes() == PDF
    assert Document.objects.count() == 2


def test_a_draft_left_by_whoever_died_writing_it_does_not_stand_in_the_way(
    company: Organisation, tmp_path: Path
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    folder = tmp_path / "documents" / digest[:2]
    folder.mkdir(parents=True)
    (folder / f"{digest}.old.new").write_bytes(b"half")
    keep(company, PDF)
    assert (folder / digest).read_bytes() == PDF
