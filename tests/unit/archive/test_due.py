"""How a duty stands today, as every page tells it."""

from datetime import date, timedelta
from typing import Any

import pytest
from city_life import City, applied_registration

from shuzha.archive.cases.due import chips
from shuzha.archive.cases.models import DeadlineRecord

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 13)


def standing(city: City, today: date, **change: Any) -> tuple[str, int]:
    """State and working days left of one duty whose last day is a Friday."""
    case = applied_registration(city)
    DeadlineRecord.objects.filter(case=case).update(last_day=FRIDAY, **change)
    chip = chips(DeadlineRecord.objects.filter(case=case)[:1], today)[0]
    return chip.state, chip.left


@pytest.mark.parametrize(
    ("days_before", "state", "left"),
    [(7, "running", 5), (3, "due-soon", 3), (0, "due-soon", 0), (-1, "late", 0), (-3, "late", -1)],
)
def test_a_duty_is_late_from_the_day_after_its_last_even_on_a_weekend(
    city: City, days_before: int, state: str, left: int
) -> None:
    assert standing(city, FRIDAY - timedelta(days=days_before)) == (state, left)


def test_a_period_that_only_has_to_pass_is_never_late(city: City) -> None:
    assert standing(city, FRIDAY + timedelta(days=10), waits=True)[0] == "done"
    assert standing(city, FRIDAY, waits=True)[0] == "running"


def test_a_date_beyond_the_announced_holidays_is_called_provisional(city: City) -> None:
    assert standing(city, FRIDAY, provisional=True)[0] == "provisional"
