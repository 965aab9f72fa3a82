"""The model city of these tests goes the whole way by the procedures, or tests that start in it prove nothing."""

from __future__ import annotations

from city_life import City, ordered


def test_the_city_can_be_brought_from_a_call_to_a_confirmed_order(city: City) -> None:
    case = ordered(city)
    assert case.status == "delivering"
    assert case.entitlement.calls == 1000
