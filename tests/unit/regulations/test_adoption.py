"""Which instrument governs which office of the model city, and since when."""

from datetime import date

import pytest

from shuzha.regulations import law
from shuzha.regulations.adoption import adoption

STORY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("office", "instrument"),
    [
        ("zones", "beijing-2023"),
        ("registry", "hainan-2023"),
        ("market", "qingdao-2023"),
        ("exchange", "hongkong-2023"),
        ("funds", "guizhou-2024"),
        ("waterway", "mot-2023"),
        ("plans", "jilin-2023"),
    ],
)
def test_an_office_is_governed_by_its_instrument_and_then_by_the_local_rules(office, instrument):
    own, local = adoption().governing(office, STORY)
    assert own.instrument == instrument
    assert not own.local
    assert local.local


def test_an_office_that_only_the_local_rules_govern_says_so_once():
    (own,) = adoption().governing("library", STORY)
    assert own.local


@pytest.mark.parametrize(("office", "day"), [("zones", date(2025, 12, 31)), ("kitchen", STORY), ("*", STORY)])
def test_what_was_not_adopted_does_not_govern(office, day):
    with pytest.raises(LookupError, match="adopted"):
        adoption().governing(office, day)


def test_the_table_calls_each_instrument_by_its_name_and_stands_on_a_local_rule():
    names = {i.id: i.title for i in law.instruments()}
    for row in adoption().rows:
        assert names.get(row.instrument, row.name) == row.name
    assert law.article(adoption().cites).heading.en == "Adoption"
    assert adoption().city.zh == "衡川市"
