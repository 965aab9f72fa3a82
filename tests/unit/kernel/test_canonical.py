"""Canonical JSON has one form per value, and says where a value has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shuzha_verifier
from hypothesis import given
from hypothesis import strategies as st

from shuzha.kernel.canonical import NotCanonical, canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def test_all_six_published_cases_come_out_byte_for_byte(shared: Path) -> None:
    cases = sorted((shared / "vectors/jcs/testdata/input").glob("*.json"))
    assert len(cases) == 6
    for case in cases:
        expected = (case.parents[1] / "output" / case.name).read_bytes().rstrip(b"\n")
        assert canonical(json.loads(case.read_bytes())) == expected, case.name


@given(VALUES)
def test_the_form_reads_back_and_is_its_own_form(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text, parse_int=float) == value
    assert canonical(json.loads(text)) == text


@given(VALUES)
def test_platform_and_verifier_write_the_same_bytes(value: Any) -> None:
    assert shuzha_verifier.canonical(value).encode() == canonical(value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1e21, b"1e+21"),
        (999999999999999900000.0, b"999999999999999900000"),
        (1e-6, b"0.000001"),
        (1e-7, b"1e-7"),
        (2.6e-7, b"2.6e-7"),
        (-0.0, b"0"),
        (5e-324, b"5e-324"),
        (100.0, b"100"),
        (9007199254740992.0, b"9007199254740992"),
    ],
)
def test_numbers_are_written_as_ecmascript_writes_them(number: float, text: bytes) -> None:
    assert canonical(number) == text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [1, float("nan")]}, "$.a[1]: nan"),
        (float("-inf"), "$: -inf"),
        ({1: "x"}, "the key 1 is not a string"),
        ({"名": "\ud800"}, "lone surrogate"),
        ({"\udfff": 1}, "lone surrogate"),
        (2**53 + 1, "would lose digits"),
        (10**400, "would lose digits"),
        ({"a": b"bytes"}, "$.a: bytes is not a JSON type"),
    ],
)
def test_a_value_without_a_form_is_refused_with_its_place(value: Any, said: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical(value)
    assert said in str(refusal.value)


def test_bottomless_nesting_is_refused_not_crashed_on() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical, match="nested too deeply"):
        canonical(value)
