"""Reads a submitted file of whatever kind into one table, told by its content rather than by its name."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from shuzha.enclave.intake.delimited import Source, read_delimited
from shuzha.enclave.intake.parquet import read_parquet
from shuzha.enclave.intake.refusals import DEFAULT_LIMITS, Limits, check_columns, check_rows, refusal
from shuzha.enclave.intake.spreadsheet import read_spreadsheet
from shuzha.enclave.intake.types_of_text import settle_types
from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Reading:
    """A table and how it was read, so that the person who confirms it can see a wrong guess."""

    table: pa.Table
    kind: str
    encoding: str = ""
    delimiter: str = ""


def read(source: Source, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """The table in the file that each call of `source` opens anew; at most `limits`.

    Raises: Refused, with the place and the remedy, for whatever cannot be read as one flat table.
    """
    with source() as stream:
        head = stream.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(
            "old-workbook",
            Text("这是旧版 Excel 文件（.xls）。", "This is an old Excel file (.xls)."),
            Text("请另存为 .xlsx 或 CSV 后上传。", "Save it as .xlsx or CSV and upload that."),
        )
    reading = _read_by_kind(source, head, limits)
    check_columns(reading.table.column_names, limits)
    check_rows(reading.table.num_rows, limits)
    return reading


def _read_by_kind(source: Source, head: bytes, limits: Limits) -> Reading:
    if head.startswith(b"PAR1"):
        return Reading(read_parquet(_whole(source, limits.file_bytes), limits), "parquet")
    if head.startswith(b"PK"):
        return Reading(settle_types(read_spreadsheet(_whole(source, limits.sheet_file_bytes), limits)), "xlsx")
    table, encoding, delimiter = read_delimited(source, limits)
    return Reading(settle_types(table), "csv", encoding, delimiter)


def _whole(source: Source, most: int) -> bytes:
    with source() as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise refusal(
            "too-large",
            Text(f"文件超过 {most >> 20} MiB。", f"The file is larger than {most >> 20} MiB."),
            Text("请拆分后分别登记。", "Split it into several resources."),
        )
    return content
