"""Disputing a fact and asking for its repair: by the party alone, decided by whoever stands above the source."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from city_life import City, signed_agreement
from refusing import refused
from test_credit import assessed, found_wanting

from shuzha.commons.authorities import supervisor_of
from shuzha.commons.credit.models import Fact
from shuzha.kernel.deadline import months_after
from shuzha.kernel.decision import Refused


@pytest.fixture
def fact(city: City) -> Fact:
    """The operator's poor assessment, which the big data authority concluded."""
    assessed(city, signed_agreement(city), 40)
    return Fact.objects.get()


def disputed(city: City, fact: Fact, by: str = "operator") -> Any:
    return city.start("credit.review", "dispute", city.accounts[by], fact=str(fact.pk), grounds="评分有误")


def repair(city: City, fact: Fact) -> Any:
    return city.start("credit.review", "ask-repair", city.operator, fact=str(fact.pk), mended="已改正")


def standing(fact: Fact) -> str:
    fact.refresh_from_db()
    return fact.standing


def test_the_government_decides_on_what_the_authority_recorded(city: City, fact: Fact) -> None:
    case = disputed(city, fact)
    assert standing(fact) == "disputed"
    assert case.parties["reviewer"] == str(city.organisations["government"].pk)
    for other in ("bigdata", "supervisor", "operator", "bureau"):
        with refused("wrong-role" if other == "operator" else "not-a-party"):
            city.act(case, "strike", city.accounts[other], reason="x")
    city.act(case, "strike", city.government, reason="评分计算有误")
    assert standing(fact) == "struck"
    with refused("no-longer-counts"):
        disputed(city, fact)


def test_a_reviewer_of_whatever_standing_is_told_until_when_it_owes_its_decision(city: City, fact: Fact) -> None:
    case = disputed(city, fact)
    with pytest.raises(Refused) as caught:
        city.act(case, "repair", city.government, reason="x")
    assert [(d.code, d.limit.last_day is not None) for d in caught.value.denials] == [("wrong-state", True)]


def test_a_refused_or_withdrawn_dispute_leaves_the_fact_counting(city: City, fact: Fact) -> None:
    city.act(disputed(city, fact), "keep", city.government, reason="评分无误")
    assert standing(fact) == "counts"
    city.act(disputed(city, fact), "withdraw", city.operator)
    assert standing(fact) == "counts"


def test_nobody_disputes_anothers_fact_nor_twice_at_once(city: City, fact: Fact) -> None:
    with refused("unknown-reference"):
        disputed(city, fact, by="second")
    with refused("wrong-role"):
        disputed(city, fact, by="bigdata")
    disputed(city, fact)
    with refused("under-review"):
        disputed(city, fact)


def test_repair_may_be_asked_for_from_the_day_on_which_the_months_have_passed(city: City, fact: Fact) -> None:
    day = months_after(fact.counts_from, 6)
    city.advance(days=(day - fact.counts_from).days - 1)
    with refused("too-early"):
        repair(city, fact)
    city.advance(days=1)
    case = repair(city, fact)
    assert standing(fact) == "repair-asked"
    city.act(case, "refuse-repair", city.government, reason="尚未改正")
    assert standing(fact) == "counts"
    city.act(repair(city, fact), "repair", city.government, reason="已改正")
    assert standing(fact) == "repaired"


def test_what_speaks_for_the_party_needs_no_repair_and_what_is_over_is_not_reviewed(city: City) -> None:
    assessed(city, signed_agreement(city), 95)
    good = Fact.objects.get()
    city.advance(days=200)
    with refused("nothing-to-repair"):
        repair(city, good)
    Fact.objects.update(counts_until=city.now.date() - timedelta(days=2))
    with refused("no-longer-counts"):
        disputed(city, good)


def test_a_decision_of_the_government_is_not_reviewed_in_the_city(city: City) -> None:
    case = city.act(signed_agreement(city), "report", city.bigdata, reason="违约")
    city.act(city.act(case, "concur", city.supervisor), "suspend", city.government)
    with refused("beyond-the-city"):
        disputed(city, Fact.objects.get())


def test_what_the_platform_itself_recorded_is_reviewed_by_whoever_supervises_the_party(city: City) -> None:
    from datetime import UTC, datetime

    from shuzha.archive.cases.tasks import mark_overdue

    case = found_wanting(city, signed_agreement(city))
    day = case.deadlines.get(duty="rectify").last_day
    mark_overdue(at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=1))
    review = disputed(city, Fact.objects.get())
    assert review.parties["reviewer"] == str(city.organisations["supervisor"].pk)
    assert review.deadlines.get().organisation == str(city.organisations["supervisor"].pk)
    city.act(review, "keep", city.supervisor, reason="确已逾期")


@pytest.mark.parametrize(
    ("who", "above"),
    [
        ("second", "bigdata"), ("provider", "bigdata"), ("supervisor", "bigdata"), ("bigdata", "government"),
        ("registrar", "bureau"), ("agency", "bureau"), ("bureau", "government"), ("institute", "bigdata"),
    ],
)  # fmt: skip
def test_who_supervises_whom(city: City, who: str, above: str) -> None:
    found = supervisor_of(city.organisations[who])
    # Several bodies may hold a standing: here the first by credit code does.
    assert found == city.organisations[above]


def test_an_operator_is_supervised_by_its_zones_supervisor_and_the_government_by_nobody(city: City) -> None:
    signed_agreement(city)
    assert supervisor_of(city.organisations["operator"]) == city.organisations["supervisor"]
    assert supervisor_of(city.organisations["government"]) is None
