"""From points to a result (30): weighted points out of a hundred, the mean of everyone who scored, and the lines of local rule 21."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, Requirement
from shuzha.procedure.words import Case
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.indicators import INDICATORS

_30 = INSTRUMENT.article(30)
_RULE = local_rules.INSTRUMENT.article(21)
_LOCAL = local_rules.PARAMETERS
RESULTS = {
    "excellent": Text("优秀", "Excellent"),
    "good": Text("合格", "Good"),
    "poor": Text("较差", "Poor"),
}
_MOST = 100


def total(case: Case) -> Fraction:
    """The weighted points out of a hundred, the mean of everyone who scored. Zero while nobody has."""
    scores = [event.data for event in case.history if event.type == "zone-scored"]
    if not scores:
        return Fraction(0)
    weights = {code: int(case.facts.get(f"weight_{code}") or 0) for code in INDICATORS}
    points = sum(weights[code] * int(score[f"points_{code}"]) for score in scores for code in INDICATORS)
    return Fraction(points, _MOST * len(scores))


def result(case: Case, at: date) -> str:
    """The result that the points come to by the thresholds of that day."""
    points = total(case)
    if points >= _LOCAL.integer("assessment_excellent_points", at):
        return "excellent"
    return "good" if points >= _LOCAL.integer("assessment_good_points", at) else "poor"


def points_asked() -> tuple[Requirement, ...]:
    def fit(s: Situation) -> bool:
        return all(0 <= int(s.command.data.get(f"points_{code}") or 0) <= _MOST for code in INDICATORS)

    fields = (
        Field(f"points_{code}", Text(f"{title.zh}（0–100 分）", f"{title.en} (0–100)"), Kind.NUMBER, (_30,))
        for code, title in INDICATORS.items()
    )
    too_many = Condition(
        "points-out-of-range",
        fit,
        Text("每项得分应在零至一百之间", "Each indicator takes points from nought to one hundred"),
        Text("请按百分制评分", "Score out of one hundred"),
        (_30, _RULE),
    )
    return (*fields, too_many)
