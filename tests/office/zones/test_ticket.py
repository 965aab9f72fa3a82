"""Defects of quality traced level by level, and what is counted of them into a department's year."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, granted
from refusing import refused


def reported(city: City, grant: Any, by: str = "operator") -> Any:
    return city.start(
        "zones.ticket", "report", city.accounts[by],
        grant=str(grant.pk), kind="completeness", where="人口收入调查 · 工资", defect="2025 年三季度缺失",
    )  # fmt: skip


def forwarded(city: City, grant: Any) -> Any:
    return city.act(reported(city, grant), "forward", city.supervisor)


def test_a_defect_goes_down_the_levels_to_the_source_and_the_answer_comes_back(city: City) -> None:
    case = forwarded(city, granted(city))
    case = city.act(case, "trace", city.provider, origin="区统计局采集环节")
    assert case.deadlines.get(duty="mend-at-source").organisation == str(city.organisations["provider"].pk)
    case = city.act(case, "mend", city.provider, mended="已补录")
    assert city.act(case, "confirm", city.operator).status == "closed"


def test_what_is_still_wrong_goes_back_to_the_provider_with_a_new_time(city: City) -> None:
    case = forwarded(city, granted(city))
    case = city.act(case, "explain", city.provider, explained="该季度未开展调查")
    case = city.act(case, "insist", city.operator, still="目录写明按季更新")
    assert case.status == "forwarded"
    assert case.deadlines.filter(duty="mend-defect", discharged=False).count() == 1


def test_each_level_answers_for_itself(city: City) -> None:
    case = reported(city, granted(city))
    with refused("wrong-state"):
        city.act(case, "mend", city.provider, mended="x")
    with refused("not-a-party"):
        city.act(case, "forward", city.second_supervisor)
    case = city.act(case, "forward", city.supervisor)
    with refused("wrong-role"):
        city.act(case, "mend", city.operator, mended="x")
    assert city.act(reported(city, case_grant(case)), "dismiss", city.supervisor, reason="理解有误").final


def case_grant(case: Any) -> Any:
    from shuzha.archive.grants.models import Grant

    return Grant.objects.get(pk=case.facts["grant"])


def test_a_defect_is_reported_of_data_one_was_granted(city: City) -> None:
    grant = granted(city)
    with refused("unknown-reference"):
        reported(city, grant, by="second")


def compiled(city: City, year: int = 2026, department: str = "provider") -> Any:
    return city.start(
        "zones.record", "compile", city.bigdata, department=str(city.organisations[department].pk), year=year
    )


@pytest.mark.parametrize(("days", "late"), [(14, 0), (15, 1)])
def test_a_departments_year_is_counted_from_the_deadlines(city: City, days: int, late: int) -> None:
    """Ten working days from Monday 2 March end on Monday 16 March."""
    case = forwarded(city, granted(city))
    city.advance(days=days)
    city.act(case, "mend", city.provider, mended="已补录")
    city.advance(days=365)
    facts = compiled(city).facts
    assert (facts["requests"], facts["requests_late"]) == (1, 0)
    assert (facts["defects"], facts["defects_mended"], facts["defects_late"]) == (1, 1, late)


def test_a_defect_never_dealt_with_counts_as_late_and_other_years_as_nothing(city: City) -> None:
    forwarded(city, granted(city))
    city.advance(days=400)
    assert compiled(city).facts["defects_late"] == 1
    assert compiled(city, year=2025).facts["defects"] == 0
    assert compiled(city, year=0).facts["defects"] == 0


def test_a_year_is_compiled_once_and_when_it_is_over(city: City) -> None:
    with refused("year-not-over"):
        compiled(city)
    compiled(city, year=2025)
    with refused("already-compiled"):
        compiled(city, year=2025)
    with refused("unknown-reference"):
        compiled(city, year=2025, department="buyer")
    with refused("year-not-over"):
        compiled(city, year=2**52)


def test_the_department_checks_its_record_and_what_it_does_not_dispute_in_time_counts(city: City) -> None:
    case = compiled(city, year=2025)
    with refused("check-record-running"):
        city.act(case, "count", city.bigdata)
    city.advance(days=14)
    with refused("check-record-running"):
        city.act(case, "count", city.bigdata)
    city.advance(days=1)
    assert city.act(case, "count", city.bigdata).status == "agreed"


def test_a_disputed_record_is_reviewed(city: City) -> None:
    case = city.act(compiled(city, year=2025), "dispute", city.provider, objection="其中一件已按期办理")
    assert city.act(case, "settle", city.bigdata, review="属实，不计超期").status == "settled"
    assert city.act(compiled(city, year=2024), "agree", city.provider).status == "agreed"
