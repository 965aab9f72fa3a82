"""Gives columns of text their types, judged on every value of the column and losing none of them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# sixteen digits and more are identifiers, not quantities, and a leading zero is part of a code
_WHOLE = r"^-?(0|[1-9]\d{0,14})$"
_DECIMAL = r"^-?\d{1,15}(\.\d*)?([eE][-+]?\d{1,3})?$|^-?\.\d+$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_SLASHED_DATE = r"^\d{4}/\d{1,2}/\d{1,2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z?$"
_TRUTH = r"^(?i:true|false)$"


def settle_types(table: pa.Table) -> pa.Table:
    """The same table with each text column trimmed and, where every value allows it, typed.

    Whole numbers become int64, decimals float64, ISO dates date32, moments timestamp[us]; everything else stays text.
    """
    columns = [_settle(column) if pa.types.is_string(column.type) else column for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _settle(column: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim_whitespace(column)
    text = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    if text.null_count == len(text):
        return text
    first = next(value.as_py() for value in text if value.is_valid)
    for pattern, target in _TARGETS:
        if pc.match_substring_regex(pa.scalar(first), pattern).as_py() and _all_match(text, pattern):
            typed = _cast(text, pattern, target)
            if typed is not None:
                return typed
    return text


_TARGETS: tuple[tuple[str, pa.DataType], ...] = (
    (_WHOLE, pa.int64()),
    (_DECIMAL, pa.float64()),
    (_DATE, pa.date32()),
    (_SLASHED_DATE, pa.date32()),
    (_MOMENT, pa.timestamp("us")),
    (_TRUTH, pa.bool_()),
)


def _all_match(text: pa.ChunkedArray, pattern: str) -> bool:
    return all(pc.all(pc.match_substring_regex(chunk, pattern)).as_py() is not False for chunk in text.chunks)


def _cast(text: pa.ChunkedArray, pattern: str, target: pa.DataType) -> pa.ChunkedArray | None:
    if pattern == _SLASHED_DATE:
        padded = pc.replace_substring_regex(text, r"/(\d)(/|$)", r"/0\1\2")
        text = pc.replace_substring(pc.replace_substring_regex(padded, r"/(\d)$", r"/0\1"), "/", "-")
    if pattern == _MOMENT:
        text = pc.replace_substring(text, "Z", "")
    if pattern == _DECIMAL and not _no_leading_zero(text):
        return None
    try:
        typed = pc.cast(text, target)
    except pa.ArrowInvalid:
        return None
    if pa.types.is_floating(target) and not pc.all(pc.is_finite(typed)).as_py():
        return None
    return typed


def _no_leading_zero(text: pa.ChunkedArray) -> bool:
    return not pc.any(pc.match_substring_regex(text, r"^-?0\d")).as_py()
