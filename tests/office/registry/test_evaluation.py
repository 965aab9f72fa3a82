"""Evaluating agencies by points (Hainan 24, local 44): the result, what counts as credit, and being kept out after two poor ones."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City
from refusing import refused
from test_agencies import another_agency, chosen, comparison, enter

from shuzha.commons.credit.models import Fact


def evaluated(city: City, points: int, misconduct: bool = False, **change: int) -> Any:
    """A whole contract: compared, in force, over, and the first agency evaluated; the other one well."""
    other = city.accounts.get("agency1") or another_agency(city)
    case = city.act(chosen(city, city.agency, other), "confirm", city.bureau)
    city.advance(days=732)
    case = city.act(case, "end", city.registrar)
    for who, given, conduct in ((city.agency, points, misconduct), (other, 80, False)):
        each = {f"points_{code}": given for code in ("promptness", "soundness", "contract")}
        case = city.act(
            case, "evaluate", city.registrar, agency=str(who.organisation_id), misconduct=conduct, remarks="情况说明",
            **{**each, **(change if who is city.agency else {})},
        )  # fmt: skip
    return city.act(case, "file", city.registrar)


def credit(city: City) -> list[tuple[str, bool]]:
    return list(Fact.objects.filter(organisation=city.organisations["agency"]).values_list("rule", "good"))


@pytest.mark.parametrize(
    ("points", "misconduct", "expected"),
    [
        (90, False, [("agency-evaluated-excellent", True)]),
        (89, False, []),
        (60, False, []),
        (59, False, [("agency-evaluated-poor", False)]),
        (100, True, [("agency-misconduct", False)]),
    ],
)
def test_the_result_on_either_side_of_its_lines_is_a_fact_of_credit(
    city: City, points: int, misconduct: bool, expected: Any
) -> None:
    evaluated(city, points, misconduct)
    assert credit(city) == expected


def test_points_above_a_hundred_and_missing_ones_are_refused(city: City) -> None:
    with refused("points-out-of-range"):
        evaluated(city, 80, points_contract=101)


def test_an_agency_that_was_poor_twice_in_a_row_cannot_enter_and_once_it_can(city: City) -> None:
    evaluated(city, 40)
    evaluated(city, 80)
    evaluated(city, 40)
    evaluated(city, 90, misconduct=True)
    with refused("poor-in-a-row"):
        enter(city, comparison(city), city.agency)
    assert enter(city, comparison(city), city.accounts["agency1"]).status == "open"


def test_it_is_kept_out_of_the_next_comparison_only(city: City) -> None:
    evaluated(city, 40)
    evaluated(city, 40)
    chosen(city, city.accounts["agency1"], another_agency(city, 2))
    assert enter(city, comparison(city), city.agency).status == "open"


def test_a_poor_result_that_was_struck_keeps_nobody_out(city: City) -> None:
    evaluated(city, 40)
    evaluated(city, 40)
    fact = Fact.objects.order_by("-event_id").first()
    assert fact is not None
    case = city.start("credit.review", "dispute", city.agency, fact=str(fact.pk), grounds="评分有误")
    city.act(case, "strike", city.bureau, reason="评分计算有误")
    assert enter(city, comparison(city), city.agency).status == "open"
