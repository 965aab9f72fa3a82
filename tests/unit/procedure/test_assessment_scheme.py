"""Points, weights, lines and poor results in a row, whatever the office."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzha.procedure.assessment import MOST, in_a_row, told
from shuzha.regulations.beijing_2023.procedures.scoring import SCHEME as ZONES
from shuzha.regulations.hainan_2023.evaluating import SCHEME as AGENCIES

DAY = date(2026, 3, 2)
SCORES = st.fixed_dictionaries({f"points_{code}": st.integers(0, MOST) for code in ZONES.indicators})
WEIGHTS = st.fixed_dictionaries({code: st.integers(0, 100) for code in ZONES.indicators})


@given(st.lists(SCORES, max_size=4), WEIGHTS)
def test_the_points_lie_between_the_least_and_the_most_that_were_given(
    scores: list[dict[str, int]], weights: dict[str, int]
) -> None:
    points = ZONES.points(scores, weights)
    if not scores or not any(weights.values()):
        assert points == 0
        return
    given_points = [score[f"points_{code}"] for score in scores for code in ZONES.indicators]
    assert min(given_points) <= points <= max(given_points)


@given(st.lists(SCORES, min_size=1, max_size=4), WEIGHTS)
def test_who_scored_first_and_how_large_the_weights_are_changes_nothing(
    scores: list[dict[str, int]], weights: dict[str, int]
) -> None:
    points = ZONES.points(scores, weights)
    assert ZONES.points(scores[::-1], weights) == points
    assert ZONES.points(scores, {code: 7 * weight for code, weight in weights.items()}) == points


@pytest.mark.parametrize("scheme", [ZONES, AGENCIES])
@pytest.mark.parametrize(
    ("points", "result"),
    [(100, "excellent"), (90, "excellent"), (Fraction(8999, 100), "good"), (60, "good"), (Fraction(5999, 100), "poor"), (0, "poor")],
)  # fmt: skip
def test_the_result_follows_from_the_points_on_either_side_of_each_line(scheme, points, result) -> None:
    assert scheme.result(Fraction(points), DAY) == result


def test_equal_weights_make_the_plain_mean() -> None:
    assert (
        AGENCIES.points([{"points_promptness": 90, "points_soundness": 60, "points_contract": 0}], AGENCIES.equal) == 50
    )
    assert told(Fraction(200, 3)) == "66.67"


@pytest.mark.parametrize(
    ("results", "poor"),
    [([], 0), (["good", "poor"], 0), (["poor"], 1), (["poor", "poor", "good", "poor"], 2), (["excellent"], 0)],
)
def test_poor_results_count_from_the_latest_back_until_another_comes(results: list[str], poor: int) -> None:
    assert in_a_row(iter(results)) == poor
