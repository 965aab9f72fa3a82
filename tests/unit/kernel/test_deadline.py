"""Where periods end: tables of given and then, on both sides of each boundary and across the great holidays."""

from datetime import date, datetime

import pytest

from shuzha.kernel.calendar import DayKind, china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import (
    FirstDay,
    LastDay,
    Unit,
    due,
    length_told,
    months_after,
    working_days_left,
    years_after,
)
from shuzha.kernel.text import Text

CALENDAR = china_calendar()


def end(start: str, days: int, unit: str, first_day: str = "excluded", last_day: str = "rolls") -> str:
    period = due(
        date.fromisoformat(start),
        days,
        unit=Unit(unit),
        first_day=FirstDay(first_day),
        last_day=LastDay(last_day),
        calendar=CALENDAR,
    )
    return period.last_day.isoformat()


@pytest.mark.parametrize(
    ("start", "days", "first_day", "then"),
    [
        ("2026-03-02", 3, "excluded", "2026-03-05"),
        ("2026-03-02", 3, "counted", "2026-03-04"),
        ("2026-03-05", 3, "excluded", "2026-03-10"),
        ("2026-03-07", 1, "excluded", "2026-03-09"),
        ("2026-03-07", 1, "counted", "2026-03-09"),
        # Spring Festival 2026: holidays 15–23 February, made up on Saturdays 14 and 28
        ("2026-02-13", 1, "excluded", "2026-02-14"),
        ("2026-02-14", 1, "excluded", "2026-02-24"),
        ("2026-02-13", 7, "counted", "2026-02-28"),
        # National Day 2026: holidays 1–7 October, made up on Sunday 20 September and Saturday 10 October
        ("2026-09-30", 3, "excluded", "2026-10-10"),
        ("2026-09-19", 1, "excluded", "2026-09-20"),
        ("2026-09-18", 7, "counted", "2026-09-28"),
    ],
)
def test_working_days_skip_holidays_and_count_make_up_days(start, days, first_day, then):
    assert end(start, days, "working", first_day) == then


@pytest.mark.parametrize(
    ("start", "days", "first_day", "last_day", "then"),
    [
        ("2026-03-02", 7, "excluded", "rolls", "2026-03-09"),
        ("2026-03-02", 7, "counted", "rolls", "2026-03-09"),
        ("2026-03-02", 7, "counted", "stands", "2026-03-08"),
        ("2026-02-11", 3, "excluded", "rolls", "2026-02-14"),
        ("2026-02-12", 3, "excluded", "rolls", "2026-02-24"),
        ("2026-09-24", 7, "excluded", "rolls", "2026-10-08"),
        ("2026-09-24", 7, "excluded", "stands", "2026-10-01"),
    ],
)
def test_calendar_days_roll_off_a_holiday_unless_the_rule_says_they_stand(start, days, first_day, last_day, then):
    assert end(start, days, "calendar", first_day, last_day) == then


def test_every_day_that_moved_the_end_is_named_with_its_notice():
    period = due(date(2026, 2, 13), 2, unit=Unit.WORKING, calendar=CALENDAR)
    assert period.last_day == date(2026, 2, 24)
    assert [s.date.day for s in period.steps] == list(range(14, 24))
    assert period.steps[0].kind is DayKind.MAKE_UP
    assert all(s.notice for s in period.steps)


def test_a_plain_week_needs_no_explanation():
    assert due(date(2026, 3, 2), 3, unit=Unit.WORKING, calendar=CALENDAR).steps == ()
    assert due(date(2026, 3, 2), 3, unit=Unit.CALENDAR, calendar=CALENDAR).steps == ()


def test_a_deadline_past_the_published_calendar_is_provisional_and_one_inside_is_not():
    start = CALENDAR.horizon
    assert due(start, 5, unit=Unit.WORKING, calendar=CALENDAR).provisional
    assert due(start, 5, unit=Unit.CALENDAR, calendar=CALENDAR).provisional
    assert not due(start, 5, unit=Unit.CALENDAR, last_day=LastDay.STANDS, calendar=CALENDAR).provisional
    assert not due(date(2026, 3, 2), 5, unit=Unit.WORKING, calendar=CALENDAR).provisional


def test_a_period_is_over_at_the_midnight_that_closes_its_last_day():
    period = due(date(2026, 3, 2), 3, unit=Unit.WORKING, calendar=CALENDAR)
    assert period.ends_at == datetime(2026, 3, 6, tzinfo=CHINA)


@pytest.mark.parametrize("length", [0, -1])
@pytest.mark.parametrize("unit", Unit)
def test_a_period_of_no_length_is_refused(length, unit):
    with pytest.raises(ValueError, match="at least one"):
        end("2026-03-02", length, unit)


@pytest.mark.parametrize(
    ("start", "length", "unit", "first_day", "last_day", "then"),
    [
        ("2026-03-02", 1, "months", "excluded", "rolls", "2026-04-02"),
        ("2026-03-02", 1, "months", "counted", "rolls", "2026-04-01"),
        ("2025-12-31", 2, "months", "excluded", "stands", "2026-02-28"),
        # the month has no such day: its last one ends the period, whether or not the first day counts
        ("2026-01-31", 1, "months", "counted", "stands", "2026-02-28"),
        ("2026-01-29", 1, "months", "counted", "stands", "2026-02-28"),
        ("2026-01-28", 1, "months", "counted", "stands", "2026-02-27"),
        ("2024-02-29", 1, "years", "excluded", "rolls", "2025-02-28"),
        ("2024-02-29", 1, "years", "counted", "rolls", "2025-02-28"),
        ("2024-02-29", 4, "years", "counted", "rolls", "2028-02-28"),
        # Spring Festival 2026: 14 February is made up, 15 to 23 are off, 24 is the first working day after
        ("2026-01-14", 1, "months", "excluded", "rolls", "2026-02-14"),
        ("2026-01-15", 1, "months", "excluded", "rolls", "2026-02-24"),
        ("2026-01-23", 1, "months", "excluded", "rolls", "2026-02-24"),
        ("2026-01-24", 1, "months", "excluded", "rolls", "2026-02-24"),
        ("2026-01-25", 1, "months", "excluded", "rolls", "2026-02-25"),
        ("2026-01-15", 1, "months", "excluded", "stands", "2026-02-15"),
        # National Day 2026: 1 to 7 October are off
        ("2025-09-30", 1, "years", "excluded", "rolls", "2026-09-30"),
        ("2025-10-01", 1, "years", "excluded", "rolls", "2026-10-08"),
        ("2025-10-01", 1, "years", "counted", "rolls", "2026-09-30"),
        ("2026-04-07", 6, "months", "excluded", "rolls", "2026-10-08"),
        ("2026-04-09", 6, "months", "excluded", "rolls", "2026-10-09"),
    ],
)
def test_months_and_years_end_on_the_corresponding_day_and_roll_off_a_holiday(
    start, length, unit, first_day, last_day, then
):
    assert end(start, length, unit, first_day, last_day) == then


def test_a_month_that_rolls_names_the_days_it_rolled_over_and_none_when_it_stands():
    rolled = due(date(2026, 9, 1), 1, unit=Unit.MONTHS, calendar=CALENDAR)
    assert [step.date.day for step in rolled.steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert due(date(2026, 3, 2), 1, unit=Unit.MONTHS, calendar=CALENDAR).steps == ()
    assert due(CALENDAR.horizon, 1, unit=Unit.YEARS, calendar=CALENDAR).provisional
    assert not due(date(2026, 3, 2), 1, unit=Unit.MONTHS, calendar=CALENDAR).provisional


@pytest.mark.parametrize(
    ("length", "unit", "zh", "en"),
    [
        (1, Unit.WORKING, "1 个工作日", "1 working day"),
        (7, Unit.CALENDAR, "7 个自然日", "7 calendar days"),
        (6, Unit.MONTHS, "6 个月", "6 months"),
        (1, Unit.YEARS, "1 年", "1 year"),
    ],
)
def test_a_length_is_told_in_words(length, unit, zh, en):
    assert length_told(length, unit) == Text(zh, en)


@pytest.mark.parametrize(
    ("today", "last", "left"),
    [("2026-03-02", "2026-03-05", 3), ("2026-03-05", "2026-03-05", 0), ("2026-03-06", "2026-03-05", -1),
     ("2026-02-13", "2026-02-24", 2), ("2026-03-07", "2026-03-09", 1)],
)  # fmt: skip
def test_the_working_days_that_remain(today, last, left):
    assert working_days_left(date.fromisoformat(today), date.fromisoformat(last), CALENDAR) == left


@pytest.mark.parametrize(
    ("start", "years", "then"),
    [("2026-03-02", 5, "2031-03-02"), ("2024-02-29", 5, "2029-02-28"), ("2024-02-29", 4, "2028-02-29")],
)
def test_years_end_on_the_corresponding_day_or_the_months_last(start, years, then):
    assert years_after(date.fromisoformat(start), years).isoformat() == then


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-08-31", 6, "2027-02-28"), ("2026-12-15", 3, "2027-03-15"),
     ("2026-03-31", 12, "2027-03-31"), ("2026-11-30", 1, "2026-12-30")],
)  # fmt: skip
def test_months_end_on_the_corresponding_day_or_the_months_last(start, months, then):
    assert months_after(date.fromisoformat(start), months).isoformat() == then


def test_a_deadline_is_told_as_json_for_the_command_line():
    told = due(date(2026, 2, 13), 2, unit=Unit.WORKING, calendar=CALENDAR).as_json()
    assert told["last_day"] == "2026-02-24"
    assert told["provisional"] is False
    assert told["steps"][0]["kind"] == "make-up"
