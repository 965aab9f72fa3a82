"""91 notices that agencies really published: each period comes out as printed, or is named as the agency's error."""

import csv
from datetime import date
from pathlib import Path

import pytest

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.deadline import FirstDay, LastDay, Unit, due

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "publicity-notices.csv").open(encoding="utf-8")))
COUNTING = {"inclusive": FirstDay.COUNTED, "start-excluded": FirstDay.EXCLUDED}
# What the agency's notice should have said under either counting, and what is wrong with what it did say.
AGENCY_ERRORS = {
    "N010": (date(2019, 2, 11), date(2019, 2, 12), "forgets that 2 and 3 February 2019 were made-up working days"),
    "N088": (date(2018, 9, 2), date(2018, 9, 3), "gives five days where it promises seven"),
    "N095": (date(2018, 4, 9), date(2018, 4, 10), "says calendar days but counts working days"),
}


def last_day(row: dict[str, str], first_day: FirstDay) -> date:
    start, days, unit = date.fromisoformat(row["start"]), int(row["days"]), Unit(row["unit"])
    return due(start, days, unit=unit, first_day=first_day, last_day=LastDay.STANDS, calendar=china_calendar()).last_day


def test_the_sample_is_whole():
    assert len(ROWS) == 91
    assert {r["id"] for r in ROWS if r["counting"] == "agency-error"} == set(AGENCY_ERRORS)


@pytest.mark.parametrize("row", [r for r in ROWS if r["counting"] in COUNTING], ids=lambda r: r["id"])
def test_a_published_period_comes_out_as_printed(row):
    assert last_day(row, COUNTING[row["counting"]]) == date.fromisoformat(row["end"])


@pytest.mark.parametrize("row", [r for r in ROWS if r["id"] in AGENCY_ERRORS], ids=lambda r: r["id"])
def test_an_agency_error_agrees_with_no_counting_and_we_say_what_it_should_have_been(row):
    inclusive, start_excluded, _what_is_wrong = AGENCY_ERRORS[row["id"]]
    assert last_day(row, FirstDay.COUNTED) == inclusive
    assert last_day(row, FirstDay.EXCLUDED) == start_excluded
    assert date.fromisoformat(row["end"]) not in (inclusive, start_excluded)


def test_the_seven_days_of_n095_are_working_days_called_calendar_days():
    assert due(
        date(2018, 4, 3), 7, unit=Unit.WORKING, first_day=FirstDay.EXCLUDED, calendar=china_calendar()
    ).last_day == date(2018, 4, 13)
