"""Results and performance reported in time; own data offered to departments."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, signed_agreement
from refusing import refused
from zone_uses import Used

from shuzha.kernel.deadline import months_after


def reported(city: City, agreement: Any, begins: str = "2026-01-01", ends: str = "2026-03-02") -> Any:
    return city.act(
        agreement, "report-performance", city.operator,
        period_from=begins, period_to=ends, results="指标接口一项", performance="支持授信 300 笔",
    )  # fmt: skip


def test_the_number_of_uses_is_what_the_gate_recorded_and_nobody_states_it(city: City, used: Used) -> None:
    agreement = reported(city, used.grant.agreement)
    assert agreement.facts["uses"] == 1
    assert reported(city, agreement, "2025-01-01", "2025-12-31").facts["uses"] == 0


@pytest.mark.parametrize(
    ("begins", "ends", "allowed"),
    [
        ("2026-03-02", "2026-03-02", True),
        ("2026-03-01", "2026-03-03", False),
        ("2026-03-02", "2026-03-01", False),
        ("0001-01-01", "9999-12-31", False),
    ],
)
def test_only_a_period_that_is_over_is_reported(city: City, begins: str, ends: str, allowed: bool) -> None:
    agreement = signed_agreement(city)
    if allowed:
        assert reported(city, agreement, begins, ends).status == "in-force"
    else:
        with refused("period-not-over"):
            reported(city, agreement, begins, ends)


def test_the_next_report_is_owed_from_the_last_one(city: City) -> None:
    agreement = signed_agreement(city)
    [first] = agreement.deadlines.filter(duty="report-performance")
    assert first.last_day >= months_after(first.started, 6)
    assert (first.last_day - months_after(first.started, 6)).days < 10
    assert first.organisation == str(city.organisations["operator"].pk)
    city.advance(days=100)
    reported(city, agreement)
    open_ones = agreement.deadlines.filter(duty="report-performance", discharged=False)
    assert [row.started for row in open_ones] == [city.now.date()]


def test_only_the_operator_reports(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("not-a-party"):
        city.act(agreement, "report-performance", city.second)
    with refused("wrong-role"):
        city.act(agreement, "report-performance", city.supervisor)


def offered(city: City, agreement: Any, to: str = "provider", by: str = "operator") -> Any:
    return city.start(
        "zones.giveback", "offer", city.accounts[by],
        agreement=str(agreement.pk), department=str(city.organisations[to].pk), content="商圈客流指数", terms="仅用于统计",
    )  # fmt: skip


def test_a_department_accepts_or_declines_own_data_that_is_offered_to_it(city: City) -> None:
    agreement = signed_agreement(city)
    assert city.act(offered(city, agreement), "accept", city.provider, use="月度统计").status == "accepted"
    assert city.act(offered(city, agreement), "decline", city.provider, reason="已有同类数据").status == "declined"
    with refused("wrong-role"):
        city.act(offered(city, agreement), "accept", city.supervisor)


def test_data_is_offered_to_departments_and_under_ones_own_agreement_in_force(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("unknown-reference"):
        offered(city, agreement, to="buyer")
    with refused("unknown-reference"):
        offered(city, agreement, by="second")
    agreement = city.act(agreement, "report", city.bigdata, reason="违约")
    with refused("agreement-not-in-force"):
        offered(city, agreement)
