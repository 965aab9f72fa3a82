"""One's duties in one's own calendar: by a link that opens this and nothing else, and can be ended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from city_life import City, application
from django.test import Client


def link(city: City, name: str, language: str = "zh-hans") -> str:
    page = city.client(name, language).post("/tokens/", {"use": "calendar", "label": "日历"}).content.decode()
    (found,) = set(re.findall(r"http://testserver(/desk/deadlines\.ics\?[^\s<\"]+)", page))
    return str(found).replace("&amp;", "&")


def lines(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return str(answer.content.replace(b"\r\n ", b"").decode()).split("\r\n")


def test_the_link_lists_what_its_account_owes_and_follows_it(city: City) -> None:
    feed = link(city, "bigdata")
    assert not [line for line in lines(Client().get(feed)) if line.startswith("DTSTART")]
    case = application(city)
    deadline = case.deadlines.get(discharged=False, waits=False)
    answer = Client().get(feed)
    told = lines(answer)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert f"DTSTART;VALUE=DATE:{deadline.last_day:%Y%m%d}" in told
    assert f"URL:http://testserver/cases/{case.pk}/" in told
    assert any(case.number in line and "依据：" in line for line in told)
    assert [line for line in told if line.startswith("UID:")] == [f"UID:duty-{deadline.pk}.{case.pk}@shuzha"]
    city.act(case, "qualify", city.bigdata)
    assert f"UID:duty-{deadline.pk}.{case.pk}@shuzha" not in lines(Client().get(feed))


def test_the_feed_speaks_the_language_of_its_link(city: City) -> None:
    application(city)
    chinese, english = link(city, "bigdata"), link(city, "bigdata", "en")
    assert "lang=zh" in chinese
    assert "lang=en" in english
    assert any("Authority: " in line for line in lines(Client().get(english)))
    assert any("依据：" in line for line in lines(Client().get(english.replace("lang=en", "lang=xx"))))


def test_others_duties_are_in_nobody_elses_calendar(city: City) -> None:
    application(city)
    assert not [line for line in lines(Client().get(link(city, "citizen"))) if line.startswith("UID")]


def test_the_link_is_void_once_it_is_ended_and_its_account_is_shut(city: City) -> None:
    from shuzha.archive.parties.models import Token

    first, second = link(city, "bigdata"), link(city, "bigdata")
    city.client("bigdata").post(f"/tokens/{Token.objects.order_by('pk')[0].pk}/end/")
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    city.bigdata.is_active = False
    city.bigdata.save()
    assert Client().get(second).status_code == 404


def test_a_calendars_link_opens_no_other_door_and_no_other_key_opens_the_calendar(city: City) -> None:
    from shuzha.archive.parties.operations import issue_token

    token = link(city, "bigdata").partition("token=")[2]
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    program = issue_token(account=city.bigdata, label="program", at=city.now)
    assert Client().get(f"/desk/deadlines.ics?token={program}").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=sz_x", "?token=%27%20OR%201=1", "?lang=en", "?token=" + "x" * 5_000]
)
def test_without_a_live_link_there_is_nothing_even_for_who_has_signed_in(city: City, query: str) -> None:
    assert city.client("bigdata").get(f"/desk/deadlines.ics{query}").status_code == 404
