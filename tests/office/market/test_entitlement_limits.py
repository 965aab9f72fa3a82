"""An order that cannot be used yet, or no longer, says from when or until when it could."""

from __future__ import annotations

from datetime import timedelta

import pytest
from city_life import City, ordered

from shuzha.commons.metering.operations import check_entitled
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused

pytestmark = pytest.mark.django_db


def test_the_refusal_carries_the_day_on_either_side_of_the_order_s_term(city: City) -> None:
    order = ordered(city).entitlement
    first = order.starts.astimezone(CHINA).date()
    last = (order.expires - timedelta.resolution).astimezone(CHINA).date()
    check_entitled(entitlement=order, at=order.starts)
    check_entitled(entitlement=order, at=order.expires - timedelta.resolution)
    for at, said in (
        (order.starts - timedelta.resolution, f"自 {first} 起可以办理（含当日）"),
        (order.expires, f"{last} 截止（含当日）"),
    ):
        with pytest.raises(Refused) as refused:
            check_entitled(entitlement=order, at=at)
        [denial] = refused.value.denials
        assert denial.code == "not-entitled"
        assert said in denial.limit.words.zh
