"""Reads delimited text: finds the encoding and the delimiter, and names every broken line instead of guessing.

Cells are read as text and typed afterwards over the whole column, because a type guessed from the first block would
turn an identity number or a code with leading zeros into a number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import csv as arrow_csv

from shuzha.enclave.intake.refusals import Limits, check_columns, refusal
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

Source = Callable[[], BinaryIO]
SAMPLE = 1 << 20
NAMED_LINES = 20
_DELIMITERS = (",", "\t", ";", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_delimited(source: Source, limits: Limits) -> tuple[pa.Table, str, str]:
    """The table with every column as text, the encoding and the delimiter found.

    Raises: Refused, naming lines by number, when the text cannot be read as a table.
    """
    with source() as stream:
        sample = stream.read(SAMPLE)
    encoding = find_encoding(sample)
    try:
        return _read(source, encoding, sample, limits)
    except (UnicodeDecodeError, _NotThisEncoding):
        if encoding != "utf-8":
            raise _undecodable(encoding) from None
    try:
        return _read(source, "gb18030", sample, limits)
    except (UnicodeDecodeError, _NotThisEncoding):
        raise _undecodable("utf-8 / gb18030") from None


def find_encoding(sample: bytes) -> str:
    """The encoding of `sample` (the beginning of a file): by byte-order mark, else utf-8 where valid, else gb18030."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as broken:
        # a character cut by the end of the sample is no evidence against utf-8
        return "utf-8" if broken.start >= len(sample) - 3 else "gb18030"
    return "utf-8"


def find_delimiter(text: str) -> str:
    """The candidate that splits the first lines most evenly into the most fields; a comma when none splits anything."""
    lines = text.splitlines()[:50]
    best, best_score = ",", (0.0, 0)
    for candidate in _DELIMITERS:
        widths = [len(row) for row in _rows(io.StringIO("\n".join(lines[:-1] or lines)), candidate) if row]
        common = max(set(widths), key=widths.count, default=1)
        score = (widths.count(common) / len(widths) if widths and common > 1 else 0.0, common)
        if score > best_score:
            best, best_score = candidate, score
    return best


class _NotThisEncoding(Exception):
    """The bytes are not text in the encoding tried."""


def _read(source: Source, encoding: str, sample: bytes, limits: Limits) -> tuple[pa.Table, str, str]:
    # cut at the last line break, so that a character split by the sample's end cannot fail
    text = sample.decode(encoding, errors="replace" if len(sample) >= SAMPLE else "strict").lstrip("\ufeff")
    if not text.strip():
        raise refusal(
            "empty-file",
            Text("文件是空的。", "The file is empty."),
            Text("请上传含列名和数据行的文件。", "Upload a file with column names and rows."),
        )
    delimiter = find_delimiter(text)
    names = _header(text, delimiter, limits)
    broken: list[Any] = []

    def note(row: Any) -> str:
        broken.append(row.actual_columns)
        return "skip"

    try:
        with source() as stream:
            table = arrow_csv.read_csv(
                pa.PythonFile(stream, mode="r"),
                read_options=arrow_csv.ReadOptions(
                    encoding=encoding, block_size=8 << 20, column_names=names, skip_rows_after_names=1
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=_NULLS
                ),
            )
    except pa.ArrowInvalid as error:
        if "invalid UTF8" in str(error):
            raise _NotThisEncoding from None
        raise _broken_lines(source, encoding, delimiter, len(names)) from None
    if broken:
        raise _broken_lines(source, encoding, delimiter, len(names))
    return table, encoding, delimiter


_NULLS = ["", "NA", "N/A", "NULL", "null", "NaN", "nan", "None"]


def _header(text: str, delimiter: str, limits: Limits) -> list[str]:
    names = [name.strip() for name in next(_rows(io.StringIO(text), delimiter))]
    check_columns(names, limits)
    if all(_is_number(name) for name in names):
        raise refusal(
            "no-header",
            Text(
                "首行全是数字，文件似乎没有列名。",
                "The first line is all numbers: the file seems to have no column names.",
            ),
            Text("请在首行写明各列名称。", "Put the column names in the first line."),
        )
    return names


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _rows(text: Any, delimiter: str) -> Any:
    return csv.reader(text, delimiter=delimiter)


def _broken_lines(source: Source, encoding: str, delimiter: str, width: int) -> Refused:
    lines: list[int] = []
    begins = 1
    with source() as stream:
        reader = _rows(io.TextIOWrapper(stream, encoding=encoding, newline="", errors="replace"), delimiter)
        try:
            for row in reader:
                if row and len(row) != width:
                    lines.append(begins)
                if len(lines) == NAMED_LINES:
                    break
                begins = reader.line_num + 1
        except csv.Error:
            lines.append(begins)
    named = "、".join(map(str, lines)), ", ".join(map(str, lines))
    return refusal(
        "broken-lines",
        Text(
            f"应有 {width} 列，下列行的列数不符或引号未闭合：第 {named[0]} 行。",
            f"{width} columns expected; these lines have another number or an open quote: {named[1]}.",
        ),
        Text(
            "请逐行检查分隔符与引号：含分隔符的内容须加双引号。",
            "Check separators and quotes on those lines: text that contains the separator must be quoted.",
        ),
    )


def _undecodable(tried: str) -> Refused:
    return refusal(
        "unknown-encoding",
        Text(f"文件不是有效的 {tried} 文本。", f"The file is not valid {tried} text."),
        Text("请另存为 UTF-8 编码的 CSV 后重新上传。", "Save it as CSV in UTF-8 and upload again."),
    )
