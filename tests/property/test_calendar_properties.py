"""Algebra of working days: what must hold for every start and every number of days."""

from datetime import date, timedelta

import holidays
from hypothesis import given
from hypothesis import strategies as st

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.deadline import FirstDay, LastDay, Unit, due, months_after, working_days_left, years_after

CALENDAR = china_calendar()
starts = st.dates(date(2004, 1, 1), date(2026, 6, 30))
counts = st.integers(1, 60)
firsts = st.sampled_from(FirstDay)


@given(starts, counts, firsts)
def test_a_working_deadline_ends_on_a_working_day(start, days, first):
    assert CALENDAR.is_working(due(start, days, unit=Unit.WORKING, first_day=first, calendar=CALENDAR).last_day)


@given(starts, counts)
def test_the_working_days_left_at_the_start_are_the_days_of_the_period(start, days):
    end = due(start, days, unit=Unit.WORKING, calendar=CALENDAR).last_day
    assert working_days_left(start, end, CALENDAR) == days
    assert working_days_left(end, start, CALENDAR) == -days


@given(starts, counts, counts)
def test_periods_of_working_days_add_up(start, first, second):
    middle = due(start, first, unit=Unit.WORKING, calendar=CALENDAR).last_day
    assert (
        due(middle, second, unit=Unit.WORKING, calendar=CALENDAR).last_day
        == due(start, first + second, unit=Unit.WORKING, calendar=CALENDAR).last_day
    )


@given(starts, counts, firsts, st.sampled_from(Unit))
def test_more_days_or_a_later_start_never_end_earlier(start, days, first, unit):
    def end(day, number):
        return due(day, number, unit=unit, first_day=first, calendar=CALENDAR).last_day

    assert end(start, days) <= end(start, days + 1)
    assert end(start, days) <= end(start + timedelta(1), days)


@given(starts, counts, st.sampled_from(Unit), st.sampled_from(LastDay))
def test_counting_the_first_day_never_ends_later(start, days, unit, last):
    counted, excluded = (
        due(start, days, unit=unit, first_day=first, last_day=last, calendar=CALENDAR).last_day
        for first in (FirstDay.COUNTED, FirstDay.EXCLUDED)
    )
    assert counted <= excluded


@given(starts, counts, firsts)
def test_the_named_steps_account_for_every_day_between(start, days, first):
    period = due(start, days, unit=Unit.WORKING, first_day=first, calendar=CALENDAR)
    begins = start if first is FirstDay.COUNTED else start + timedelta(1)
    span = (period.last_day - begins).days + 1
    assert span == days + sum(not step.is_working for step in period.steps)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 60))
def test_terms_keep_the_day_of_the_month_or_end_on_its_last(start, months):
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(1)).day == 1
    assert years_after(start, months) == months_after(start, 12 * months)


@given(starts, counts, st.sampled_from([Unit.MONTHS, Unit.YEARS]), firsts)
def test_a_term_rolls_forward_to_a_working_day_and_never_past_one(start, length, unit, first):
    rolled, stands = (
        due(start, length, unit=unit, first_day=first, last_day=last, calendar=CALENDAR).last_day for last in LastDay
    )
    assert CALENDAR.is_working(rolled)
    assert not any(CALENDAR.is_working(stands + timedelta(n)) for n in range((rolled - stands).days))


@given(starts, counts, firsts)
def test_a_year_is_twelve_months(start, years, first):
    year, months = (
        due(start, length, unit=unit, first_day=first, calendar=CALENDAR)
        for length, unit in ((years, Unit.YEARS), (12 * years, Unit.MONTHS))
    )
    assert year == months


@given(starts, counts, st.sampled_from([Unit.MONTHS, Unit.YEARS]))
def test_terms_whose_first_day_counts_follow_one_another_without_gap_or_overlap(start, length, unit):
    """Counted from the first of a month the term is whole months: it ends on a month's last day."""
    first = start.replace(day=1)
    end = due(first, length, unit=unit, first_day=FirstDay.COUNTED, last_day=LastDay.STANDS, calendar=CALENDAR).last_day
    months = length * (12 if unit is Unit.YEARS else 1)
    assert end + timedelta(1) == months_after(first, months)


def test_a_second_source_agrees_on_every_holiday_that_falls_on_a_weekday():
    """`holidays` is compiled independently; it carries days off, in lieu too, but no make-up days."""
    other = holidays.country_holidays("CN", years=range(2010, 2027))
    day, differing = date(2010, 1, 1), []
    while day <= date(2026, 12, 31):
        if day.weekday() < 5 and CALENDAR.is_working(day) == (day in other):
            differing.append(day)
        day += timedelta(1)
    assert differing == []
