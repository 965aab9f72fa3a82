"""Assessments by published indicators, and what follows: preferences, a reminder or talk, a report for termination."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, granted, signed_agreement
from refusing import refused

from shuzha.regulations.beijing_2023.procedures.indicators import INDICATORS


def system(city: City, **weights: int) -> Any:
    each = dict.fromkeys((f"weight_{code}" for code in INDICATORS), 20)
    return city.start(
        "zones.indicators", "publish", city.bigdata, name="2026 年指标", explanation="百分制", **{**each, **weights}
    )


def opened(city: City, agreement: Any, indicators: Any = None, period: str = "2026 上半年") -> Any:
    used = str((indicators or system(city)).pk)
    return city.start(
        "zones.assessment", "open", city.bigdata, agreement=str(agreement.pk), indicators=used, period=period
    )


def scored(city: City, case: Any, points: int, by: str = "supervisor", **change: int) -> Any:
    each = dict.fromkeys((f"points_{code}" for code in INDICATORS), points)
    return city.act(case, "score", city.accounts[by], opinion="评价", **{**each, **change})


def concluded(city: City, agreement: Any, points: int) -> Any:
    return city.act(scored(city, opened(city, agreement), points), "conclude", city.bigdata)


def poor_once(city: City, agreement: Any) -> Any:
    return city.act(concluded(city, agreement, 40), "remind", city.bigdata, message="请改进")


def test_the_indicators_are_published_and_their_weights_add_up(city: City) -> None:
    case = system(city)
    assert "公共数据应用成效：20%" in case.notices.get().body_zh
    for wrong in (19, 21):
        with refused("weights-do-not-add-up"):
            system(city, weight_use=wrong)


@pytest.mark.parametrize(
    ("points", "result"), [(100, "excellent"), (90, "excellent"), (89, "good"), (60, "good"), (59, "poor"), (0, "poor")]
)
def test_the_result_follows_from_the_points_on_either_side_of_each_line(city: City, points: int, result: str) -> None:
    case = concluded(city, signed_agreement(city), points)
    assert case.facts["result"] == result
    assert case.facts["points"] == f"{points}.00"


def test_weights_and_the_mean_of_all_who_scored_make_the_points(city: City) -> None:
    grant = granted(city)
    case = opened(
        city,
        grant.agreement,
        system(city, weight_use=60, weight_products=10, weight_quality=10, weight_security=10, weight_management=10),
    )
    case = scored(city, case, 0, points_use=100)
    case = scored(city, case, 100, by="provider")
    assert city.act(case, "conclude", city.bigdata).facts["points"] == "80.00"


def test_each_scores_once_out_of_a_hundred_and_only_where_concerned(city: City) -> None:
    case = opened(city, signed_agreement(city))
    with refused("no-data-here"):
        scored(city, case, 50, by="provider")
    with refused("not-a-party"):
        scored(city, case, 50, by="second_supervisor")
    with refused("points-out-of-range"):
        scored(city, case, 50, points_use=101)
    with refused("supervisor-has-not-scored"):
        city.act(case, "conclude", city.bigdata)
    case = scored(city, case, 50)
    with refused("scored-already"):
        scored(city, case, 60)


def test_nobody_states_the_result(city: City) -> None:
    case = scored(city, opened(city, signed_agreement(city)), 10)
    case = city.act(case, "conclude", city.bigdata, result="excellent", points="100", poor_in_a_row=0)
    assert case.facts["result"] == "poor"


def test_an_excellent_zone_has_preferences_recorded_and_no_other_has(city: City) -> None:
    agreement = signed_agreement(city)
    case = concluded(city, agreement, 95)
    with refused("other-result"):
        city.act(case, "remind", city.bigdata, message="x")
    case = city.act(case, "favour", city.bigdata, preferences=["pilot", "data"], until="2027-03-31")
    assert case.status == "favoured"
    with refused("other-result"):
        city.act(concluded(city, agreement, 70), "favour", city.bigdata, preferences=["pilot"], until="2027-03-31")


def test_a_good_one_is_put_on_record(city: City) -> None:
    assert city.act(concluded(city, signed_agreement(city), 75), "note", city.bigdata).status == "noted"


def test_a_poor_one_is_reminded_or_called_in_by_authority_or_supervisor(city: City) -> None:
    agreement = signed_agreement(city)
    case = concluded(city, agreement, 40)
    with refused("not-poor-in-a-row"):
        city.act(case, "report", city.bigdata, reason="x")
    assert city.act(case, "call-in", city.supervisor, talk="记录", held_on="2026-03-05").status == "warned"


def test_the_second_poor_result_in_a_row_must_be_reported_and_ends_the_agreement_through_its_own_case(
    city: City,
) -> None:
    grant = granted(city)
    agreement = grant.agreement
    poor_once(city, agreement)
    case = concluded(city, agreement, 30)
    assert case.facts["poor_in_a_row"] == 2
    with refused("must-be-reported"):
        city.act(case, "remind", city.bigdata, message="再次提醒")
    case = city.act(case, "report", city.bigdata, reason="连续两次较差")
    agreement.refresh_from_db()
    assert (case.status, agreement.status) == ("reported", "breach-reported")
    assert case.number in agreement.facts["reason"]
    agreement = city.act(city.act(agreement, "concur", city.supervisor), "terminate", city.government)
    assert agreement.status == "terminated"
    assert not grant.live(city.now)


def test_a_better_result_between_two_poor_ones_breaks_the_row(city: City) -> None:
    agreement = signed_agreement(city)
    poor_once(city, agreement)
    city.advance(days=1)
    city.act(concluded(city, agreement, 60), "note", city.bigdata)
    city.advance(days=1)
    assert concluded(city, agreement, 59).facts["poor_in_a_row"] == 1


def test_a_report_fails_whole_while_the_agreement_is_already_being_dealt_with(city: City) -> None:
    agreement = signed_agreement(city)
    poor_once(city, agreement)
    case = concluded(city, agreement, 30)
    city.act(agreement, "report", city.bigdata, reason="另案违约")
    with refused("wrong-state"):
        city.act(case, "report", city.bigdata, reason="连续较差")
    case.refresh_from_db()
    assert case.status == "concluded"


def test_one_assessment_of_a_zone_at_a_time_by_indicators_in_force(city: City) -> None:
    agreement = signed_agreement(city)
    replaced = city.act(system(city), "replace", city.bigdata, reason="修订")
    with refused("unknown-reference"):
        opened(city, agreement, replaced)
    opened(city, agreement)
    with refused("already-open"):
        opened(city, agreement)


def test_the_next_assessment_is_owed_from_the_last_one_and_entered_once(city: City) -> None:
    agreement = signed_agreement(city)
    city.advance(days=30)
    case = concluded(city, agreement, 70)
    [owed] = agreement.deadlines.filter(duty="assess-regularly", discharged=False)
    assert owed.started.isoformat() == "2026-04-01"
    with refused("unknown-reference"):
        city.act(agreement, "note-assessment", city.bigdata, assessment=str(case.pk))


def test_what_the_platform_has_on_record_is_laid_before_those_who_score(city: City) -> None:
    grant = granted(city)
    record = opened(city, grant.agreement).facts["record"]
    assert "授权 1 项" in record
    assert "安全事件 0 起" in record
