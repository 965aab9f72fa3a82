"""The law's numbers: dated, sourced, local where an instrument is silent, and loud when they are not."""

from datetime import date
from decimal import Decimal

import pytest

from shuzha.kernel.citation import Citation, Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet, ParameterUnit
from shuzha.regulations import law

STORY = date(2026, 3, 2)
STATE = Instrument("test-state", Text("试验规定", "Test rules"), Text("试验", "Test"))
WINDOW = """
[window]
title = { zh = "期限", en = "window" }
unit = "working_days"
values = [
  { from = 2024-01-01, value = 10, cites = ["test-state/1"] },
  { from = 2026-01-01, value = 7, cites = ["test-state/2"] },
]
"""


@pytest.mark.parametrize(
    ("instrument", "name", "value", "article"),
    [
        ("hainan-2023", "acceptance_days", 3, 10),
        ("hainan-2023", "acceptance_notice_days", 1, 10),
        ("hainan-2023", "review_days", 30, 12),
        ("hainan-2023", "publicity_days", 7, 16),
        ("hainan-2023", "objection_notice_days", 3, 20),
        ("hainan-2023", "objection_reply_days", 7, 20),
        ("hainan-2023", "agency_count", 2, 23),
        ("beijing-2023", "agreement_years", 5, 14),
        ("beijing-2023", "poor_results_in_a_row", 2, 30),
        ("local", "k_threshold", 10, 4),
        ("local", "dominance_share", Decimal("0.9"), 4),
    ],
)
def test_a_number_is_what_its_article_says(instrument, name, value, article):
    numbers = law.parameters(instrument)
    assert numbers.get(name, STORY) == value
    assert numbers.citation(name, STORY) == Citation(instrument, article)


@pytest.mark.parametrize("instrument", law.instruments(), ids=lambda i: i.id)
def test_every_number_comes_from_an_article_that_is_accounted_for(instrument):
    for parameter in law.parameters(instrument.id):
        for dated in parameter.values:
            for citation in dated.cites:
                assert law.article(citation)


def test_the_citys_own_numbers_say_that_they_are_local_and_no_others_do():
    for instrument in law.instruments():
        for parameter in law.parameters(instrument.id):
            assert parameter.local is (instrument.id == "local")
            assert parameter.values[0].cites[0].source.local is parameter.local


def test_the_shares_of_a_settlement_add_up_to_one():
    numbers = law.parameters("local")
    assert sum(numbers.get(f"{who}_share", STORY) for who in ("operator", "provider", "platform")) == 1


@pytest.mark.parametrize(
    ("day", "value", "article"),
    [("2024-01-01", 10, 1), ("2025-12-31", 10, 1), ("2026-01-01", 7, 2), ("2030-01-01", 7, 2)],
)
def test_a_number_is_read_as_of_the_day_with_that_days_source(day, value, article):
    numbers = ParameterSet.from_toml(WINDOW, STATE)
    assert numbers.days("window", date.fromisoformat(day)) == value
    assert numbers.citation("window", date.fromisoformat(day)).article == article


def test_before_the_first_value_there_is_none():
    with pytest.raises(LookupError, match="2024-01-01"):
        ParameterSet.from_toml(WINDOW, STATE).get("window", date(2023, 12, 31))


def test_an_unknown_number_names_those_that_exist():
    with pytest.raises(LookupError, match="window"):
        ParameterSet.from_toml(WINDOW, STATE).get("windov", STORY)
    with pytest.raises(LookupError, match="none"):
        ParameterSet(STATE).get("window", STORY)


def test_only_days_are_days_and_a_share_is_no_whole_number():
    with pytest.raises(TypeError, match="years"):
        law.parameters("beijing-2023").days("agreement_years", STORY)
    with pytest.raises(TypeError, match="share"):
        law.parameters("local").integer("p_percent", STORY)
    assert law.parameters("beijing-2023").integer("agreement_years", STORY) == 5
    assert law.parameters("hainan-2023").parameter("objection_notice_days").unit is ParameterUnit.CALENDAR_DAYS


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (("value = 10", "value = 0"), "positive whole number"),
        (("value = 10", "value = 1.5"), "positive whole number"),
        (("value = 10", "value = true"), "positive whole number"),
        (('unit = "working_days"', 'unit = "share"'), "between 0 and 1"),
        (('unit = "working_days"', 'unit = "fortnights"'), "fortnights"),
        (("2026-01-01", "2024-01-01"), "each day once"),
        (("2026-01-01", "2023-01-01"), "oldest first"),
        (('cites = ["test-state/1"]', 'cites = ["local/1"]'), "must cite test-state first"),
        (('cites = ["test-state/1"]', "cites = []"), "must cite"),
        (('cites = ["test-state/1"]', 'cites = ["art. 1"]'), "not a citation"),
        (("from = 2024-01-01", "from = 2024-01-01T00:00:00"), "must be dated"),
        (("from = 2024-01-01", 'from = "2024-01-01"'), "must be dated"),
        (("value = 10", 'value = "10"'), "positive whole number"),
        (('unit = "working_days"', 'unit = ["count"]'), "window"),
        (('title = { zh = "期限", en = "window" }', "title = 3"), "expected form"),
        (('title = { zh = "期限", en = "window" }', ""), "title"),
        (('"期限", en = "window"', '"期限"'), "en"),
        (("value = 10, ", ""), "value"),
    ],
)
def test_a_damaged_parameter_file_is_refused_with_the_parameter_and_the_damage(damage, message):
    with pytest.raises(ValueError, match=message):
        ParameterSet.from_toml(WINDOW.replace(*damage), STATE)


def test_a_parameter_without_values_is_refused():
    empty = '[window]\ntitle = { zh = "期", en = "w" }\nunit = "count"\nvalues = []'
    with pytest.raises(ValueError, match="must be dated"):
        ParameterSet.from_toml(empty, STATE)
