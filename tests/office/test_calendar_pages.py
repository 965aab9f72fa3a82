"""The officer's way to the next year's holidays: seen before it is loaded, refused with its line, told to everyone concerned."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from city_life import City, application
from django.core.files.uploadedfile import SimpleUploadedFile

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import DeadlineRecord, EventRecord, Message
from shuzha.archive.cases.recounting import STREAM, known, load_notice
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.kernel.notice import Notice
from shuzha.kernel.notices import notice_in
from shuzha.kernel.text import Text

pytestmark = pytest.mark.django_db
# Not the real notice, which nobody knows yet.
SPRING = "\n".join(f'2027-02-{day:02} = {{ zh = "春节", en = "Spring Festival" }}' for day in range(5, 12))
WRITTEN = f"""year = 2027
title = {{ zh = "《2027年放假通知》（测试用）", en = "Notice on the holidays of 2027 (made for tests)" }}
[holidays]
{SPRING}
[makeups]
2027-02-20 = {{ zh = "春节", en = "Spring Festival" }}
"""
AMENDED = Notice(2027, Text("调整", "Adjusted"), {date(2027, 2, 15): Text("春节", "Spring Festival")})


@pytest.fixture(autouse=True)
def _home_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.SHUZHA_HOME = tmp_path


@pytest.fixture
def case(city: City) -> Any:
    """An application whose conditions must be checked, across the Spring Festival that nobody has announced yet."""
    city.clock.at = datetime(2027, 2, 1, 9, tzinfo=CHINA)
    return application(city)


def last_days(case: Any) -> list[tuple[date, bool]]:
    return list(DeadlineRecord.objects.filter(case=case).values_list("last_day", "provisional"))


def previewed(city: City, language: str = "zh-hans", **posted: Any) -> Any:
    return city.client("bigdata", language).post("/calendar/preview/", {"notice": WRITTEN} | posted)


def seen_in(answer: Any) -> str:
    return answer.context["seen"]


def test_the_preview_lists_every_deadline_before_and_after_and_saves_nothing(city: City, case: Any) -> None:
    before = last_days(case)
    answer = previewed(city)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert case.number in shown
    assert "2027年2月5日" in shown or "2027-02-05" in shown
    assert last_days(case) == before
    assert working_calendar().horizon == date(2026, 12, 31)
    assert not EventRecord.objects.filter(stream=STREAM).exists()
    assert case.title.zh not in shown, "keeping the calendar is no right to read cases"


def test_loading_moves_what_the_preview_said_and_tells_the_parties(city: City, case: Any) -> None:
    answer = previewed(city)
    lines = {(one.number, one.duty): one.after for one in answer.context["lines"]}
    loaded = city.client("bigdata").post("/calendar/load/", {"notice": WRITTEN, "seen": seen_in(answer)}, follow=True)
    assert "已载入" in loaded.content.decode()
    for row in DeadlineRecord.objects.filter(case=case):
        assert not row.provisional
        assert row.last_day in lines.values()
    event = EventRecord.objects.filter(stream=STREAM).order_by("seq").first()
    assert event is not None
    assert (event.type, event.person) == ("notice-loaded", str(city.bigdata.person_id))
    assert {str(city.operator.organisation_id), str(city.bigdata.organisation_id)} <= set(
        Message.objects.filter(case=case).values_list("to", flat=True)
    )
    assert case.number in city.client("operator").get("/desk/inbox/").content.decode()
    assert case.number not in city.client("second").get("/desk/inbox/").content.decode()
    assert "期限重新计算" in city.client("operator").get(f"/cases/{case.pk}/").content.decode()


def test_a_complaint_is_counted_again_and_no_list_of_the_keeper_s_names_it(city: City, case: Any) -> None:
    complaint = city.start(
        "complaints.complaint", "complain", city.accounts["citizen"], matter="misuse", facts="查询了无关人员",
        respondent=str(city.bigdata.organisation_id),
    )  # fmt: skip
    answer = previewed(city)
    listed_before = {one.number for one in answer.context["lines"]}
    assert case.number in listed_before
    assert complaint.number not in listed_before
    city.client("bigdata").post("/calendar/load/", {"notice": WRITTEN, "seen": seen_in(answer)})
    assert not any(provisional for _, provisional in last_days(complaint))
    listed = EventRecord.objects.filter(stream=STREAM).values_list("data", flat=True)
    assert not any(complaint.number in str(data) for data in listed)
    assert set(Message.objects.filter(case=complaint).values_list("to", flat=True)).isdisjoint(
        {str(city.bigdata.organisation_id)}
    )


def test_the_case_s_party_can_open_the_evidence_of_its_own_deadline_and_nobody_else_the_list(
    city: City, case: Any
) -> None:
    load_notice(notice_in(WRITTEN), at=city.now, by=city.bigdata.actor)
    own = EventRecord.objects.get(stream=f"duty-{case.pk}", type="deadline-recounted")
    whole = EventRecord.objects.get(stream=STREAM, type="deadlines-recounted")
    loaded = EventRecord.objects.get(stream=STREAM, type="notice-loaded")
    opened = {
        (who, one.pk): city.client(who).get(f"/evidence/events/{one.pk}/").context["opened"]
        for who in ("operator", "second", "bigdata") for one in (own, whole, loaded)
    }  # fmt: skip
    assert opened == {
        ("operator", own.pk): True, ("operator", whole.pk): False, ("operator", loaded.pk): True,
        ("second", own.pk): False, ("second", whole.pk): False, ("second", loaded.pk): True,
        ("bigdata", own.pk): True, ("bigdata", whole.pk): True, ("bigdata", loaded.pk): True,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["operator", "supervisor", "government", "registrar", "citizen"])
@pytest.mark.parametrize("path", ["/calendar/preview/", "/calendar/load/"])
def test_only_the_authority_previews_and_loads(city: City, case: Any, who: str, path: str) -> None:
    answer = city.client(who).post(path, {"notice": WRITTEN, "seen": known()})
    assert answer.status_code == 422
    assert "市大数据主管部门" in answer.content.decode()
    assert case.number not in answer.content.decode()
    assert not EventRecord.objects.filter(stream=STREAM).exists()
    with pytest.raises(Refused):
        load_notice(notice_in(WRITTEN), at=city.now, by=city.accounts[who].actor)


def test_the_public_sees_the_notices_and_no_case(city: City, case: Any) -> None:
    assert city.client().post("/calendar/preview/", {"notice": WRITTEN}).status_code == 302
    load_notice(notice_in(WRITTEN), at=city.now, by=city.bigdata.actor)
    listed = city.client().get("/calendar/").content.decode()
    assert "《2027年放假通知》" in listed
    assert "载入放假通知" not in listed
    event = EventRecord.objects.get(stream=STREAM, type="notice-loaded")
    for who in ("", "operator"):
        shown = city.client(who).get(f"/calendar/{event.command_id}/").content.decode()
        assert "春节" in shown
        assert case.number not in shown
    assert case.number in city.client("bigdata").get(f"/calendar/{event.command_id}/").content.decode()
    assert city.client().get("/calendar/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("第 6 行", "日期写作 2027-01-01")), ("en", ("Line 6", "Write a day as 2027-01-01"))],
)
def test_a_bad_notice_is_refused_with_its_line_and_nothing_typed_is_lost(
    city: City, language: str, words: tuple[str, ...]
) -> None:
    wrong = WRITTEN.replace("2027-02-07", "2027-02-37")
    answer = previewed(city, language, notice=wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert all(word in shown for word in words)
    assert "2027-02-37 = {" in shown
    assert city.client("bigdata").post("/calendar/load/", {"notice": wrong}).status_code == 422


def test_a_file_is_taken_like_typed_text_and_one_that_is_no_text_loses_nothing_typed(city: City, case: Any) -> None:
    file = SimpleUploadedFile("2027.toml", WRITTEN.encode())
    answer = previewed(city, notice="", file=file)
    assert case.number in answer.content.decode()
    assert answer.context["written"] == WRITTEN
    broken = previewed(city, notice="year = 2027", file=SimpleUploadedFile("2027.bin", b"\xff\xfe\x00"))
    assert broken.status_code == 422
    assert broken.context["written"] == "year = 2027"


def test_a_notice_that_contradicts_the_calendar_names_the_line(city: City) -> None:
    wrong = WRITTEN.replace("2027-02-20", "2027-03-01")
    shown = previewed(city, notice=wrong).content.decode()
    assert f"第 {wrong[: wrong.index('2027-03-01')].count(chr(10)) + 1} 行" in shown


def test_another_notice_loaded_since_the_preview_brings_the_list_back_counted_anew(city: City, case: Any) -> None:
    first = previewed(city)
    load_notice(AMENDED, at=city.now, by=city.bigdata.actor)
    posted = {"notice": WRITTEN, "seen": seen_in(first)}
    answer = city.client("bigdata").post("/calendar/load/", posted)
    assert answer.status_code == 409
    assert "另一份放假通知已经载入" in answer.content.decode()
    assert EventRecord.objects.filter(stream=STREAM, type="notice-loaded").count() == 1
    again = city.client("bigdata").post("/calendar/load/", {"notice": WRITTEN, "seen": seen_in(answer)})
    assert again.status_code == 302
    assert EventRecord.objects.filter(stream=STREAM, type="notice-loaded").count() == 2


def test_the_same_notice_twice_is_one_event_and_says_so_before(city: City, case: Any) -> None:
    first = previewed(city)
    for _ in range(2):
        posted = {"notice": WRITTEN, "seen": seen_in(first)}
        assert city.client("bigdata").post("/calendar/load/", posted).status_code == 302
    assert EventRecord.objects.filter(stream=STREAM).count() == 2
    assert EventRecord.objects.filter(stream=f"duty-{case.pk}").count() == 1
    answer = previewed(city)
    assert "已经载入过" in answer.content.decode()
    assert answer.context["count"] == 0


def test_the_whole_list_comes_as_a_file(city: City, case: Any) -> None:
    rows = previewed(city, "en", **{"as": "csv"}).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("case,duty,before")
    assert any(row.startswith(case.number) for row in rows[1:])


def test_json_is_taken_too(city: City, case: Any) -> None:
    value = {"year": 2027, "title": {"zh": "通", "en": "N"}, "holidays": {"2027-02-08": {"zh": "春", "en": "S"}}}
    assert previewed(city, notice=json.dumps(value)).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", [WRITTEN, AMENDED], ids=["the-same", "another"])
def test_two_officers_who_load_at_once_wait_for_each_other(city: City, case: Any, second: Any) -> None:
    from django.db import connection

    notices = [notice_in(WRITTEN), notice_in(second) if isinstance(second, str) else second]
    seen = known()

    def loaded(notice: Notice) -> str:
        try:
            load_notice(notice, at=city.now, by=city.bigdata.actor, seen=seen)
        except Refused as refusal:
            return refusal.denials[0].code
        finally:
            connection.close()
        return "loaded"

    with ThreadPoolExecutor(2) as both:
        outcome = sorted(both.map(loaded, notices))
    assert outcome == (["loaded", "loaded"] if second == WRITTEN else ["calendar-moved-on", "loaded"])
    assert EventRecord.objects.filter(stream=STREAM, type="notice-loaded").count() == 1
    assert EventRecord.objects.filter(stream=f"duty-{case.pk}").count() == 1
