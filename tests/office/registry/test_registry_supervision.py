"""Supervision of the register (Hainan 21, 22; local 30, 31): reports counted, inspections drawn, unlawful conduct dealt with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from city_life import MATERIAL_ITEMS, City, certified

from shuzha.archive.cases.models import CaseRecord, DeadlineRecord
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.offices.registry.operations.supervision import report_due
from shuzha.procedure.lots import draw
from shuzha.regulations.hainan_2023.quarters import ended_between, parse_quarter, quarter_of


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


# — 21: the quarterly report —


def test_a_report_counts_what_the_register_says_and_nothing_that_was_typed(city: City) -> None:
    registration = certified(city)  # applied 2 March, certified 22 March
    city.advance(days=20)  # 11 April
    city.act(registration, "cancel", city.operator, reason="停用")
    case = city.start("registry.report", "draw-up", city.registrar, quarter="2026-Q1", applied=99, cancelled=99)
    told = {name: case.facts[name] for name in ("applied", "accepted", "certified", "cancelled", "objections")}
    assert told == {"applied": 1, "accepted": 1, "certified": 1, "cancelled": 0, "objections": 0}
    assert (case.facts["last"], case.facts["due"]) == ("2026-03-31", "2026-04-15")
    assert city.act(case, "file", city.bureau).status == "on-file"


@pytest.mark.parametrize(("days", "refused"), [(29, ["quarter-running"]), (30, [])])
def test_a_quarter_is_reported_once_it_is_over_and_only_once(city: City, days: int, refused: list[str]) -> None:
    city.advance(days=days)  # 31 March, 1 April
    if refused:
        with pytest.raises(Refused) as caught:
            city.start("registry.report", "draw-up", city.registrar, quarter="2026-Q1")
        assert codes(caught) == refused
        return
    city.start("registry.report", "draw-up", city.registrar, quarter="2026-Q1")
    with pytest.raises(Refused) as caught:
        city.start("registry.report", "draw-up", city.registrar, quarter="2026-Q1")
    assert codes(caught) == ["already-reported"]


@pytest.mark.parametrize("written", ["2026-Q5", "2026Q1", "1999-Q1", "", "x" * 300, "２０２６-Q1"])
def test_what_is_no_quarter_is_refused_with_how_to_write_one(city: City, written: str) -> None:
    with pytest.raises(Refused) as caught:
        city.start("registry.report", "draw-up", city.registrar, quarter=written)
    assert codes(caught)[0] == "no-such-quarter"


def test_quarters_meet_without_a_gap() -> None:
    assert parse_quarter("2026-Q4").last == date(2026, 12, 31)
    assert quarter_of(date(2026, 4, 1)).written == "2026-Q2"
    assert [q.written for q in ended_between(date(2026, 3, 2), date(2026, 10, 1))] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert ended_between(date(2026, 3, 2), date(2026, 3, 31)) == ()


def test_the_registrar_and_the_bureau_see_which_quarters_are_not_reported(city: City) -> None:
    certified(city)
    city.advance(days=20)  # 11 April: due on the 15th
    for who in ("registrar", "bureau"):
        assert "2026-Q1" in city.client(who).get("/registry/progress/").content.decode()
    assert "2026-Q1" not in city.client("operator").get("/registry/progress/").content.decode()
    city.start("registry.report", "draw-up", city.registrar, quarter="2026-Q1")
    assert "2026-Q1" not in city.client("registrar").get("/registry/progress/").content.decode()


def test_quarters_from_before_the_limit_are_owed_from_the_day_it_took_force(city: City) -> None:
    case = certified(city)
    CaseRecord.objects.filter(id=case.id).update(opened_at=datetime(2025, 11, 3, 9, tzinfo=CHINA))
    # ten working days after New Year's Day, 4 January (made up) among them
    assert report_due(parse_quarter("2025-Q4")) == date(2026, 1, 15)
    seen = city.client("registrar").get("/registry/progress/").content.decode()
    assert "2025-Q4" in seen


# — 21: double random, one public —


def another_certificate(city: City, name: str) -> Any:
    case = city.start(
        "registry.registration", "apply", city.second,
        name_zh=name, name_en=name, form="report", source="own", scenario="研究", validity="一年", first=True,
        joint=False, materials=dict.fromkeys(MATERIAL_ITEMS, "材料"),
    )  # fmt: skip
    case = city.act(case, "accept", city.registrar)
    case = city.act(case, "technical-review", city.registrar, passed=True, opinion="通过")
    case = city.act(case, "compliance-review", city.agency, passed=True, opinion="通过")
    case = city.act(case, "publicise", city.registrar)
    city.advance(days=20)
    return city.act(city.act(case, "authorise", city.bureau), "certify", city.registrar)


def officers(city: City, count: int) -> None:
    from shuzha.archive.parties.models import Account
    from shuzha.archive.parties.operations import register_person

    for number in range(count):
        city.accounts[f"inspector{number}"] = Account.objects.create_account(
            username=f"inspector{number}", password=None, person=register_person(name=f"检{number}", at=city.now),
            organisation=city.organisations["bureau"], standings=["bureau"], title_zh="检查人员", title_en="Inspector",
        )  # fmt: skip


def inspectors(city: City, case: Any) -> list[Any]:
    return [a for a in city.accounts.values() if str(a.person_id) in case.facts["drawn_inspectors"]]


def test_registrations_and_inspectors_are_drawn_from_lists_that_were_in_the_log_first(city: City, logged: Any) -> None:
    certified(city)
    for name in ("甲报告", "乙报告"):
        another_certificate(city, name)
    officers(city, 2)
    case = city.start("registry.inspection", "announce", city.bureau, matter="申请材料")
    with pytest.raises(Refused) as caught:
        city.act(case, "draw", city.bureau)
    assert codes(caught) == ["list-not-in-log"]
    logged()
    case = city.act(case, "draw", city.bureau)
    seed = case.facts["seed"]
    assert case.facts["drawn_registrations"] == list(
        draw(f"{seed}/registrations", case.facts["registrations"], 2).drawn
    )
    assert case.facts["drawn_inspectors"] == list(draw(f"{seed}/inspectors", case.facts["inspectors"], 2).drawn)
    drawn, (one, two) = case.facts["drawn_registrations"], inspectors(city, case)
    idle = next(a for a in city.accounts.values() if "bureau" in a.standings and a not in (one, two))
    with pytest.raises(Refused) as caught:
        city.act(case, "record", idle, registration=drawn[0], conforms=True, finding="x")
    assert codes(caught) == ["not-the-inspector"]
    undrawn = next(n for n in case.facts["registrations"] if n not in drawn)
    with pytest.raises(Refused) as caught:
        city.act(case, "record", one, registration=undrawn, conforms=True, finding="x")
    assert codes(caught) == ["not-drawn"]
    case = city.act(case, "record", one, registration=drawn[0], conforms=True, finding="齐全")
    with pytest.raises(Refused) as caught:
        city.act(case, "record", two, registration=drawn[0], conforms=False, finding="x")
    assert codes(caught) == ["already-inspected"]
    with pytest.raises(Refused) as caught:
        city.act(case, "conclude", city.bureau)
    assert codes(caught) == ["some-uninspected"]
    case = city.act(case, "record", two, registration=drawn[1], conforms=False, finding="缺授权通道证明")
    case = city.act(case, "conclude", city.bureau)
    text = city.client().get(f"/notices/{case.notices.get(title_en='Result of an inspection').pk}/").content.decode()
    shown = case.notices.get(title_en="Draw of an inspection")
    assert seed in city.client().get(f"/notices/{shown.pk}/").content.decode()
    assert f"{drawn[1]}：不符合" in text
    assert "缺授权通道证明" not in text


def test_too_short_a_list_is_not_drawn_from(city: City) -> None:
    certified(city)
    with pytest.raises(Refused) as caught:
        city.start("registry.inspection", "announce", city.bureau, matter="申请材料")
    assert codes(caught) == ["too-few-to-draw"]


# — 22: monitoring —


def found(city: City, registration: Any) -> Any:
    return city.start(
        "registry.incident", "find", city.registrar, certificate=registration.certificates.get().number,
        conduct=["privacy", "data"], facts="接口返回可识别个人的数据",
    )  # fmt: skip


def reported(city: City, registration: Any) -> Any:
    case = city.act(found(city, registration), "measure", city.registrar, measure="rectify", detail="五日内整改")
    return city.act(case, "report", city.registrar, report="已责令整改")


def test_a_measure_is_taken_in_one_working_day_and_reported_in_two_more(city: City) -> None:
    case = found(city, certified(city))  # on Sunday 22 March
    assert DeadlineRecord.objects.get(case=case, duty="measure").last_day == date(2026, 3, 23)
    case = city.act(case, "measure", city.registrar, measure="warn", detail="约谈")
    assert DeadlineRecord.objects.get(case=case, duty="report").last_day == date(2026, 3, 24)


@pytest.mark.parametrize(
    ("step", "ends", "registration"),
    [("lift", "lifted", "certified"), ("uphold", "upheld", "certified"), ("strike", "struck", "cancelled")],
)
def test_the_bureau_decides_and_a_cancellation_is_entered_at_once(
    city: City, step: str, ends: str, registration: str
) -> None:
    case = reported(city, certified(city))
    with pytest.raises(Refused) as caught:
        city.act(case, step, city.registrar, reason="x")
    assert codes(caught) == ["wrong-role"]
    assert city.act(case, step, city.bureau, reason="查实").status == ends
    assert CaseRecord.objects.get(procedure="registry.registration").status == registration
