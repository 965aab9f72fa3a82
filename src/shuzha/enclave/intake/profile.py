"""The description of a table that may leave the gate before anyone has graded it: shapes and counts, hardly any value.

Values are shown only for columns suggested grade 1, and only those that many rows share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shuzha.enclave.intake.classes import CLASSES
from shuzha.enclave.intake.classify import Suggestion, classify, sample_texts

COMMON_ROWS = 10
SHAPES = 5
TOP = 8


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column: type, share of nulls, number of distinct values, common shapes and, at grade 1 only, values."""

    name: str
    type: str
    null_share: float
    distinct: int
    shapes: tuple[tuple[str, float], ...]
    range: tuple[str, str] | None
    top: tuple[tuple[str, int], ...]
    suggestion: Suggestion

    def as_json(self) -> dict[str, Any]:
        """{name, type, profile, class, class_title, grade, treatment, reasons, unit}, as the catalogue records it."""
        seen = {
            "null_share": round(self.null_share, 6),
            "distinct": self.distinct,
            "shapes": [list(shape) for shape in self.shapes],
            "range": list(self.range) if self.range else None,
            "top": [list(value) for value in self.top],
        }
        suggested = self.suggestion.as_json()
        return {"name": suggested.pop("column"), "type": self.type, "profile": seen, **suggested}


@dataclass(frozen=True, slots=True)
class TableProfile:
    """A table: its rows and columns, and which column could be the privacy unit ("" when none could)."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    suggested_unit: str

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "columns": [column.as_json() for column in self.columns],
            "suggested_unit": self.suggested_unit,
        }


def profile(table: pa.Table) -> TableProfile:
    """Describes and classifies every column of `table`, showing no value of a column suggested grade 2 or more."""
    suggestions = classify(table)
    columns = tuple(_describe(table.column(s.column), s) for s in suggestions)
    return TableProfile(table.num_rows, columns, _unit_of(columns))


def _unit_of(columns: tuple[ColumnProfile, ...]) -> str:
    order = ("resident_id", "person_id", "credit_code", "vehicle", "mobile")
    candidates = [c for c in columns if c.suggestion.unit]
    return min(candidates, key=lambda c: order.index(c.suggestion.kind)).name if candidates else ""


def _describe(column: pa.ChunkedArray, suggestion: Suggestion) -> ColumnProfile:
    showable = suggestion.grade == 1 and not CLASSES[suggestion.kind].identifying
    return ColumnProfile(
        suggestion.column,
        str(column.type),
        column.null_count / len(column),
        pc.count_distinct(column).as_py(),
        _shapes(column),
        _range(column) if showable else None,
        _top(column) if showable else (),
        suggestion,
    )


def _shapes(column: pa.ChunkedArray) -> tuple[tuple[str, float], ...]:
    if not pa.types.is_string(column.type):
        return ()
    sample = sample_texts(column)
    if len(sample) == 0:
        return ()
    shapes = pc.utf8_slice_codeunits(sample, 0, 40)
    for pattern, sign in ((r"\p{Han}+", "中"), (r"\d+", "9"), (r"[A-Za-z]+", "A"), (r"[^中9A\-_/:.@ ]+", "?")):
        shapes = pc.replace_substring_regex(shapes, pattern, sign)
    common = [(s["values"].as_py(), s["counts"].as_py()) for s in pc.value_counts(shapes)]
    common = sorted((c for c in common if c[1] >= COMMON_ROWS), key=lambda c: -c[1])[:SHAPES]
    return tuple((shape, round(count / len(sample), 4)) for shape, count in common)


def _range(column: pa.ChunkedArray) -> tuple[str, str] | None:
    if pa.types.is_string(column.type) or pa.types.is_boolean(column.type) or column.null_count == len(column):
        return None
    ends = pc.min_max(column).as_py()
    return str(ends["min"]), str(ends["max"])


def _top(column: pa.ChunkedArray) -> tuple[tuple[str, int], ...]:
    counted = pc.value_counts(pc.drop_null(column))
    values, counts = counted.field("values"), counted.field("counts")
    order = pc.array_sort_indices(counts, order="descending")[:TOP]
    pairs = zip(values.take(order).to_pylist(), counts.take(order).to_pylist(), strict=True)
    return tuple((str(value), count) for value, count in pairs if count >= COMMON_ROWS)
