"""Running cases under changed law: each event says under which version it was done, and who is taken over is known before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from city_life import City
from questions import FIRST, SECOND, THIRD

from shuzha.archive.cases import procedures
from shuzha.archive.cases.models import DeadlineRecord, EventRecord, Message
from shuzha.archive.cases.procedures import duty_of, register, running, running_for
from shuzha.archive.cases.queries import history, open_to
from shuzha.archive.cases.replay import case_of
from shuzha.archive.cases.transitions import affected, take_over, transition
from shuzha.archive.evidence.audit import unsupported_states
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones.procedure import OFFICE

pytestmark = pytest.mark.django_db
THIRD_DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _three_versions() -> Iterator[None]:
    for version in (FIRST, SECOND, THIRD):
        register(version, office=OFFICE, prefix="T", heading=lambda data: Text("问", "Question"))
    yield
    procedures._versions.pop(FIRST.id)


def asked(city: City, *day: int) -> Any:
    city.clock.at = datetime(*day, 9, tzinfo=CHINA)  # type: ignore[misc]
    return city.start(FIRST.id, "ask", city.operator, question="?")


def last_day(case: Any) -> date:
    return DeadlineRecord.objects.get(case=case).last_day


def at(city: City, *day: int) -> None:
    city.clock.at = datetime(*day, 9, tzinfo=CHINA)  # type: ignore[misc]


def test_a_case_goes_on_under_the_version_it_was_opened_under(city: City) -> None:
    old = asked(city, 2026, 5, 29)
    at(city, 2026, 6, 2)
    with pytest.raises(Refused) as refused:
        city.act(old, "withdraw", city.operator)
    assert [denial.code for denial in refused.value.denials] == ["unknown-step"]
    new = asked(city, 2026, 6, 2)
    assert city.act(new, "withdraw", city.operator).status == "withdrawn"
    assert (last_day(old), last_day(new)) == (date(2026, 6, 12), date(2026, 6, 9))


def test_each_event_says_under_which_version_it_was_done(city: City) -> None:
    case = asked(city, 2026, 5, 29)
    at(city, 2026, 10, 9)
    city.act(case, "withdraw", city.operator)
    versions = EventRecord.objects.filter(stream=case.stream).order_by("seq").values_list("law_version", flat=True)
    assert list(versions) == ["local@2026-01-01", "local@2026-09-01"]
    assert [one.step.name for one in history(case)] == ["ask", "withdraw"]
    case.refresh_from_db()
    assert case_of(case).status == case.status == "withdrawn"
    assert not list(unsupported_states())


def test_who_is_affected_is_known_before_the_version_takes_force(city: City) -> None:
    case, later = asked(city, 2026, 5, 29), asked(city, 2026, 9, 2)
    change = transition(FIRST.id, THIRD_DAY)
    assert change.day == date(2026, 10, 1)
    assert change.as_json()["to"] == "local@2026-09-01"
    found = {one.case.number: one for one in affected(change)}
    assert set(found) == {case.number}
    assert later.number not in found
    [shift] = found[case.number].shifts
    assert (shift.before, shift.after) == (date(2026, 6, 12), date(2026, 6, 2))
    assert found[case.number].as_json()["status"]["en"] == "Awaiting an answer"


def test_a_version_without_a_rule_of_transition_affects_no_running_case(city: City) -> None:
    asked(city, 2026, 5, 29)
    change = transition(FIRST.id, SECOND.version)
    assert change.day is None
    assert change.as_json()["governs_running_cases_from"] is None
    assert [one.kind for one in change.changes] == ["step-added", "duty-changed"]
    assert list(affected(change)) == []


def test_deadlines_are_counted_by_the_new_version_from_its_day_on_and_not_before(city: City) -> None:
    case = asked(city, 2026, 8, 31)
    change = transition(FIRST.id, THIRD_DAY)
    at(city, 2026, 9, 30)
    with pytest.raises(Refused) as refused:
        take_over(change, at=city.now, by=city.bigdata.actor)
    [denial] = refused.value.denials
    assert denial.code == "not-in-force-yet"
    assert "2026-10-01" in denial.limit.words.zh
    assert last_day(case) == date(2026, 9, 7)
    at(city, 2026, 10, 1)
    assert take_over(change, at=city.now, by=city.bigdata.actor) == 1
    assert last_day(case) == date(2026, 9, 2)


def test_taking_over_is_an_event_with_its_actor_and_one_in_each_case_and_both_are_said_once(city: City) -> None:
    case = asked(city, 2026, 8, 31)
    at(city, 2026, 10, 1)
    change = transition(FIRST.id, THIRD_DAY)
    for _ in range(2):
        assert take_over(change, at=city.now, by=city.bigdata.actor) == 1
    [event] = EventRecord.objects.filter(stream="law")
    assert (event.type, event.person) == ("version-took-over", str(city.bigdata.person_id))
    assert event.data["cases"] == 1
    [own] = EventRecord.objects.filter(stream=f"duty-{case.pk}")
    assert own.data["deadlines"][0]["before"] == "2026-09-07"
    assert own.law_version == "local@2026-09-01"
    [told] = Message.objects.filter(to=str(city.operator.organisation_id))
    assert "2026-09-07 → 2026-09-02" in told.told.zh
    assert not list(unsupported_states())


@pytest.mark.parametrize("who", ["operator", "supervisor", "government"])
def test_only_the_authority_takes_cases_over(city: City, who: str) -> None:
    asked(city, 2026, 8, 31)
    at(city, 2026, 10, 1)
    with pytest.raises(Refused) as refused:
        take_over(transition(FIRST.id, THIRD_DAY), at=city.now, by=city.accounts[who].actor)
    assert [one.code for one in refused.value.denials] == ["not-the-keeper"]
    path = f"/law/versions/{FIRST.id}/2026-09-01/"
    for answer in (city.client(who).get(path), city.client(who).post(f"{path}take-over/")):
        assert answer.status_code == 422
    assert city.client(who).get("/law/versions/").status_code == 422
    assert city.client().get("/law/versions/").status_code == 302


def test_the_officer_sees_who_is_affected_before_and_takes_over_on_the_day(city: City) -> None:
    case, later = asked(city, 2026, 8, 31), asked(city, 2026, 9, 2)
    path, officer = f"/law/versions/{FIRST.id}/2026-09-01/", city.client("bigdata")
    assert path in officer.get("/law/versions/").content.decode()
    shown = officer.get(path).content.decode()
    assert case.number in shown
    assert later.number not in shown
    early = officer.post(f"{path}take-over/")
    assert early.status_code == 422
    assert "自 2026-10-01 起可以办理" in early.content.decode()
    assert last_day(case) == date(2026, 9, 7)
    at(city, 2026, 10, 1)
    done = officer.post(f"{path}take-over/", follow=True).content.decode()
    assert "已接续，1 个办件" in done
    assert last_day(case) == date(2026, 9, 2)
    assert officer.get(f"/law/versions/{FIRST.id}/2030-01-01/").status_code == 404
    assert officer.get("/law/versions/no.such/today/").status_code == 404


def test_a_case_s_page_says_which_version_governed_each_step_and_which_governs_now(city: City) -> None:
    case = asked(city, 2026, 8, 31)
    at(city, 2026, 10, 1)
    take_over(transition(FIRST.id, THIRD_DAY), at=city.now, by=city.bigdata.actor)
    shown = city.client("operator").get(f"/cases/{case.pk}/").content.decode()
    assert "衡川配套规则 2026-06-01 版" in shown
    assert "衡川配套规则 2026-06-01 版 → 衡川配套规则 2026-09-01 版" in shown
    assert "现适用版本：2026年9月1日" in shown
    assert "北京市公共数据专区授权运营管理办法（试行）（自 2026年1月1日）" in shown


def test_a_version_that_is_not_there_is_refused_with_those_that_are(city: City) -> None:
    for version in (date(2026, 1, 1), date(2030, 1, 1)):
        with pytest.raises(LookupError, match="2026-06-01, 2026-09-01"):
            transition(FIRST.id, version)
    with pytest.raises(LookupError, match="none"):
        transition("zones.call", date(2030, 1, 1))


def test_what_is_open_and_who_governs_follow_the_day(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    case = asked(city, 2026, 5, 29)
    monkeypatch.setattr(procedures, "city_clock", lambda: city.clock)
    assert running(FIRST.id).procedure is FIRST
    assert [s.name for s in open_to(case, city.operator.actor)] == []
    at(city, 2026, 10, 1)
    assert running(FIRST.id).procedure is running_for(case).procedure is THIRD
    assert [s.name for s in open_to(case, city.operator.actor)] == ["withdraw"]
    assert duty_of(FIRST.id, "answer").limit.parameter == "two"
    with pytest.raises(LookupError):
        duty_of(FIRST.id, "nothing")


def test_versions_are_registered_in_their_order_and_once(city: City) -> None:
    from dataclasses import replace

    register(THIRD, office=OFFICE, prefix="T", heading=lambda data: Text("问", "Question"))
    for wrong in (replace(THIRD), replace(SECOND)):
        with pytest.raises(ValueError, match="order"):
            register(wrong, office=OFFICE, prefix="T", heading=lambda data: Text("问", "Question"))
    assert len(procedures.versions_of(FIRST.id)) == 3


def test_a_later_version_keeps_what_the_earlier_one_prepares_and_projects_unless_it_marks_its_own(city: City) -> None:
    said = []
    procedures.projects(FIRST, "question-asked")(lambda case, event: said.append("first"))
    procedures.projects(THIRD, "question-asked")(lambda case, event: said.append("third"))
    asked(city, 2026, 3, 2)
    asked(city, 2026, 6, 2)
    asked(city, 2026, 9, 2)
    assert said == ["first", "first", "third"]


def test_the_page_of_a_procedure_tells_its_later_versions_to_everyone_and_names_no_case(city: City) -> None:
    case = asked(city, 2026, 5, 29)
    shown = city.client().get(f"/law/procedures/{FIRST.id}/").content.decode()
    assert "版本变更" in shown
    assert "10 个工作日 → 5 个工作日" in shown
    assert case.number not in shown
