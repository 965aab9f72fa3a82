"""Cases as people meet them: who sees which, what a form shows, and that nothing typed is lost when a step is refused."""

from __future__ import annotations

import pytest
from city_life import City, application


@pytest.mark.parametrize("who", ["government", "bigdata", "supervisor", "operator"])
def test_parties_and_overseers_see_a_case(city: City, who: str) -> None:
    case = application(city)
    answer = city.client(who).get(f"/cases/{case.pk}/")
    assert answer.status_code == 200
    assert case.number in answer.content.decode()
