"""How the gate says that something is not there: in words of the reader's language, not in a header's field names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import shuzha.gate
from shuzha.gate.reasons import unknown

_SOURCES = Path(shuzha.gate.__file__).parent.glob("*.py")
FIELDS = sorted({name for source in _SOURCES for name in re.findall(r'\bunknown\("(\w+)"\)', source.read_text())})


@pytest.mark.parametrize("field", FIELDS)
def test_whatever_is_unknown_is_named_in_chinese_and_in_english(field: str) -> None:
    (denial,) = unknown(field).denials
    assert not re.search(r"[A-Za-z ]", denial.reason.zh)
    assert re.fullmatch(r"There is no such [a-z ]+\.", denial.reason.en)
    assert denial.field == field


def test_a_grant_that_is_not_there_reads_as_an_official_would_write_it() -> None:
    assert unknown("grant").denials[0].reason.zh == "没有该授权。"
