"""Waking what is overdue: it is said once, in the log, and nothing is decided by it."""

from __future__ import annotations

from city_life import City, application, publicised_registration

from shuzha.archive.cases.models import DeadlineRecord, EventRecord, Outbox
from shuzha.archive.cases.tasks import mark_overdue


def missed() -> list[str]:
    return list(EventRecord.objects.filter(type="deadline-missed").values_list("stream", flat=True))


def test_a_duty_is_missed_from_the_day_after_its_last_day(city: City) -> None:
    case = application(city)
    deadline = DeadlineRecord.objects.get(case=case)
    city.advance(days=(deadline.last_day - city.now.date()).days)
    assert mark_overdue(at=city.now) == 0
    city.advance(days=1)
    assert mark_overdue(at=city.now) == 1
    assert missed() == [f"duty-{case.pk}"]


def test_it_is_said_once_and_goes_to_the_log(city: City) -> None:
    application(city)
    city.advance(days=90)
    assert [mark_overdue(at=city.now), mark_overdue(at=city.now)] == [1, 0]
    event = EventRecord.objects.get(type="deadline-missed")
    assert Outbox.objects.filter(event=event).exists()
    assert event.data["duty"] == "check-conditions"
    assert "local/2" in event.cites


def test_the_case_itself_does_not_move(city: City) -> None:
    case = application(city)
    city.advance(days=90)
    mark_overdue(at=city.now)
    case.refresh_from_db()
    assert (case.status, case.version) == ("submitted", 1)
    assert city.act(case, "qualify", city.bigdata).status == "qualified"


def test_what_was_done_in_time_and_what_only_has_to_run_out_is_not_missed(city: City) -> None:
    city.act(application(city), "qualify", city.bigdata)
    case = publicised_registration(city)
    DeadlineRecord.objects.filter(case=case, waits=False).update(discharged=True)
    city.advance(days=25)
    mark_overdue(at=city.now)
    assert missed() == []


def test_the_case_page_says_that_the_day_passed_and_what_follows(city: City) -> None:
    case = application(city)
    city.advance(days=90)
    mark_overdue(at=city.now)
    page = city.client("operator").get(f"/cases/{case.pk}/").content.decode()
    assert "逾期未办：“审核申报条件”" in page
    assert "记入办理超期并通报" in page


def test_a_mark_once_made_stays_when_the_case_moves(city: City) -> None:
    case = application(city)
    city.advance(days=90)
    mark_overdue(at=city.now)
    city.act(case, "qualify", city.bigdata)
    assert DeadlineRecord.objects.filter(case=case, duty="check-conditions").exclude(marked_late_at=None).exists()
