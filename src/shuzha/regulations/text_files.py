"""The lines of a document in Markdown, plain text, DOCX or PDF; nothing else of it is read, and nothing in it is run."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST = 16 * 1024 * 1024
_BEGINS = re.compile(r"^(?:第\s*\S+?\s*[编章节条]|[（(]\s*[一二三四五六七八九十]+\s*[)）]|\d{1,3}\s*[.．、])")


class Unreadable(ValueError):
    """The file is not a document that can be read here; the message says what to do."""


def lines_of(name: str, data: bytes) -> list[str]:
    """The document's lines without the marks of its format, empty ones left out.

    Raises: Unreadable for another format, a damaged file, or one whose text is too long to be an instrument's.
    """
    kind = Path(name).suffix.lower()
    if len(data) > _LONGEST:
        raise Unreadable(f"{name} is larger than {_LONGEST // 1024 // 1024} MB")
    if kind in (".md", ".txt"):
        return _plain(name, data)
    if kind == ".docx":
        return _docx(name, data)
    if kind == ".pdf":
        return _pdf(name, data)
    raise Unreadable(f"{name}: bring the text as .md, .txt, .docx or .pdf")


def _plain(name: str, data: bytes) -> list[str]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{name} is not UTF-8: save it in that encoding") from None
    return _tidy(re.sub(r"^\s*[-*+]\s+|\*\*", "", line) for line in text.splitlines())


def _docx(name: str, data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entry = package.getinfo("word/document.xml")
            if entry.file_size > _LONGEST:
                raise Unreadable(f"{name} is too large once unpacked")
            document = package.read(entry)
    # zipfile's own words for an unknown compression and for an encrypted member are the last two
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        raise Unreadable(f"{name} is not a Word document: save it as .docx again") from None
    # A Word document has no document type; one that has could make the parser expand entities without end.
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise Unreadable(f"{name} carries a document type, which no Word document does")
    try:
        body = ElementTree.fromstring(document)  # noqa: S314
    except ElementTree.ParseError:
        raise Unreadable(f"{name} is damaged: save it as .docx again") from None
    return _tidy("".join(text.text or "" for text in one.iter(f"{_WORD}t")) for one in body.iter(f"{_WORD}p"))


def _pdf(name: str, data: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(f"{name} cannot be read as PDF: bring the text as .docx or .md") from None
    lines = _tidy(line for page in pages for line in page.splitlines())
    if not lines:
        raise Unreadable(f"{name} holds pictures of text, not text: bring it as .docx or .md")
    return _joined(lines)


def _tidy(lines: object) -> list[str]:
    stripped = (re.sub(r"[\s　]+", " ", str(line)).strip() for line in lines)  # type: ignore[attr-defined]
    return [line for line in stripped if line]


def _joined(lines: list[str]) -> list[str]:
    """A page's lines made paragraphs again: a line goes on where the one before did not end a sentence."""
    paragraphs: list[str] = []
    for line in lines:
        if paragraphs and not paragraphs[-1].endswith(("。", "；", "：")) and not _BEGINS.match(line):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
    return paragraphs
