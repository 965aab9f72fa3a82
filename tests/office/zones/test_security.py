"""Who is responsible and by which policies; incidents reported, contained, traced and closed."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, signed_agreement
from refusing import refused

from shuzha.regulations.beijing_2023.procedures.running import SECURITY_POLICIES

POLICIES = {item.code: "制度文本" for item in SECURITY_POLICIES.items}


def filed(city: City, agreement: Any, policies: dict[str, str] | None = None, who: str = "operator") -> Any:
    return city.act(
        agreement, "file-security", city.operator,
        responsible=str(city.accounts[who].person_id), department="数据安全部", policies=policies or POLICIES,
    )  # fmt: skip


def test_the_filing_is_owed_from_the_day_the_agreement_takes_force(city: City) -> None:
    agreement = signed_agreement(city)
    row = agreement.deadlines.get(duty="file-security")
    assert row.last_day.isoformat() == "2026-03-30"
    filed(city, agreement)
    row.refresh_from_db()
    assert row.discharged


def test_every_policy_that_is_missing_is_named_at_once(city: City) -> None:
    agreement = signed_agreement(city)
    kept = {k: v for k, v in POLICIES.items() if k not in ("destruction", "warning")}
    with refused("policies-destruction", "policies-warning"):
        filed(city, agreement, {**kept, "warning": "  "})


def test_the_responsible_person_is_the_operators_own_and_verified(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("not-real-name"):
        filed(city, agreement, who="second")
    person = city.operator.person
    person.real_name_checked_at = None
    person.save()
    with refused("not-real-name"):
        filed(city, agreement)


def incident(city: City, agreement: Any, found_on: str = "2026-03-02", by: str = "operator", **change: Any) -> Any:
    data = {"kind": "leak", "severity": "major", "what": "一份结果被误发", **change}
    return city.start(
        "zones.incident", "report", city.accounts[by], agreement=str(agreement.pk), found_on=found_on, **data
    )


def traced(city: City, case: Any) -> Any:
    if case.status == "reported":
        case = city.act(case, "contain", city.operator, measures="收回并停用账号")
    return city.act(case, "trace", city.operator, cause="误操作", path="存证 12 号", mending="增加复核")


def test_an_incident_is_reported_contained_traced_and_closed_by_the_supervisor(city: City) -> None:
    case = traced(city, incident(city, signed_agreement(city)))
    with refused("wrong-role"):
        city.act(case, "close", city.operator, conclusion="x")
    assert city.act(case, "close", city.supervisor, conclusion="整改到位").status == "closed"


@pytest.mark.parametrize(
    ("found_on", "in_time"),
    [("2026-03-02", True), ("2026-02-28", True), ("2026-02-27", False), ("2026-02-26", False)],
)
def test_an_incident_is_reported_by_the_next_working_day_or_with_the_reason(
    city: City, found_on: str, in_time: bool
) -> None:
    """28 February is a Saturday that is worked; 2 March a Monday."""
    agreement = signed_agreement(city)
    if in_time:
        assert incident(city, agreement, found_on).status == "reported"
    else:
        with refused("reported-late"):
            incident(city, agreement, found_on, late_reason=" ")
        assert incident(city, agreement, found_on, late_reason="周末值守未及时识别").status == "reported"


@pytest.mark.parametrize("found_on", ["2026-03-03", "9999-12-31"])
def test_a_day_that_has_not_come_is_no_day_of_discovery(city: City, found_on: str) -> None:
    agreement = signed_agreement(city)
    with refused("found-in-future"):
        incident(city, agreement, found_on)


def test_a_day_long_ago_is_merely_late(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("reported-late"):
        incident(city, agreement, "0001-01-01")


def test_what_is_not_traced_far_enough_goes_back_with_a_new_time(city: City) -> None:
    case = traced(city, incident(city, signed_agreement(city)))
    case = city.act(case, "send-back", city.supervisor, reason="未查明接收方")
    assert case.deadlines.filter(duty="trace-incident", discharged=False).count() == 1
    assert traced(city, case).status == "traced"


def test_each_stage_has_its_time(city: City) -> None:
    case = incident(city, signed_agreement(city))
    assert case.deadlines.get(duty="contain-incident").last_day.isoformat() == "2026-03-03"
    case = city.act(case, "contain", city.operator, measures="停用")
    assert case.deadlines.get(duty="trace-incident").last_day.isoformat() == "2026-03-16"


def test_an_incident_is_reported_under_ones_own_agreement_even_while_it_is_suspended(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("unknown-reference"):
        incident(city, agreement, by="second")
    city.act(agreement, "report", city.bigdata, reason="违约")
    assert incident(city, agreement).status == "reported"
