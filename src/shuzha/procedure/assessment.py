"""Assessing by indicators, the same for every office: points out of a hundred, weights, a result by two lines, poor in a row.

An office says which indicators it assesses by, what they weigh, and on which articles; the lines are dated parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import takewhile
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.parameters import ParameterSet
from shuzha.procedure.requirements import Condition, Field, Kind, Requirement

RESULTS = {
    "excellent": Text("优秀", "Excellent"),
    "good": Text("合格", "Good"),
    "poor": Text("较差", "Poor"),
}
MOST = 100


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is assessed, on which articles, and the names of the two lines: from `excellent` points on, and below `good`."""

    indicators: Mapping[str, Text]
    cites: tuple[Citation, ...]
    parameters: ParameterSet
    excellent: str
    good: str

    @property
    def equal(self) -> dict[str, int]:
        """Weights by which every indicator counts alike."""
        return dict.fromkeys(self.indicators, 1)

    def points(self, scores: Sequence[Mapping[str, Any]], weights: Mapping[str, int]) -> Fraction:
        """The weighted points out of a hundred, the mean of everyone who scored. Zero while nobody has, or nothing weighs."""
        whole = sum(weights[code] for code in self.indicators) * len(scores)
        if not whole:
            return Fraction(0)
        given = sum(weights[code] * int(score[f"points_{code}"]) for score in scores for code in self.indicators)
        return Fraction(given, whole)

    def result(self, points: Fraction, at: date) -> str:
        """The result that the points come to by the lines of that day."""
        if points >= self.parameters.integer(self.excellent, at):
            return "excellent"
        return "good" if points >= self.parameters.integer(self.good, at) else "poor"

    def asked(self) -> tuple[Requirement, ...]:
        """What whoever scores is asked: points for each indicator, none above a hundred."""

        def fit(s: Situation) -> bool:
            return all(0 <= int(s.command.data.get(f"points_{code}") or 0) <= MOST for code in self.indicators)

        fields = (
            Field(f"points_{code}", Text(f"{title.zh}（0–100 分）", f"{title.en} (0–100)"), Kind.NUMBER, self.cites)
            for code, title in self.indicators.items()
        )
        too_many = Condition(
            "points-out-of-range",
            fit,
            Text("每项得分应在零至一百之间", "Each indicator takes points from nought to one hundred"),
            Text("请按百分制评分", "Score out of one hundred"),
            self.cites,
        )
        return (*fields, too_many)


def told(points: Fraction) -> str:
    """The points as an event says them: to the hundredth."""
    return f"{float(points):.2f}"


def in_a_row(results: Iterable[str], which: str = "poor") -> int:
    """How many of the results, the latest first, are `which` before any other comes."""
    return sum(1 for _ in takewhile(lambda result: result == which, results))
