"""Reads an Excel workbook (.xlsx) as untrusted input: one sheet of values, no formulas, no bombs.

A workbook is a zip of XML, so its declared sizes are checked and document type declarations (the seed of entity
expansion) refused before any XML parser sees it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pyarrow as pa

from shuzha.enclave.intake.refusals import Limits, check_columns, refusal
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

MEMBERS = 2_000
# a number of sixteen digits and more has lost its last digits in a spreadsheet
_EXACT = 10**15


def read_spreadsheet(content: bytes, limits: Limits) -> pa.Table:
    """The only filled sheet as a table of text, ISO dates and plain decimal numbers, to be typed afterwards.

    Raises: Refused, naming sheet or cell, when the workbook is damaged, hostile, ambiguous or has lost digits.
    """
    _check_archive(content, limits)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            return _read_sheet(_only_filled(book), limits)
        finally:
            book.close()
    except Refused:
        raise
    except Exception as damage:  # the parser of a hostile file may raise anything
        raise _damaged() from damage


def _check_archive(content: bytes, limits: Limits) -> None:
    if len(content) > limits.sheet_file_bytes:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(m.file_size for m in members) > limits.sheet_expanded_bytes:
                raise _too_large()
            for member in members:
                _check_member(archive, member)
    # zipfile's own words for an unknown compression and for an encrypted member are the second and the third
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as damage:
        raise _damaged() from damage


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if not member.filename.lower().endswith((".xml", ".rels")):
        return
    tail = b""
    with archive.open(member) as stream:
        while block := stream.read(1 << 20):
            # another encoding of XML could hide the declaration, and no spreadsheet program writes one
            if b"<!DOCTYPE" in tail + block or b"<!ENTITY" in tail + block or b"\x00" in block:
                raise _damaged()
            tail = block[-16:]


def _only_filled(book: Any) -> Any:
    filled = [sheet for sheet in book.worksheets if _is_filled(sheet)]
    if len(filled) == 1:
        return filled[0]
    names = ", ".join(sheet.title for sheet in filled)
    if not filled:
        raise refusal(
            "empty-file",
            Text("工作簿中没有数据。", "The workbook holds no data."),
            Text("请上传含列名和数据行的工作表。", "Upload a sheet with column names and rows."),
        )
    raise refusal(
        "several-sheets",
        Text(f"工作簿有多个含数据的工作表：{names}。", f"More than one sheet holds data: {names}."),
        Text("请每个工作表另存为一个文件。", "Save each sheet as a file of its own."),
    )


def _is_filled(sheet: Any) -> bool:
    return any(value is not None for row in sheet.iter_rows(max_row=5, values_only=True) for value in row)


def _read_sheet(sheet: Any, limits: Limits) -> pa.Table:
    rows = sheet.iter_rows()
    names = _trimmed_header(next(rows))
    check_columns(names, limits)
    columns: list[list[str | None]] = [[] for _ in names]
    cells = 0
    for row in rows:
        values = [_text(cell) for cell in row[: len(names)]]
        if any(cell.value is not None for cell in row[len(names) :]):
            raise _beyond_header(row)
        if not any(values):
            continue
        cells += len(names)
        if cells > limits.sheet_cells:
            raise _too_large()
        for column, value in zip(columns, values + [None] * (len(names) - len(values)), strict=True):
            column.append(value)
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)


def _trimmed_header(row: Any) -> list[str]:
    names = ["" if cell.value is None else str(cell.value).strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    return names


def _text(cell: Any) -> str | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        raise refusal(
            "formula",
            Text(f"单元格 {cell.coordinate} 是公式。", f"Cell {cell.coordinate} is a formula."),
            Text("请将公式复制后“粘贴为数值”。", "Copy the formulas and paste them as values."),
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, cell.coordinate)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float, where: str) -> str:
    if abs(value) >= _EXACT:
        raise refusal(
            "lost-digits",
            Text(
                f"单元格 {where} 的长号码被存成了数值，末位已丢失。",
                f"Cell {where} holds a long number whose last digits are lost.",
            ),
            Text(
                "请把该列（如身份证号）设为文本格式后重新录入或导出。",
                "Store that column (identity numbers, say) as text and export again.",
            ),
        )
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _beyond_header(row: Any) -> Refused:
    number = next(cell.row for cell in row if cell.value is not None)
    return refusal(
        "broken-lines",
        Text(f"第 {number} 行在列名以外还有内容。", f"Row {number} has content beyond the named columns."),
        Text("请补上列名或删去多余内容。", "Name the column, or remove the content."),
    )


def _too_large() -> Refused:
    return refusal(
        "too-large",
        Text("工作簿过大，或展开后过大。", "The workbook is too large, or expands too far."),
        Text("请另存为 CSV 或 Parquet 后上传。", "Save it as CSV or Parquet and upload that."),
    )


def _damaged() -> Refused:
    return refusal(
        "damaged-workbook",
        Text("文件不是完好的 Excel 工作簿（.xlsx）。", "The file is not an intact Excel workbook (.xlsx)."),
        Text("请用表格软件重新另存为 .xlsx，或导出为 CSV。", "Save it again as .xlsx, or export CSV."),
    )
