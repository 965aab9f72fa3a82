"""From profile to governed table: what intake suspects, what it never shows, and what a person must decide."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from shuzha.enclave.intake import identifiers
from shuzha.enclave.intake.classify import classify
from shuzha.enclave.intake.commit import UNIT, ColumnDecision, govern
from shuzha.enclave.intake.profile import profile
from shuzha.enclave.intake.pseudonyms import Pseudonymiser
from shuzha.gate.policy import INTAKE
from shuzha.kernel.decision import Refused
from shuzha.kernel.suites import SHA256, SM3

KEY = b"k" * 32
SEED = random.Random(7)
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def resident_id(number: int) -> str:
    body = f"1101011990{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def people(rows: int = 2000) -> pa.Table:
    return pa.table(
        {
            "身份证号": [resident_id(n) for n in range(rows)],
            "姓名": [f"{'张王李赵'[n % 4]}{'伟芳娜敏静'[n % 5]}" for n in range(rows)],
            "联系方式": [f"138{n:08d}" for n in range(rows)],
            "收缩压": [100 + n % 60 for n in range(rows)],
            "区县": ["东城区" if n % 2 else "西城区" for n in range(rows)],
            "备注": [f"第{n}次访视，家属{SEED.random()}" for n in range(rows)],
        }
    )


def decisions(table: pa.Table, **changes: dict[str, object]) -> list[ColumnDecision]:
    made = [ColumnDecision(s.column, s.kind, s.grade, s.treatment, "王某") for s in classify(table)]
    return [replace(one, **changes.get(one.column, {})) for one in made]  # type: ignore[arg-type]


def commit(table: pa.Table, made: list[ColumnDecision], unit: str = "身份证号") -> tuple[pa.Table, object]:
    return govern(table, classify(table), made, unit, Pseudonymiser(KEY, SHA256), INTAKE)


def refusals(table: pa.Table, made: list[ColumnDecision], unit: str = "身份证号") -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        commit(table, made, unit)
    return [(deny.code.removeprefix("intake-"), deny.field) for deny in caught.value.denials]


def test_resident_numbers_are_told_by_their_check_character() -> None:
    good = [resident_id(n) for n in range(500)]
    bad = [number[:-1] + ("0" if number[-1] != "0" else "1") for number in good]
    assert identifiers.resident_ids(pa.array(good)).all()
    assert not identifiers.resident_ids(pa.array(bad)).any()
    assert identifiers.resident_ids(pa.array(["11010119900307001x", "", None, "abc", "11010119901307001X"])).sum() <= 1


def test_credit_codes_are_told_by_their_check_character() -> None:
    values = pa.array(["91110000802100433B", "911100008021004330", "91350100M000100Y43", "short"])
    assert identifiers.credit_codes(values).tolist() == [True, False, True, False]


def test_columns_are_recognised_with_reasons_in_both_languages() -> None:
    found = {s.column: s for s in classify(people())}
    assert {name: s.kind for name, s in found.items()} == {
        "身份证号": "resident_id",
        "姓名": "person_name",
        "联系方式": "mobile",
        "收缩压": "health",
        "区县": "place",
        "备注": "free_text",
    }
    assert found["收缩压"].grade == 3
    assert found["区县"].grade == 2, "a table about persons has no column below grade 2"
    assert all(r.zh and r.en for s in found.values() for r in s.reasons)
    assert "100%" in found["身份证号"].reasons[0].en


def test_a_header_alone_suffices_when_the_values_are_masked() -> None:
    table = pa.table({"身份证号": ["1101**********0011"] * 50})
    assert classify(table)[0].kind == "resident_id"


def test_no_value_of_a_sensitive_column_leaves_in_the_profile() -> None:
    table = people()
    shown = str(profile(table).as_json())
    for name in ("身份证号", "姓名", "联系方式", "备注"):
        assert all(value not in shown for value in table.column(name).to_pylist()[:50])
    described = {c.name: c for c in profile(table).columns}
    assert all(c.range is None and c.top == () for c in described.values())
    assert described["身份证号"].distinct == len(set(table.column("身份证号").to_pylist()))


def test_rare_values_of_open_columns_stay_inside_too() -> None:
    table = pa.table({"carrier": ["AA"] * 500 + ["Only Once Ltd"], "delay": [1.5] * 501})
    column = profile(table).columns[0]
    assert column.suggestion.grade == 1
    assert column.top == (("AA", 500),)
    assert "Only" not in str(column.as_json())


def test_the_resident_number_is_offered_as_the_privacy_unit() -> None:
    assert profile(people()).suggested_unit == "身份证号"


def test_nothing_is_committed_while_a_column_is_undecided() -> None:
    table = people()
    made = [d for d in decisions(table) if d.column != "收缩压"]
    assert refusals(table, made) == [("undecided", "收缩压")]


def test_a_decision_that_names_nobody_is_no_decision() -> None:
    table = people()
    assert refusals(table, decisions(table, 姓名={"confirmed_by": " "})) == [("undecided", "姓名")]


def test_an_identifier_cannot_be_kept() -> None:
    table = people()
    assert refusals(table, decisions(table, 姓名={"treatment": "keep"})) == [("identifier-kept", "姓名")]


def test_no_reason_lets_a_class_that_identifies_be_kept() -> None:
    table = people()
    named = {"kind": "person_id", "grade": 3, "treatment": "keep", "reason": "内部需要"}
    assert refusals(table, decisions(table, 区县=named)) == [("identifier-kept", "区县")]


def test_a_wrong_suggestion_is_corrected_with_a_reason() -> None:
    table = pa.table({"编号": [f"P{n}" for n in range(100)], "序列": [f"S{n}" for n in range(100)]})
    right = {"kind": "code", "grade": 3, "treatment": "keep"}
    assert refusals(table, decisions(table, 序列=right), "编号") == [("identifier-kept", "序列")]
    governed, _ = commit(table, decisions(table, 序列={**right, "reason": "设备批次号，非个人编号"}), "编号")
    assert "序列" in governed.column_names


def test_the_unit_is_never_kept_in_the_clear() -> None:
    table = pa.table({"carrier": ["AA", "BB"] * 50, "delay": [1.5] * 100})
    made = [ColumnDecision("carrier", "code", 1, "keep", "x"), ColumnDecision("delay", "measure", 1, "keep", "x")]
    assert refusals(table, made, "carrier") == [("unit-kept", "carrier")]


def test_a_lower_grade_needs_a_reason() -> None:
    table = people()
    assert refusals(table, decisions(table, 收缩压={"grade": 2})) == [("lowered-without-reason", "收缩压")]
    governed, _ = commit(table, decisions(table, 收缩压={"grade": 2, "reason": "已按年龄组汇总"}))
    assert "收缩压" in governed.column_names


def test_everything_wrong_is_named_at_once() -> None:
    table = people()
    made = [*decisions(table, 姓名={"grade": 9}), ColumnDecision("无", "code", 1, "keep", "王某")]
    assert refusals(table, made, "不存在") == [
        ("invalid-decision", "姓名"),
        ("unknown-column", "无"),
        ("no-unit", "unit_column"),
    ]


def test_identifiers_become_pseudonyms_and_dropped_columns_are_gone() -> None:
    table = people()
    governed, summary = commit(table, decisions(table))
    assert governed.column_names == ["身份证号", "收缩压", "区县", UNIT]
    assert set(governed.column("身份证号").to_pylist()).isdisjoint(table.column("身份证号").to_pylist())
    assert governed.column(UNIT).type == pa.int64()
    assert summary.units == len(set(table.column("身份证号").to_pylist()))  # type: ignore[attr-defined]


def test_one_person_bears_one_key_across_tables_however_the_number_is_written() -> None:
    one = Pseudonymiser(KEY, SHA256)
    texts = pa.chunked_array([["11010119900307001X", " 11010119900307001x ", "１１０１０１１９９００３０７００１Ｘ"]])
    assert len(set(one.units(texts).to_pylist())) == 1
    whole, decimal = pa.chunked_array([pa.array([7, 8])]), pa.chunked_array([pa.array([7.0, 8.0])])
    assert one.units(whole).equals(one.units(decimal))


def test_another_key_domain_or_suite_gives_unrelated_pseudonyms() -> None:
    values = pa.chunked_array([pa.array([str(n) for n in range(1000)])])
    for other in (Pseudonymiser(b"x" * 32, SHA256), Pseudonymiser(KEY, SM3)):
        mine = Pseudonymiser(KEY, SHA256)
        assert not np.isin(mine.units(values), other.units(values)).any()
        assert set(mine.column(values, "mobile").to_pylist()).isdisjoint(other.column(values, "mobile").to_pylist())


def test_the_unit_key_cannot_be_matched_with_the_pseudonym_shown_to_users() -> None:
    values = pa.chunked_array([["a"]])
    one = Pseudonymiser(KEY, SHA256)
    assert one.column(values, "person_id")[0].as_py() != one.column(values, "mobile")[0].as_py()


def test_rows_that_name_no_unit_are_left_out_and_counted() -> None:
    table = pa.table({"tailnum": ["N1", None, "N2", None], "delay": [1, 2, 3, 4]})
    made = [
        ColumnDecision("tailnum", "vehicle", 2, "pseudonymise", "x"),
        ColumnDecision("delay", "measure", 2, "keep", "x"),
    ]
    governed, summary = commit(table, made, "tailnum")
    assert governed.column("delay").to_pylist() == [1, 3]
    assert (summary.rows, summary.rows_without_unit, summary.units) == (2, 2, 2)  # type: ignore[attr-defined]
