"""The official text, imported from what people have: Markdown, Word, PDF; anything else is refused with what to do."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner

from shuzha.regulations import law
from shuzha.regulations.text import NotTheText, import_text, numeral, official_text, split
from shuzha.regulations.text_files import Unreadable, lines_of
from shuzha.site.cli import commands

DAY = "2026-03-02"
CIVIL = ["中华人民共和国民法典", "第十章 期间计算"] + [
    line
    for number, words in ((200, "二百"), (201, "二百零一"), (202, "二百零二"), (203, "二百零三"), (204, "二百零四"))
    for line in (f"第{words}条 甲{number}。", f"（一）乙{number}；")
]
FILES = {
    "beijing-2023": ("beijing-2023-public-data-zones.md", 31),
    "hainan-2023": ("hainan-2023-product-registration.md", 30),
    "qingdao-2023": ("qingdao-2023-data-elements.md", 15),
}


def docx(lines: list[str], prolog: str = "") -> bytes:
    body = "".join(
        f"<w:p><w:r><w:t>{escape(a[:3])}</w:t></w:r><w:r><w:t>{escape(a[3:])}</w:t></w:r></w:p>" for a in lines
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f'{prolog}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


def pdf(lines: list[str]) -> bytes:
    """A page of text in one composite font whose codes are Unicode, as a typesetter's Chinese PDF has them."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
    page = f"BT /F 9 Tf 12 TL 40 800 Td\n{shown}ET".encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> "
        b"endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end end"
    )
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /S /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /S /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 8\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 8 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


@pytest.mark.parametrize(("instrument", "count"), [(name, count) for name, (_, count) in FILES.items()])
def test_the_texts_in_use_are_taken_article_by_article(
    shared: Path, tmp_path: Path, instrument: str, count: int
) -> None:
    kept = import_text(tmp_path, instrument, shared / "regulations" / FILES[instrument][0], DAY)
    assert sorted(kept.articles) == list(range(1, count + 1))
    assert all(len(text) > 10 for text in kept.articles.values())
    assert official_text(tmp_path, instrument) == kept


def test_an_article_ends_where_the_next_one_or_a_heading_begins(shared: Path, tmp_path: Path) -> None:
    kept = import_text(tmp_path, "beijing-2023", shared / "regulations" / FILES["beijing-2023"][0], DAY)
    assert "第二十九条" not in kept.articles[28]
    assert "章" not in kept.articles[5].splitlines()[-1]
    assert kept.articles[3].count("\n") == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("law.md", "\n\n".join(["# " + CIVIL[0], *(line.replace("条 ", "条** ", 1) for line in CIVIL[1:])]).encode()),
        ("law.txt", ("\ufeff" + "\r\n".join(CIVIL)).encode()),
        ("law.docx", docx(CIVIL)),
        ("law.pdf", pdf(CIVIL)),
    ],
    ids=["markdown", "text", "docx", "pdf"],
)
def test_every_format_gives_the_same_articles(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    kept = import_text(tmp_path, "civil-code", tmp_path / name, DAY)
    assert kept.articles == {n: f"甲{n}。\n（一）乙{n}；" for n in range(200, 205)}


def test_a_file_that_lacks_an_article_or_is_another_text_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    short, other = tmp_path / "short.md", tmp_path / "other.md"
    short.write_text("\n".join(CIVIL[:-2]), encoding="utf-8")
    other.write_text("\n".join(CIVIL[1:]), encoding="utf-8")
    with pytest.raises(NotTheText, match="204"):
        import_text(tmp_path, "civil-code", short, DAY)
    with pytest.raises(NotTheText, match="title"):
        import_text(tmp_path, "civil-code", other, DAY)
    assert official_text(tmp_path, "civil-code") is None


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("law.odt", b"x", "docx"),
        ("law", b"x", "docx"),
        ("law.md", b"\xff\xfe", "UTF-8"),
        ("law.docx", b"PK\x03\x04 not a package", "not a Word document"),
        ("law.docx", docx([])[:80], "not a Word document"),
        ("law.docx", docx(CIVIL, prolog=BOMB), "document type"),
        ("law.docx", docx([]).replace(b"word/document.xml", b"word/other.xml...")[:-1], "not a Word document"),
        ("law.pdf", b"%PDF-1.4 nothing", "cannot be read as PDF"),
        ("law.pdf", pdf([]), "pictures of text"),
        ("law.md", b"a" * (16 * 1024 * 1024 + 1), "larger"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        lines_of(name, data)


def test_a_word_document_that_unpacks_to_more_than_any_law_or_is_damaged_is_refused() -> None:
    with pytest.raises(Unreadable, match="too large"):
        lines_of("law.docx", docx(["x" * (17 * 1024 * 1024)]))
    with pytest.raises(Unreadable, match="damaged"):
        lines_of("law.docx", docx([], prolog="<unclosed>"))


def test_an_instrument_nobody_knows_never_becomes_a_file(tmp_path: Path) -> None:
    for name in ("../../etc/passwd", "nowhere", ""):
        with pytest.raises(LookupError):
            official_text(tmp_path, name)


def test_a_reference_at_the_beginning_of_a_line_does_not_begin_an_article() -> None:
    found = split(["第一条 甲", "第二条规定的事项乙", "第二条 丙", "第一条 丁", "第三条戊"])
    assert found == {1: "甲\n第二条规定的事项乙", 2: "丙\n第一条 丁", 3: "戊"}


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("二十三", 23), ("一百零二", 102), ("一千二百六十", 1260), ("7", 7)]
)
def test_numerals_of_law_are_read(text: str, number: int) -> None:
    assert numeral(text) == number


def test_the_command_imports_and_show_tells_the_text_beside_the_rule(tmp_path: Path) -> None:
    file = tmp_path / "law.txt"
    file.write_text("\n".join(CIVIL), encoding="utf-8")
    home = str(tmp_path / "home")
    done = CliRunner().invoke(commands, ["law", "import", "civil", str(file), "--home", home])
    assert done.exit_code == 0, done.output
    shown = CliRunner().invoke(commands, ["law", "show", "civil", "203", "--home", home])
    assert "甲203" in shown.output
    assert "imported by this installation" in shown.output
    told = json.loads(CliRunner().invoke(commands, ["law", "show", "civil", "203", "--json", "--home", home]).output)
    assert told["official_text"]["imported"]["source"] == "law.txt"
    refused = CliRunner().invoke(commands, ["law", "import", "hainan", str(file), "--home", home])
    assert refused.exit_code == 1
    assert "title" in refused.output
    assert law.article("civil-code/203")
