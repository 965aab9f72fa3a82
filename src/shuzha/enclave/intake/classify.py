"""Suggests a class, a grade and a treatment for every column, each with its reasons; a person confirms them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shuzha.enclave.intake import identifiers
from shuzha.enclave.intake.classes import CLASSES, DataClass, Treatment
from shuzha.enclave.intake.headers import class_of_header
from shuzha.kernel.text import Text

SAMPLE_VALUES = 50_000
CONVINCING = 0.8
NEARLY_UNIQUE = 0.995
# in fewer rows anything may happen to be unique
TELLING_ROWS = 50
FEW_VALUES = 200

_CHECKS: tuple[tuple[str, Callable[[pa.Array], identifiers.Flags], Text], ...] = (
    (
        "resident_id",
        identifiers.resident_ids,
        Text("校验码正确的居民身份证号码", "resident identity numbers with a right check character"),
    ),
    (
        "credit_code",
        identifiers.credit_codes,
        Text("校验码正确的统一社会信用代码", "credit codes with a right check character"),
    ),
    ("mobile", identifiers.mobile_numbers, Text("手机号码格式", "shaped like mobile numbers")),
    ("email", identifiers.email_addresses, Text("电子邮箱格式", "shaped like e-mail addresses")),
    ("vehicle", identifiers.vehicle_plates, Text("机动车号牌格式", "shaped like number plates")),
    ("vehicle", identifiers.aircraft_marks, Text("航空器注册号格式", "shaped like aircraft registration marks")),
    ("person_name", identifiers.person_names, Text("中文姓名样式", "shaped like Chinese personal names")),
)
_PERSON_FLOOR = Text(
    "本表每行描述一个自然人，故不低于二级。", "Each row of this table describes a natural person, so not below grade 2."
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What intake thinks a column is. `unit` says whether it could name the person or enterprise a row is about."""

    column: str
    kind: str
    grade: int
    treatment: Treatment
    reasons: tuple[Text, ...]
    unit: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "class": self.kind,
            "class_title": CLASSES[self.kind].title.as_json(),
            "grade": self.grade,
            "treatment": self.treatment,
            "reasons": [reason.as_json() for reason in self.reasons],
            "unit": self.unit,
        }


def classify(table: pa.Table) -> tuple[Suggestion, ...]:
    """One suggestion per column of `table`, in its order; grades are lifted to 2 where the table is about persons."""
    suggestions = [_suggest(name, table.column(name)) for name in table.column_names]
    if any(CLASSES[s.kind].personal for s in suggestions):
        suggestions = [s if s.grade > 1 or s.kind == "credit_code" else _lifted(s) for s in suggestions]
    return tuple(suggestions)


def _lifted(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, grade=2, reasons=(*suggestion.reasons, _PERSON_FLOOR))


def _suggest(name: str, column: pa.ChunkedArray) -> Suggestion:
    header = class_of_header(name)
    sample = sample_texts(column)
    by_value, share, what = _best_check(sample)
    # surnames alone convict too easily: two-character place and product names look the same
    if by_value and share >= CONVINCING and (by_value != "person_name" or header == by_value):
        seen = Text(f"{share:.0%} 的取值为{what.zh}。", f"{share:.0%} of the values are {what.en}.")
        return _suggestion(name, CLASSES[by_value], column, seen)
    if header and _plausible(header, column, sample):
        said = Text(f"列名指向“{CLASSES[header].title.zh}”。", f"The name points to {CLASSES[header].title.en}.")
        return _suggestion(name, CLASSES[header], column, said)
    return _by_type(name, column, sample)


def sample_texts(column: pa.ChunkedArray) -> pa.Array:
    """At most SAMPLE_VALUES values of `column`, evenly spaced and without nulls, as text."""
    step = max(1, len(column) // SAMPLE_VALUES)
    taken = column.take(pa.array(range(0, len(column), step))) if step > 1 else column
    return pc.cast(pc.drop_null(taken), pa.string()).combine_chunks()


def _best_check(sample: pa.Array) -> tuple[str, float, Text]:
    best: tuple[str, float, Text] = ("", 0.0, Text("", ""))
    if len(sample) == 0:
        return best
    for kind, check, what in _CHECKS:
        share = float(check(sample).mean())
        if share > best[1]:
            best = (kind, share, what)
    return best


def _plausible(kind: str, column: pa.ChunkedArray, sample: pa.Array) -> bool:
    """Whether values of this type can be of the class at all: a name is not a decimal."""
    if kind == "person_name":
        return bool(pa.types.is_string(column.type))
    if kind in ("person_id", "resident_id"):
        return not pa.types.is_floating(column.type)
    if kind == "code":
        return not pa.types.is_floating(column.type) and _is_repeated(column)
    return kind != "place" or pa.types.is_string(column.type)


def _by_type(name: str, column: pa.ChunkedArray, sample: pa.Array) -> Suggestion:
    kind = column.type
    if pa.types.is_temporal(kind):
        return _suggestion(name, CLASSES["time"], column, Text("取值为日期或时间。", "The values are dates or times."))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _suggestion(name, CLASSES["measure"], column, Text("取值为小数。", "The values are decimals."))
    if not _is_repeated(column) and _is_nearly_unique(column):
        return _suggestion(
            name, CLASSES["person_id"], column, Text("取值几乎逐行唯一。", "Almost every row has a value of its own.")
        )
    if pa.types.is_integer(kind):
        return _suggestion(name, CLASSES["measure"], column, Text("取值为整数。", "The values are whole numbers."))
    if pa.types.is_boolean(kind) or _is_repeated(column):
        return _suggestion(name, CLASSES["code"], column, Text("取值为少数重复的类别。", "Few values, much repeated."))
    return _suggestion(name, CLASSES["free_text"], column, Text("取值多样的文本。", "Text of many different values."))


def _suggestion(name: str, kind: DataClass, column: pa.ChunkedArray, seen: Text) -> Suggestion:
    unit = kind.id in ("resident_id", "person_id", "credit_code", "vehicle", "mobile")
    return Suggestion(name, kind.id, kind.grade, kind.treatment, (seen, kind.why), unit)


def _is_repeated(column: pa.ChunkedArray) -> bool:
    distinct = pc.count_distinct(column).as_py()
    return bool(distinct <= FEW_VALUES and 2 * distinct <= len(column) - column.null_count)


def _is_nearly_unique(column: pa.ChunkedArray) -> bool:
    filled = len(column) - column.null_count
    return bool(filled >= TELLING_ROWS and pc.count_distinct(column).as_py() >= NEARLY_UNIQUE * filled)
