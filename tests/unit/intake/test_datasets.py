"""The story's real data: every row is there, and what a department confirms of each column is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzha.enclave.intake.classify import Suggestion, classify
from shuzha.enclave.intake.commit import UNIT, ColumnDecision, govern
from shuzha.enclave.intake.pseudonyms import Pseudonymiser
from shuzha.enclave.intake.reading import Reading, read
from shuzha.gate.policy import INTAKE
from shuzha.kernel.suites import SHA256
from shuzha.site.story.datasets import Dataset, DatasetMissing, datasets, prepare

EXPECTED = {
    "census-income": ("csv", 199_523, 43, 199_523, 0),
    "health-examination": ("parquet", 8_366, 41, 8_366, 0),
    "flight-operations": ("csv", 336_776, 19, 4_043, 2_512),
}
Read = tuple[Dataset, Reading, tuple[Suggestion, ...]]


@pytest.fixture(scope="module", params=EXPECTED)
def taken_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Read:
    dataset = next(d for d in datasets() if d.id == request.param)
    try:
        path = prepare(dataset, tmp_path_factory.mktemp("data"))
    except DatasetMissing as missing:
        pytest.skip(f"!! {missing}: the story's data is NOT tested")
    reading = read(lambda: path.open("rb"))
    return dataset, reading, classify(reading.table)


def test_every_row_and_column_is_read(taken_in: Read) -> None:
    dataset, reading, _ = taken_in
    kind, rows, columns, _, _ = EXPECTED[dataset.id]
    assert (reading.kind, reading.table.num_rows, reading.table.num_columns) == (kind, rows, columns)


def test_columns_carry_titles_in_both_languages_in_the_file_s_order(taken_in: Read) -> None:
    dataset, reading, _ = taken_in
    assert [c.name for c in dataset.columns] == reading.table.column_names
    assert all(c.title.zh and c.title.en for c in dataset.columns)


def test_no_confirmed_grade_is_below_the_suggestion(taken_in: Read) -> None:
    dataset, _, suggestions = taken_in
    assert all(c.grade >= s.grade for c, s in zip(dataset.columns, suggestions, strict=True))


def test_the_confirmed_decisions_make_a_governed_table_by_person_or_owner(taken_in: Read, tmp_path: Path) -> None:
    dataset, reading, suggestions = taken_in
    _, rows, _, units, without = EXPECTED[dataset.id]
    decisions = [ColumnDecision.from_json(d) for d in dataset.decisions("王某")]
    governed, summary = govern(
        reading.table, suggestions, decisions, dataset.unit_column, Pseudonymiser(b"k" * 32, SHA256), INTAKE
    )
    assert (summary.rows, summary.units, summary.rows_without_unit) == (rows - without, units, without)
    assert governed.column(UNIT).null_count == 0
    shown = set(governed.column(dataset.unit_column).to_pylist())
    assert shown.isdisjoint(map(str, reading.table.column(dataset.unit_column).to_pylist()))


def test_the_survey_s_zeros_are_zeros_again(taken_in: Read) -> None:
    dataset, reading, _ = taken_in
    if dataset.id == "health-examination":
        depressed = reading.table.column("depressed_feeling").drop_null().unique().to_pylist()
        assert sorted(depressed) == [0, 1, 2, 3]
