"""By what zones are assessed (30): the indicators, weighed as the authority published them, and the lines of local rule 21."""

from __future__ import annotations

from fractions import Fraction

from shuzha.procedure.assessment import Scheme
from shuzha.procedure.words import Case
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.indicators import INDICATORS

SCHEME = Scheme(
    indicators=INDICATORS,
    cites=(INSTRUMENT.article(30), local_rules.INSTRUMENT.article(21)),
    parameters=local_rules.PARAMETERS,
    excellent="assessment_excellent_points",
    good="assessment_good_points",
)


def total(case: Case) -> Fraction:
    """The points that the zone has been given so far, by the weights published."""
    scores = [event.data for event in case.history if event.type == "zone-scored"]
    return SCHEME.points(scores, {code: int(case.facts.get(f"weight_{code}") or 0) for code in INDICATORS})
