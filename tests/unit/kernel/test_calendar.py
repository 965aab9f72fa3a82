"""The working calendar: known days, days made up, days nobody knows yet, notices that an officer loads."""

from datetime import date

import pytest

from shuzha.kernel.calendar import DayKind, WorkingCalendar, china_calendar
from shuzha.kernel.notice import Notice
from shuzha.kernel.text import Text

CALENDAR = china_calendar()
TITLE = Text("关于2027年部分节假日安排的通知", "notice on the holidays of 2027")
NEXT_YEAR = {
    "year": 2027,
    "title": TITLE.as_json(),
    "holidays": {"2027-01-01": {"zh": "元旦", "en": "New Year's Day"}},
    "makeups": {"2026-12-27": {"zh": "元旦", "en": "New Year's Day"}},
}


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-02-04", DayKind.MAKE_UP),
        ("2024-02-12", DayKind.HOLIDAY),
        ("2024-02-18", DayKind.MAKE_UP),
        ("2024-02-19", DayKind.WEEKDAY),
        ("2024-02-24", DayKind.WEEKEND),
        ("2024-09-29", DayKind.MAKE_UP),
        ("2024-10-01", DayKind.HOLIDAY),
        ("2024-10-12", DayKind.MAKE_UP),
        ("2023-12-30", DayKind.HOLIDAY),
        ("2004-01-17", DayKind.MAKE_UP),
    ],
)
def test_a_day_is_what_its_notice_made_it(day, kind):
    assert CALENDAR.explain(date.fromisoformat(day)).kind is kind


def test_a_make_up_saturday_is_a_working_day_and_a_plain_one_is_not():
    assert CALENDAR.is_working(date(2024, 10, 12))
    assert not CALENDAR.is_working(date(2024, 10, 19))


def test_a_holiday_names_its_occasion_and_its_notice_in_both_languages():
    day = CALENDAR.explain(date(2024, 2, 12))
    assert day.reason == Text("春节放假", "Spring Festival holiday")
    assert "2024" in day.notice.zh
    assert "2024" in day.notice.en


def test_a_new_year_holiday_in_december_comes_from_the_next_years_notice():
    assert "2024" in CALENDAR.explain(date(2023, 12, 31)).notice.zh


@pytest.mark.parametrize(
    ("day", "word"),
    [(date(2015, 9, 3), "70"), (date(2019, 5, 2), "调整"), (date(2020, 1, 31), "延长")],
)
def test_a_day_ordered_by_a_special_notice_names_that_notice(day, word):
    assert word in CALENDAR.explain(day).notice.zh


def test_the_horizon_is_the_last_published_year():
    assert date(2026, 12, 31) <= CALENDAR.horizon
    assert not CALENDAR.explain(CALENDAR.horizon).provisional


def test_past_the_horizon_days_are_provisional_and_say_so():
    day = WorkingCalendar(CALENDAR.notices[:3]).explain(date(2026, 10, 1))
    assert day.provisional
    assert day.is_working
    assert "暂定" in day.reason.zh


def test_before_the_first_notice_the_calendar_refuses_to_guess():
    with pytest.raises(ValueError, match="2004"):
        CALENDAR.is_working(date(2003, 12, 31))


def test_a_loaded_notice_moves_the_horizon_and_settles_the_year():
    known = CALENDAR.with_notice(Notice.from_json(NEXT_YEAR))
    assert known.horizon == date(2027, 12, 31)
    assert known.explain(date(2027, 1, 1)).notice == TITLE
    assert known.explain(date(2026, 12, 27)).kind is DayKind.MAKE_UP
    assert not known.explain(date(2027, 3, 1)).provisional
    assert CALENDAR.explain(date(2027, 3, 1)).provisional


def test_a_notice_for_a_later_year_does_not_bridge_the_gap_before_it():
    later = Notice(2030, TITLE, {date(2030, 1, 1): Text("元旦", "New Year's Day")})
    known = CALENDAR.with_notice(later)
    assert known.horizon == CALENDAR.horizon
    assert known.explain(date(2029, 1, 1)).provisional


def test_a_later_notice_overrides_an_earlier_one():
    name = Text("延长", "extension")
    amended = CALENDAR.with_notice(Notice(2024, TITLE, {date(2024, 2, 18): name}))
    assert amended.explain(date(2024, 2, 18)).kind is DayKind.HOLIDAY


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": None}, "form"),
        ({"year": None}, "form"),
        ({"holidays": ["2027-01-01"]}, "form"),
        ({"holidays": {"2027-02-30": {"zh": "元旦", "en": "New Year"}}}, "day"),
        ({"holidays": {"2027-01-01": {"zh": "元旦"}}}, "en"),
        ({"holidays": {"2025-01-01": {"zh": "元旦", "en": "New Year"}}}, "2025-01-01"),
        ({"holidays": {"2026-12-27": {"zh": "元旦", "en": "New Year"}}}, "both"),
        ({"holidays": {"2027-01-01": {"zh": "元旦", "en": " "}}}, "holidays.2027-01-01"),
        ({"holidays": {"2027-01-01": {"zh": 1, "en": "New Year"}}}, "holidays.2027-01-01"),
        ({"holiday": {}}, "no entry"),
        ({"holidays": {}, "makeups": {}}, "names no day"),
        ({"year": True}, "year"),
        ({"year": 1999}, "year"),
    ],
)
def test_a_malformed_notice_is_refused_with_what_is_wrong(change, message):
    with pytest.raises(ValueError, match=message):
        Notice.from_json(NEXT_YEAR | change)


def test_a_notice_without_a_year_names_the_missing_key():
    with pytest.raises(ValueError, match="year"):
        Notice.from_json({"title": TITLE.as_json()})


def test_an_ordinary_working_day_cannot_be_made_up():
    with pytest.raises(ValueError, match="2027-03-01"):
        CALENDAR.with_notice(Notice(2027, TITLE, {}, {date(2027, 3, 1): Text("元旦", "New Year's Day")}))


def test_a_day_is_told_as_json_for_the_command_line():
    told = CALENDAR.explain(date(2024, 2, 4)).as_json()
    assert told["working"] is True
    assert told["kind"] == "make-up"
    assert CALENDAR.explain(date(2024, 3, 1)).as_json()["notice"] is None
