"""The words every room speaks: sentences in two languages, citations, answers with reasons, clocks that are given."""

from datetime import UTC, datetime, timedelta

import pytest

from shuzha.kernel.citation import Citation, Instrument, chinese_numeral
from shuzha.kernel.clock import CityClock, FixedClock, SystemClock
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text

WORDS = Instrument("test-words", Text("词语规定", "Rules of words"), Text("词语", "Words"))
SENTENCE = Text("还差{what}", "{what} is missing")
DENIAL = Deny(
    "missing", SENTENCE.format(what=Text("章", "a seal")), (WORDS.article(9, 2),), Text("补", "add it"), "seal"
)


def test_a_sentence_is_read_in_the_readers_language_and_chinese_by_default():
    filled = SENTENCE.format(what=Text("营业执照", "the licence"))
    assert filled.in_("en-gb") == "the licence is missing"
    assert filled.in_("zh-hans") == filled.in_("fr") == "还差营业执照"
    assert Text.from_json(filled.as_json()) == filled


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (203, "二百零三"), (999, "九百九十九")],
)  # fmt: skip
def test_articles_are_numbered_as_chinese_law_numbers_them(number, numeral):
    assert chinese_numeral(number) == numeral


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_a_number_no_article_has_is_refused(number):
    with pytest.raises(ValueError, match="out of range"):
        chinese_numeral(number)


def test_a_citation_reads_back_from_its_key_and_prints_in_both_languages():
    cited = WORDS.article(9, 2)
    assert Citation.parse(str(cited)) == cited
    assert cited.label == Text("词语第九条第（二）项", "Words, art. 9 (2)")
    assert WORDS.article(12).label == Text("词语第十二条", "Words, art. 12")
    assert "甲" in WORDS.article(3, "甲").label.zh


@pytest.mark.parametrize("key", ["", "words", "words/", "words/x", "words/9(", "词语/9", "words/9()"])
def test_what_is_not_a_citation_key_is_refused(key):
    with pytest.raises(ValueError, match="not a citation"):
        Citation.parse(key)


def test_a_citation_of_an_unknown_instrument_says_so():
    with pytest.raises(LookupError, match="nowhere"):
        _ = Citation("nowhere", 1).source


def test_two_instruments_cannot_share_an_identifier():
    assert Instrument("test-words", WORDS.title, WORDS.short) == WORDS
    with pytest.raises(ValueError, match="test-words"):
        Instrument("test-words", WORDS.title, Text("别的", "Other"))


def test_a_denial_survives_the_journey_as_json():
    assert Deny.from_json(DENIAL.as_json()) == DENIAL
    assert Deny.from_json({k: v for k, v in DENIAL.as_json().items() if k != "field"}).field == ""


def test_a_refusal_names_everything_and_never_nothing():
    refused = Refused([DENIAL, DENIAL])
    assert len(refused.denials) == 2
    assert str(refused).count("a seal is missing") == 2
    with pytest.raises(ValueError, match="at least one"):
        Refused([])


def test_the_city_lives_in_its_own_time_and_every_reader_agrees(tmp_path):
    path = tmp_path / "clock.json"
    mayor, clerk = CityClock(path), CityClock(path)
    assert abs(mayor.now() - SystemClock().now()) < timedelta(minutes=1)
    spring = datetime(2026, 3, 2, 9, tzinfo=UTC)
    mayor.set(spring)
    assert spring <= clerk.now() < spring + timedelta(minutes=1)
    assert [p.name for p in tmp_path.iterdir()] == ["clock.json"]


def test_a_test_moves_its_clock_by_hand():
    clock = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))
    clock.advance(timedelta(days=1))
    assert clock.now() == datetime(2026, 3, 3, tzinfo=UTC)
