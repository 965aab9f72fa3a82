"""Turns a submitted table into the governed one: what a person confirmed, and nothing that nobody decided.

Every row of a governed table carries the key of the person or enterprise it is about (`__unit`), because thresholds,
dominance and the differencing memory all count units, never rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shuzha.enclave.intake.classes import CLASSES, GRADES, TREATMENTS, Treatment
from shuzha.enclave.intake.classify import Suggestion
from shuzha.enclave.intake.pseudonyms import Pseudonymiser
from shuzha.enclave.intake.refusals import denial
from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

UNIT = "__unit"


@dataclass(frozen=True, slots=True)
class Articles:
    """What refusals here stand on: that data is graded, and that raw data is masked. The gate names the law's articles."""

    grading: tuple[Citation, ...]
    masking: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """What `confirmed_by` decided about one column; `reason` is owed when the grade is lower than suggested."""

    column: str
    kind: str
    grade: int
    treatment: Treatment
    confirmed_by: str
    reason: str = ""

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> ColumnDecision:
        """From {column, class, grade, treatment, confirmed_by, reason?}. Raises: KeyError, ValueError, TypeError."""
        return cls(
            str(value["column"]), str(value["class"]), int(value["grade"]), value["treatment"],
            str(value["confirmed_by"]), str(value.get("reason", "")),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column, "class": self.kind, "grade": self.grade, "treatment": self.treatment,
            "confirmed_by": self.confirmed_by, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """What was committed: rows kept, rows left out for naming no unit, distinct units, and the stored columns."""

    rows: int
    rows_without_unit: int
    units: int
    columns: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "rows_without_unit": self.rows_without_unit,
            "units": self.units,
            "columns": list(self.columns),
        }


def govern(
    table: pa.Table,
    suggestions: Sequence[Suggestion],
    decisions: Sequence[ColumnDecision],
    unit_column: str,
    pseudonymiser: Pseudonymiser,
    articles: Articles,
) -> tuple[pa.Table, Summary]:
    """The governed table, `__unit` (int64) last, and its summary.

    Rows whose unit is empty are left out: nobody could say whose they are, so no threshold could protect them.

    Raises: Refused naming everything undecided or undecidable at once.
    """
    denials = list(judge_decisions(table, suggestions, decisions, unit_column, articles))
    if denials:
        raise Refused(denials)
    units = pseudonymiser.units(table.column(unit_column))
    known = pc.is_valid(units)
    kept = table.filter(known)
    columns = {d.column: _treat(kept.column(d.column), d, pseudonymiser) for d in decisions if d.treatment != "drop"}
    columns[UNIT] = units.filter(known)
    governed = pa.table(columns)
    summary = Summary(
        governed.num_rows,
        table.num_rows - governed.num_rows,
        pc.count_distinct(columns[UNIT]).as_py(),
        tuple(_stored(d, governed) for d in decisions if d.treatment != "drop"),
    )
    return governed, summary


def judge_decisions(
    table: pa.Table,
    suggestions: Sequence[Suggestion],
    decisions: Sequence[ColumnDecision],
    unit_column: str,
    articles: Articles,
) -> Iterator[Deny]:
    """Everything that stands against committing `table` as decided."""
    decided = {d.column: d for d in decisions}
    for suggestion in suggestions:
        yield from _judge_one(suggestion, decided.get(suggestion.column), articles)
    for name in sorted(set(decided) - set(table.column_names)):
        yield denial(
            "unknown-column",
            Text(f"文件中没有列“{name}”。", f"The file has no column {name!r}."),
            Text("请按文件的列名填写。", "Use the file's own column names."),
            field=name,
        )
    if len(decided) != len(decisions):
        yield denial(
            "decided-twice",
            Text("同一列被确认了两次。", "A column was decided twice."),
            Text("每列只保留一个决定。", "Keep one decision per column."),
            field="decisions",
        )
    yield from _judge_unit(table, decided, unit_column, articles)
    if table.column_names and decided and all(d.treatment == "drop" for d in decided.values()):
        yield denial(
            "nothing-kept",
            Text("所有列都被去除。", "Every column is dropped."),
            Text("请至少保留一列。", "Keep at least one."),
            field="decisions",
        )


def _judge_one(suggestion: Suggestion, decision: ColumnDecision | None, articles: Articles) -> Iterator[Deny]:
    name = suggestion.column
    if decision is None or not decision.confirmed_by.strip():
        yield denial(
            "undecided",
            Text(
                f"列“{name}”的分类分级尚未由人确认。", f"Nobody has confirmed the class and grade of column {name!r}."
            ),
            Text("请逐列确认类别、级别与处理方式。", "Confirm class, grade and treatment of every column."),
            field=name,
            cites=articles.grading,
        )
        return
    if decision.kind not in CLASSES or decision.grade not in GRADES or decision.treatment not in TREATMENTS:
        yield denial(
            "invalid-decision",
            Text(
                f"列“{name}”的类别、级别或处理方式无效。", f"Class, grade or treatment of column {name!r} is not valid."
            ),
            Text(
                "级别为 1 至 4；处理方式为保留、假名化或去除。",
                "Grades run from 1 to 4; treatments are keep, pseudonymise, drop.",
            ),
            field=name,
        )
        return
    if decision.treatment == "keep" and _still_identifies(suggestion, decision):
        yield denial(
            "identifier-kept",
            Text(f"列“{name}”含直接标识符，不得原样保留。", f"Column {name!r} holds direct identifiers."),
            Text("请选择假名化或去除；分类有误的，请更正类别并写明理由。",
                 "Choose pseudonymise or drop; if the class is wrong, correct it and give the reason."),
            field=name,
            cites=articles.masking,
        )  # fmt: skip
    if decision.grade < suggestion.grade and not decision.reason.strip():
        yield denial(
            "lowered-without-reason",
            Text(f"列“{name}”的级别低于建议的 {suggestion.grade} 级而未写明理由。",
                 f"Column {name!r} is graded below the suggested {suggestion.grade} without a reason."),
            Text("请写明降级理由。", "Write down why."),
            field=name,
            cites=articles.grading,
        )  # fmt: skip


def _still_identifies(suggestion: Suggestion, decision: ColumnDecision) -> bool:
    corrected = decision.kind != suggestion.kind and bool(decision.reason.strip())
    return CLASSES[decision.kind].identifying or (CLASSES[suggestion.kind].identifying and not corrected)


def _judge_unit(
    table: pa.Table, decided: dict[str, ColumnDecision], unit_column: str, articles: Articles
) -> Iterator[Deny]:
    if unit_column not in table.column_names:
        yield denial(
            "no-unit",
            Text("没有指明每行所涉的个人或企业（隐私单元列）。", "No column says whom each row is about."),
            Text("请选定一列作为隐私单元；数据中没有的，请由提供部门补充稳定的编号。",
                 "Choose one; if the data has none, the department adds a stable number."),
            field="unit_column",
        )  # fmt: skip
    elif table.column(unit_column).null_count == table.num_rows:
        yield denial(
            "empty-unit",
            Text("隐私单元列全部为空。", "The unit column is empty throughout."),
            Text("请另选一列。", "Choose another column."),
            field="unit_column",
        )
    elif pa.types.is_boolean(table.column(unit_column).type):
        yield denial(
            "unusable-unit",
            Text("隐私单元列不能是是非型。", "A truth value cannot name a unit."),
            Text("请另选一列。", "Choose another column."),
            field="unit_column",
        )
    if unit_column in decided and decided[unit_column].treatment == "keep":
        yield denial(
            "unit-kept",
            Text("隐私单元列不得原样保留。", "The column that names the unit may not be kept as it is."),
            Text("请选择假名化或去除。", "Choose pseudonymise or drop."),
            field=unit_column,
            cites=articles.masking,
        )


def _treat(column: pa.ChunkedArray, decision: ColumnDecision, pseudonymiser: Pseudonymiser) -> Any:
    return pseudonymiser.column(column, decision.kind) if decision.treatment == "pseudonymise" else column


def _stored(decision: ColumnDecision, governed: pa.Table) -> dict[str, Any]:
    return {**decision.as_json(), "type": str(governed.schema.field(decision.column).type)}
