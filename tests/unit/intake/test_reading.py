"""Reading what departments send: encodings, delimiters, types that lose nothing; broken or hostile files named."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import BinaryIO

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuzha.enclave.intake.reading import Reading, read
from shuzha.enclave.intake.refusals import Limits
from shuzha.kernel.decision import Refused


def of(content: bytes, limits: Limits | None = None) -> Reading:
    source: Callable[[], BinaryIO] = lambda: io.BytesIO(content)  # noqa: E731
    return read(source, limits or Limits())


def refused(content: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        of(content, limits)
    for deny in caught.value.denials:
        assert deny.reason.zh
        assert deny.reason.en
        assert deny.remedy.zh
        assert deny.field
    return caught.value


def codes(error: Refused) -> list[str]:
    return [deny.code for deny in error.denials]


def book(rows: list[list[object]]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_text_is_read_in_the_encodings_departments_use(encoding: str) -> None:
    reading = of("姓名,金额\n张三,10\n李四,20.5\n".encode(encoding))
    assert reading.table.to_pydict() == {"姓名": ["张三", "李四"], "金额": [10.0, 20.5]}


def test_gb18030_that_begins_with_plain_letters_is_read_too() -> None:
    body = "id,place\n" + "1,x\n" * 400_000 + "2,北京\n"
    assert of(body.encode("gb18030")).table.column("place")[-1].as_py() == "北京"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    reading = of(f'a{delimiter}b\n"x{delimiter}y"{delimiter}2\nz{delimiter}3\n'.encode())
    assert (reading.delimiter, reading.table.num_columns) == (delimiter, 2)


def test_types_are_judged_on_the_whole_column_and_lose_nothing() -> None:
    table = of(
        b"code,id,n,x,d,t,s,flag\n"
        b"007,110101199003070011,1,1.5,2026-03-01,2026-03-01 08:00:00,2026/3/1,true\n"
        b"012,110101199003070038,,2,2026-03-02,2026-03-01T09:00:00Z,2026/12/31,FALSE\n"
    ).table
    assert table.column("code").to_pylist() == ["007", "012"]
    assert table.column("id").to_pylist() == ["110101199003070011", "110101199003070038"]
    assert table.column("n").to_pylist() == [1, None]
    assert table.column("x").to_pylist() == [1.5, 2.0]
    assert table.column("d").to_pylist() == [dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    assert table.column("t")[1].as_py() == dt.datetime(2026, 3, 1, 9)  # noqa: DTZ001
    assert table.column("s").to_pylist() == [dt.date(2026, 3, 1), dt.date(2026, 12, 31)]
    assert table.column("flag").to_pylist() == [True, False]


def test_one_late_word_keeps_a_column_of_numbers_as_text() -> None:
    table = of(b"a\n" + b"1\n" * 500_000 + b"unknown\n").table
    assert table.column("a").type == pa.string()


def test_an_impossible_date_stays_text() -> None:
    assert of(b"d,e\n2026-02-30,1\n").table.column("d").type == pa.string()


def test_broken_lines_are_named_by_the_line_they_stand_on() -> None:
    error = refused(b'a,b\n1,2\n"x\ny",3\n4\n5,6,7\n8,9\n')
    assert codes(error) == ["intake-broken-lines"]
    assert "5, 6" in error.denials[0].reason.en
    assert "第 5、6 行" in error.denials[0].reason.zh


def test_a_refusal_names_places_and_never_shows_a_value() -> None:
    error = refused("name,id\n张三,1\n王五机密\n".encode())
    assert "机密" not in str(error.denials[0].as_json())


def test_an_open_quote_is_named() -> None:
    assert codes(refused(b'a,b\n1,2\n"open,3\n4,5\n')) == ["intake-broken-lines"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"   \n \n", "empty-file"),
        (b"a,b\n", "no-rows"),
        (b"1,2\n3,4\n", "no-header"),
        (b"a,,c\n1,2,3\n", "unnamed-column"),
        (b"a,a\n1,2\n", "repeated-column"),
        (b"a,__unit\n1,2\n", "reserved-name"),
        (b"a,b\n\xff\xff\xff,1\n", "unknown-encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-workbook"),
        (b"PAR1 not really", "damaged-parquet"),
        (b"PK\x03\x04 not really", "damaged-workbook"),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(content: bytes, code: str) -> None:
    assert codes(refused(content)) == ["intake-" + code]


def test_every_bad_name_is_named_at_once() -> None:
    assert codes(refused(b"a,a,,__x\n1,2,3,4\n")) == [
        "intake-repeated-column",
        "intake-unnamed-column",
        "intake-reserved-name",
    ]


def test_too_many_rows_and_columns_are_refused() -> None:
    assert codes(refused(b"a\n1\n2\n3\n", Limits(rows=2))) == ["intake-too-many-rows"]
    assert codes(refused(b"a,b,c\n1,2,3\n", Limits(columns=2))) == ["intake-too-many-columns"]


def test_parquet_is_read_with_dictionaries_and_small_integers_made_plain() -> None:
    target = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array([1, 2], pa.uint8()), "b": pa.array(["x", "y"]).dictionary_encode()}), target)
    table = of(target.getvalue()).table
    assert table.schema.types == [pa.int64(), pa.string()]


def test_nested_and_binary_parquet_columns_are_all_named() -> None:
    target = io.BytesIO()
    pq.write_table(pa.table({"ok": [1], "list": [[1]], "blob": [b"x"]}), target)
    assert [d.field for d in refused(target.getvalue()).denials] == ["list", "blob"]


def test_parquet_that_expands_too_far_is_refused() -> None:
    target = io.BytesIO()
    pq.write_table(pa.table({"a": ["x" * 1000] * 100_000}), target)
    assert target.tell() < 100_000
    assert codes(refused(target.getvalue(), Limits(expanded_bytes=1 << 20))) == ["intake-expands-too-far"]


def test_a_damaged_parquet_page_is_a_refusal_and_not_a_crash() -> None:
    target = io.BytesIO()
    pq.write_table(pa.table({"a": list(range(10_000))}), target)
    content = bytearray(target.getvalue())
    content[200:300] = b"\xff" * 100
    assert codes(refused(bytes(content))) == ["intake-damaged-parquet"]


def test_a_workbook_is_read_with_dates_and_text_numbers() -> None:
    content = book([["姓名", "证件", "日期"], ["张三", "110101199003070011", dt.date(2026, 3, 1)], [None, "2", None]])
    table = of(content).table
    assert table.column("证件").to_pylist() == ["110101199003070011", "2"]
    assert table.column("日期").to_pylist() == [dt.date(2026, 3, 1), None]


def test_a_formula_is_refused_by_its_cell() -> None:
    error = refused(book([["a", "b"], [1, "=1+1"]]))
    assert codes(error) == ["intake-formula"]
    assert "B2" in error.denials[0].reason.zh


def test_identity_numbers_that_a_spreadsheet_rounded_are_refused() -> None:
    assert codes(refused(book([["证件"], [110101199003070011]]))) == ["intake-lost-digits"]


def test_two_filled_sheets_are_ambiguous() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book([["a"], [1]])))
    workbook.create_sheet("second").append(["b"])
    target = io.BytesIO()
    workbook.save(target)
    error = refused(target.getvalue())
    assert codes(error) == ["intake-several-sheets"]
    assert "second" in error.denials[0].reason.en


def test_a_zip_bomb_is_refused_before_it_is_expanded() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (50 << 20))
    assert codes(refused(target.getvalue(), Limits(sheet_expanded_bytes=10 << 20))) == ["intake-too-large"]


def test_entity_expansion_is_refused_before_any_parser_sees_it() -> None:
    original = zipfile.ZipFile(io.BytesIO(book([["a"], [1]])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for item in original.infolist():
            content = original.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            archive.writestr(item, content)
    assert codes(refused(target.getvalue())) == ["intake-damaged-workbook"]


def test_too_many_cells_are_refused() -> None:
    content = book([["a", "b"], *[[1, 2]] * 10])
    assert codes(refused(content, Limits(sheet_cells=10))) == ["intake-too-large"]
