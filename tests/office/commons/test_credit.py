"""Credit records: facts come from the events of every office, count for their months, and are made again from the events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from city_life import City, signed_agreement

from shuzha.archive.cases.tasks import mark_overdue
from shuzha.commons.credit.models import Fact
from shuzha.commons.credit.operations import recount
from shuzha.commons.credit.queries import counting, record_of, records
from shuzha.kernel.clock import CHINA
from shuzha.regulations.beijing_2023.procedures.indicators import INDICATORS


def assessed(city: City, agreement: Any, points: int) -> Any:
    """An assessment of the operator's zone that ended with these points."""
    weights = dict.fromkeys((f"weight_{code}" for code in INDICATORS), 20)
    system = city.start("zones.indicators", "publish", city.bigdata, name="指标", explanation="百分制", **weights)
    case = city.start(
        "zones.assessment",
        "open",
        city.bigdata,
        agreement=str(agreement.pk),
        indicators=str(system.pk),
        period="上半年",
    )
    case = city.act(case, "score", city.supervisor, opinion="评", **{f"points_{code}": points for code in INDICATORS})
    return city.act(case, "conclude", city.bigdata)


def found_wanting(city: City, agreement: Any) -> Any:
    """An inspection that found something."""
    case = city.start(
        "zones.inspection", "plan", city.bigdata, agreement=str(agreement.pk), joint=["cyberspace", "police"], topics="审计"
    )  # fmt: skip
    return city.act(case, "find", city.bigdata, findings="日志留存不足")


def facts(city: City, of: str = "operator") -> list[tuple[str, bool]]:
    found = Fact.objects.filter(organisation=city.organisations[of]).order_by("pk")
    return sorted(found.values_list("rule", "good"))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (59, [("zone-assessed-poor", False)]),
        (60, []),
        (89, []),
        (90, [("zone-assessed-excellent", True)]),
    ],
)
def test_an_assessment_is_a_fact_on_either_side_of_its_lines(city: City, points: int, expected: Any) -> None:
    assessed(city, signed_agreement(city), points)
    assert facts(city) == expected


def test_a_fact_says_from_where_it_comes_on_which_articles_and_until_when_it_counts(city: City) -> None:
    case = assessed(city, signed_agreement(city), 40)
    fact = Fact.objects.get()
    today = city.now.astimezone(CHINA).date()
    assert (fact.case, fact.event.type) == (case, "assessment-concluded")
    assert [str(cite) for cite in fact.citations] == ["beijing-2023/30", "local/40"]
    assert (fact.counts_from, fact.counts_until) == (today, today.replace(year=today.year + 3))
    everything = Fact.objects.all()
    one = timedelta(days=1)
    for day, counts in (
        (today - one, 0), (today, 1), (fact.counts_until, 1), (fact.counts_until + one, 0),
    ):  # fmt: skip
        assert counting(everything, day).count() == counts


def test_breach_counts_only_once_the_government_has_consented(city: City) -> None:
    case = city.act(signed_agreement(city), "report", city.bigdata, reason="违约")
    case = city.act(case, "concur", city.supervisor)
    assert facts(city) == []
    city.act(case, "suspend", city.government)
    assert facts(city) == [("agreement-suspended-or-terminated", False)]


def test_findings_not_put_right_are_a_fact_and_so_is_a_missed_day_once(city: City) -> None:
    case = found_wanting(city, signed_agreement(city))
    due = case.deadlines.get(duty="rectify").last_day
    at = datetime(due.year, due.month, due.day, 4, tzinfo=UTC)
    mark_overdue(at=at)
    assert facts(city) == []
    mark_overdue(at=at + timedelta(days=1))
    mark_overdue(at=at + timedelta(days=2))
    assert facts(city) == [("findings-not-rectified", False)]
    assert Fact.objects.get().event.type == "deadline-missed"
    case = city.act(case, "rectify", city.operator, rectified="已整改")
    city.act(case, "send-back", city.bigdata, left="仍不足")
    assert len(facts(city)) == 2


def test_other_missed_duties_are_no_facts(city: City) -> None:
    case = found_wanting(city, signed_agreement(city))
    case = city.act(case, "rectify", city.operator, rectified="已整改")
    day = case.deadlines.get(duty="verify-rectification").last_day
    mark_overdue(at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=30))
    assert facts(city) == facts(city, "bigdata") == []


def test_the_record_made_again_from_the_events_equals_the_stored_one(city: City) -> None:
    agreement = signed_agreement(city)
    assessed(city, agreement, 40)
    case = found_wanting(city, agreement)
    due = case.deadlines.get(duty="rectify").last_day
    mark_overdue(at=datetime(due.year, due.month, due.day, 4, tzinfo=UTC) + timedelta(days=1))
    fact = Fact.objects.get(rule="zone-assessed-poor")
    review = city.start("credit.review", "dispute", city.operator, fact=str(fact.pk), grounds="评分有误")
    city.act(review, "strike", city.government, reason="确有误")
    city.start(
        "credit.review", "dispute", city.operator,
        fact=str(Fact.objects.get(rule="findings-not-rectified").pk), grounds="已按期整改",
    )  # fmt: skip
    stored = list(Fact.objects.order_by("pk").values())
    assert {row["standing"] for row in stored} == {"struck", "disputed"}
    assert len(stored) == 2
    assert recount() == ()
    assert list(Fact.objects.order_by("pk").values()) == stored
    Fact.objects.filter(pk=stored[0]["id"]).delete()
    Fact.objects.filter(pk=stored[1]["id"]).update(counts_until=date(2099, 1, 1), standing="repaired")
    assert sorted(recount()) == sorted(f"{row['rule']} {row['id']}" for row in stored)
    assert list(Fact.objects.order_by("pk").values()) == stored


def test_a_party_sees_its_record_whole_overseers_theirs_and_nobody_else_any(city: City) -> None:
    assessed(city, signed_agreement(city), 40)
    operator = city.organisations["operator"]
    for seer in ("operator", "analyst", "supervisor", "bigdata", "government"):
        assert record_of(operator, city.accounts[seer].actor).count() == 1, seer
    for blind in ("second", "buyer", "second_supervisor", "registrar", "bureau", "agency", "provider", "citizen"):
        assert record_of(operator, city.accounts[blind].actor).count() == 0, blind
        assert records(city.accounts[blind].actor, city.now.date()) == []
    (row,) = records(city.supervisor.actor, city.now.astimezone(CHINA).date())
    assert (row.organisation, row.favourable, row.adverse) == (operator, 0, 1)
    assert records(city.operator.actor, date(2026, 1, 1)) == []
