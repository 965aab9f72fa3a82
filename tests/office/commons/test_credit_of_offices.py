"""Facts from the market and the registry: an order not settled in time, a certificate cancelled for conduct, an inspection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from city_life import City, certified, ordered

from shuzha.archive.cases.tasks import mark_overdue
from shuzha.commons.credit.models import Fact
from shuzha.commons.credit.operations import recount
from shuzha.commons.credit.queries import record_of


def noon_of(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def sees(city: City, of: str) -> set[str]:
    body = city.organisations[of]
    return {name for name, account in city.accounts.items() if record_of(body, account.actor).exists()}


def test_an_order_not_settled_in_time_stands_against_the_buyer_and_the_seller_does_not_see_it(city: City) -> None:
    case = city.act(ordered(city), "state", city.operator)
    due = case.deadlines.get(duty="settlement").last_day
    mark_overdue(at=noon_of(due))
    assert not Fact.objects.exists()
    mark_overdue(at=noon_of(due) + timedelta(days=1))
    fact = Fact.objects.get()
    assert (fact.rule, fact.organisation, fact.good) == ("order-not-settled", city.organisations["buyer"], False)
    assert sees(city, "buyer") == {"buyer", "bigdata", "supervisor", "second_supervisor"}
    assert recount() == ()


@pytest.mark.parametrize(("step", "facts"), [("strike", 1), ("lift", 0), ("uphold", 0), ("suspend", 1)])
def test_only_a_decision_that_takes_something_away_stands_against_the_holder(city: City, step: str, facts: int) -> None:
    number = certified(city).facts["registration_number"]
    case = city.start(
        "registry.incident", "find", city.registrar, certificate=number, conduct=["data"], facts="越权采集"
    )
    case = city.act(case, "measure", city.registrar, measure="warn", detail="警示")
    case = city.act(case, "report", city.registrar, report="报告")
    city.act(case, step, city.bureau, reason="查实")
    assert Fact.objects.filter(organisation=city.organisations["operator"]).count() == facts
    assert sees(city, "operator") == ({"operator", "analyst", "registrar", "bureau"} if facts else set())
    assert recount() == ()
