"""The search behind every list: pairs of Chinese characters, whole words, and nothing that acts as an operator."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from shuzha.archive.cases.search import indexed, matching

TITLES = {
    "ZQ-01": ("公共数据专区授权运营申请", "Application to operate the finance zone"),
    "ZQ-02": ("数据产品确权登记", "Registration of a data product"),
    "ZQ-03": ("专区考核（二〇二六年度）", "Yearly assessment 2026"),
}
HOSTILE = [
    "&", "|", "!", "!!", ":*", "q:*", "<->", "()", "'", "''", "\\", "\\'", "' & '", "'; DROP TABLE cases_caserecord; --",
    "数据' | 'x", "数据:* | !登记", "%", "_", "$$", "\x00", "\ud7ff", "😀", "数" * 5_000, "x" * 5_000, "q v " * 2_000, "\u202e登记",
]  # fmt: skip


@pytest.fixture
def cases(db: None, clock: Any) -> QuerySet[Any]:
    from shuzha.archive.cases.models import CaseRecord

    for number, (zh, en) in TITLES.items():
        CaseRecord.objects.create(
            procedure="zones.call", number=number, title_zh=zh, title_en=en, status="x",
            opened_at=clock.now(), moved_at=clock.now(),
        )  # fmt: skip
    return CaseRecord.objects.order_by("number")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("专区", ["ZQ-01", "ZQ-03"]),
        ("授权运营", ["ZQ-01"]),
        ("登记", ["ZQ-02"]),
        ("区授", ["ZQ-01"]),
        ("权", ["ZQ-01", "ZQ-02"]),
        ("记", ["ZQ-02"]),
        ("专区 考核", ["ZQ-03"]),
        ("专区考核", ["ZQ-03"]),
        ("专区　考核", ["ZQ-03"]),
        ("专区 登记", []),
        ("产权", []),
        ("ASSESS", ["ZQ-03"]),
        ("product data", ["ZQ-02"]),
        ("ｄａｔａ", ["ZQ-02"]),
        ("2026", ["ZQ-03"]),
        ("zq-02", ["ZQ-02"]),
        ("考核2026", ["ZQ-03"]),
        ("", ["ZQ-01", "ZQ-02", "ZQ-03"]),
        ("   ", ["ZQ-01", "ZQ-02", "ZQ-03"]),
        ("？！", []),
    ],
)
def test_every_word_must_be_there_and_two_characters_are_enough(
    cases: QuerySet[Any], words: str, found: list[str]
) -> None:
    assert [case.number for case in cases.filter(words__matches=words)] == found


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_acts_as_an_operator_or_breaks_the_query(cases: QuerySet[Any], words: str) -> None:
    assert len(cases.filter(words__matches=words)) < len(TITLES)


@given(st.text(max_size=200))
def test_a_text_is_always_found_by_its_own_words(text: str) -> None:
    stored, wanted = indexed(text).split(" "), matching(text[:50])
    for term in wanted.split(" & ") if wanted not in ("", "!") else []:
        word, prefix = term.removesuffix(":*").strip("'"), term.endswith(":*")
        assert any(one.startswith(word) if prefix else one == word for one in stored)


@given(st.text(max_size=300))
def test_no_quote_blank_or_operator_reaches_the_database(text: str) -> None:
    for term in matching(text).removesuffix("!").split(" & "):
        assert not set(term.removesuffix(":*").removeprefix("'").removesuffix("'")) & set("'&|!:*<>()\\ \t\n\x00")


def test_a_renamed_row_is_found_by_its_new_name_only(cases: QuerySet[Any]) -> None:
    case = cases[0]
    case.title_zh, case.title_en = "终止协议", "Termination"
    case.save()
    assert not cases.filter(words__matches="授权")
    assert cases.filter(words__matches="终止").get() == case


def test_a_text_of_any_length_can_be_searched(cases: QuerySet[Any]) -> None:
    from shuzha.archive.cases.models import CaseRecord

    long = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(200_000)) + "y" * 9_000
    CaseRecord.objects.filter(number="ZQ-01").update(words=indexed(long))
    assert cases.filter(words__matches=long[:2]).get().number == "ZQ-01"
