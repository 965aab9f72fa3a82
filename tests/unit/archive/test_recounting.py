"""A new holiday notice reaches every running case: what moves is told before and after, with articles, and said in the log."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from city_life import City, application

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import DeadlineRecord, EventRecord, Outbox
from shuzha.archive.cases.recounting import STREAM, load_notice, told
from shuzha.kernel.clock import CHINA
from shuzha.kernel.notice import Notice
from shuzha.kernel.text import Text

pytestmark = pytest.mark.django_db
SPRING = Text("春节", "Spring Festival")
# Not the real notice, which nobody knows yet.
NOTICE = Notice(
    2027,
    Text("《2027年部分节假日安排的通知》（测试用）", "Notice on the holidays of 2027 (made for tests)"),
    {date(2027, 2, day): SPRING for day in range(5, 12)},
    {date(2027, 1, 30): SPRING, date(2027, 2, 20): SPRING},
)


@pytest.fixture(autouse=True)
def _home_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.SHUZHA_HOME = tmp_path


def applied_before_spring_festival(city: City) -> Any:
    city.clock.at = datetime(2027, 2, 1, 9, tzinfo=CHINA)
    return application(city)


def row_of(case: Any) -> DeadlineRecord:
    return DeadlineRecord.objects.get(case=case, duty="check-conditions")


def test_a_deadline_past_the_published_calendar_is_provisional_and_becomes_certain_with_the_notice(city: City) -> None:
    case = applied_before_spring_festival(city)
    before = row_of(case)
    assert before.provisional
    moved = load_notice(NOTICE, at=city.now)
    after = row_of(case)
    assert not after.provisional
    assert before.last_day < after.last_day
    [one] = [m for m in moved if m.case.pk == case.pk and m.duty.name == "check-conditions"]
    assert (one.before, one.after) == (before.last_day, after.last_day)
    assert case.number in told(one).zh
    assert "（暂定） → " in told(one).zh
    assert one.duty.limit.cites[0].label.en in told(one).en


def test_what_moved_is_an_event_with_its_articles_and_goes_to_the_log(city: City) -> None:
    case = applied_before_spring_festival(city)
    moved = load_notice(NOTICE, at=city.now, by=city.bigdata.actor)
    loaded, recounted = EventRecord.objects.filter(stream=STREAM).order_by("seq")
    assert loaded.type == "notice-loaded"
    assert loaded.data["notice"]["year"] == 2027
    assert len(recounted.data["moved"]) == len(moved)
    assert all(one.as_json() in recounted.data["moved"] for one in moved)
    assert {"civil-code/203", *(str(c) for one in moved for c in one.duty.limit.cites)} == set(recounted.cites)
    assert {entry["case"] for entry in recounted.data["moved"]} >= {case.number}
    assert Outbox.objects.filter(event__stream=STREAM).count() == 2


def test_the_same_notice_again_moves_nothing_and_says_nothing_new(city: City) -> None:
    applied_before_spring_festival(city)
    load_notice(NOTICE, at=city.now)
    assert load_notice(NOTICE, at=city.now) == ()
    assert EventRecord.objects.filter(stream=STREAM).count() == 2


def test_a_loading_that_was_broken_off_is_made_good_by_loading_again(city: City, tmp_path: Path) -> None:
    from shuzha.kernel.notices import keep_notice

    case = applied_before_spring_festival(city)
    keep_notice(tmp_path, NOTICE)
    assert row_of(case).provisional
    assert load_notice(NOTICE, at=city.now)
    assert not row_of(case).provisional


def test_a_case_that_ended_and_a_deadline_before_the_notice_s_days_stay_as_they_were(city: City) -> None:
    city.clock.at = datetime(2026, 3, 2, 9, tzinfo=CHINA)
    case = application(city)
    before = row_of(case).last_day
    assert load_notice(NOTICE, at=city.now) == ()
    assert row_of(case).last_day == before


def test_steps_taken_after_the_loading_count_by_the_notice_at_once(city: City) -> None:
    load_notice(NOTICE, at=city.now)
    assert working_calendar().horizon == date(2027, 12, 31)
    assert not row_of(applied_before_spring_festival(city)).provisional


def test_a_notice_that_contradicts_the_calendar_changes_nothing(city: City) -> None:
    with pytest.raises(ValueError, match="2027-03-01"):
        load_notice(Notice(2027, Text("错", "Wrong"), {}, {date(2027, 3, 1): SPRING}), at=city.now)
    assert not EventRecord.objects.filter(stream=STREAM).exists()
