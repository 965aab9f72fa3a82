"""A duty falling due is told by e-mail: to who left an address, once a working day, and to nobody before that."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from city_life import City, application

ADDRESS = "li.shu@bigdata.example"


@pytest.fixture
def mail(settings: Any, mailoutbox: list[Any]) -> list[Any]:
    settings.SHUZHA_MAIL_FROM = "reminders@shuzha.example"
    settings.SHUZHA_ADDRESS = "https://data.example"
    return mailoutbox


@pytest.fixture
def deadline(city: City) -> Any:
    """A duty of the authority's, with the clock at its start."""
    return application(city).deadlines.get(discharged=False, waits=False)


def leave_address(city: City, name: str, address: str = ADDRESS) -> Any:
    return city.client(name).post("/desk/reminders/", {"address": address})


def remind(day: Any, hour: int = 9) -> int:
    from shuzha.kernel.clock import CHINA
    from shuzha.site.pages.reminding import remind_all

    return remind_all(at=datetime.combine(day, time(hour), CHINA))


def working_days_before(day: Any, count: int) -> Any:
    from shuzha.archive.cases.calendar import working_calendar

    while count:
        day -= timedelta(1)
        count -= working_calendar().is_working(day)
    return day


def test_one_message_names_what_falls_due_in_both_languages_and_leads_there(
    city: City, deadline: Any, mail: list[Any]
) -> None:
    assert leave_address(city, "bigdata").status_code == 302
    assert remind(deadline.last_day) == 1
    (message,) = mail
    assert message.to == [ADDRESS]
    assert message.from_email == "reminders@shuzha.example"
    for part in (deadline.last_day.isoformat(), deadline.case.number, deadline.case.title_zh, deadline.case.title_en):
        assert part in message.body
    assert f"https://data.example/cases/{deadline.case_id}/" in message.body


def test_nobody_is_written_to_twice_on_one_day_and_again_on_the_next(
    city: City, deadline: Any, mail: list[Any]
) -> None:
    leave_address(city, "bigdata")
    before = working_days_before(deadline.last_day, 1)
    assert [remind(before), remind(before, 10), remind(before, 23), remind(deadline.last_day)] == [1, 0, 0, 1]
    assert len(mail) == 2


@pytest.mark.parametrize(("ahead", "told"), [(4, 0), (3, 1), (1, 1), (0, 1)])
def test_a_duty_is_told_from_three_working_days_before_its_last(
    city: City, deadline: Any, mail: list[Any], ahead: int, told: int
) -> None:
    leave_address(city, "bigdata")
    assert remind(working_days_before(deadline.last_day, ahead)) == told


def test_an_overdue_duty_and_a_day_of_rest_bring_no_message(city: City, deadline: Any, mail: list[Any]) -> None:
    from shuzha.archive.cases.calendar import working_calendar

    leave_address(city, "bigdata")
    assert remind(deadline.last_day + timedelta(1)) == 0
    days = (deadline.last_day - timedelta(back) for back in range(1, 7))
    assert [remind(day) for day in days if not working_calendar().is_working(day)][:1] in ([], [0])
    assert not mail


def test_nothing_is_sent_until_the_installation_names_a_sender(
    city: City, deadline: Any, mail: list[Any], settings: Any
) -> None:
    leave_address(city, "bigdata")
    settings.SHUZHA_MAIL_FROM = ""
    assert remind(deadline.last_day) == 0
    assert "到期提醒" not in city.client("bigdata").get("/desk/").content.decode()


def test_only_who_owes_and_left_an_address_is_written_to(city: City, deadline: Any, mail: list[Any]) -> None:
    leave_address(city, "citizen", "citizen@example.com")
    assert remind(deadline.last_day) == 0
    leave_address(city, "bigdata")
    leave_address(city, "bigdata", "")
    assert remind(deadline.last_day) == 0
    leave_address(city, "bigdata")
    city.bigdata.refresh_from_db()
    city.bigdata.is_active = False
    city.bigdata.save()
    assert remind(deadline.last_day) == 0
    assert not mail


def test_what_was_done_is_no_longer_told(city: City, deadline: Any, mail: list[Any]) -> None:
    leave_address(city, "bigdata")
    city.act(deadline.case, "qualify", city.bigdata)
    assert remind(deadline.last_day) == 0 or deadline.case.number not in mail[0].body


def test_the_address_lies_under_the_persons_key_and_is_gone_with_it(city: City, deadline: Any, mail: list[Any]) -> None:
    from shuzha.archive.cases.models import EventRecord
    from shuzha.archive.parties.models import Account
    from shuzha.archive.parties.operations import erase_person

    leave_address(city, "bigdata")
    account = Account.objects.get(username="bigdata")
    assert ADDRESS.encode() not in bytes(account.sealed_mail_address)
    assert account.mail_address == ADDRESS
    assert not [event for event in EventRecord.objects.all() if ADDRESS in str(event.data)]
    person = account.person
    erase_person(person=person)
    assert remind(deadline.last_day) == 0
    assert leave_address(city, "bigdata").status_code == 422


def test_a_message_that_cannot_be_sent_is_tried_again_and_its_address_not_logged(
    city: City, deadline: Any, mail: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    leave_address(city, "bigdata")
    with monkeypatch.context() as broken:
        broken.setattr("shuzha.site.pages.reminding.EmailMessage.send", _fail)
        assert remind(deadline.last_day) == 0
    assert "OSError" in caplog.text
    assert ADDRESS not in caplog.text
    assert remind(deadline.last_day) == 1
    assert len(mail) == 1


def _fail(message: Any) -> None:
    raise OSError(f"550 {message.to}")


@pytest.mark.parametrize(
    "address", ["x", "a@b", "a@b.cn\nBcc: all@x.cn", "a@b.cn, c@d.cn", "a" * 250 + "@b.cn", "<script>@x.cn", "a@b.cn;"]
)
def test_what_is_no_address_is_refused_with_the_remedy(city: City, mail: list[Any], address: str) -> None:
    answer = leave_address(city, "bigdata", address)
    assert answer.status_code == 422
    assert "这不是有效的电子邮箱地址" in answer.content.decode()


def test_reminders_are_for_those_who_have_entered(city: City, mail: list[Any]) -> None:
    assert city.client().post("/desk/reminders/", {"address": ADDRESS}).status_code == 302
    assert city.client("bigdata").get("/desk/reminders/").status_code == 405
