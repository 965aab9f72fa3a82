"""Credit rules as data: they name what the procedure knows, find their party, and count for dated months."""

from __future__ import annotations

from datetime import date

import pytest

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.credit import CreditRule, Term
from shuzha.regulations.credit import all_credit_rules
from shuzha.regulations.local_rules import PARAMETERS
from shuzha.regulations.local_rules.procedures.trade import ORDER
from shuzha.regulations.local_rules.terms import ADVERSE, FAVOURABLE

RULES = all_credit_rules()


def rule(**change: object) -> CreditRule:
    said: dict[str, object] = {
        "name": "sample", "title": Text("样本", "Sample"), "procedure": ORDER, "about": "buyer",
        "cites": (Citation("local", 40),), "term": ADVERSE, **change,
    }  # fmt: skip
    return CreditRule(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_a_rule_stands_on_the_instruments_article_and_on_the_local_rule(one: CreditRule) -> None:
    assert one.cites[0].instrument == one.procedure.instrument.id
    assert Citation("local", 40) in one.cites
    assert one.events or one.missed
    assert one.title.zh
    assert one.title.en


def test_the_offices_count_every_rule_that_is_written_down() -> None:
    from shuzha.commons.credit.operations import all_rules

    assert sorted(one.name for one in all_rules()) == sorted(one.name for one in RULES)


def test_no_two_rules_have_one_name() -> None:
    assert len({one.name for one in RULES}) == len(RULES)


@pytest.mark.parametrize("what", [{"events": frozenset({"never"})}, {"missed": frozenset({"never"})}])
def test_a_rule_of_an_event_or_duty_that_nobody_knows_is_refused(what: dict[str, object]) -> None:
    with pytest.raises(LookupError, match="never"):
        rule(**what)


def test_the_party_is_whoever_holds_the_role_or_whom_the_field_names() -> None:
    assert rule().party({"buyer": "named"}, {"buyer": "holder"}) == "holder"
    assert rule().party({"buyer": "named"}, {}) == "named"
    assert rule().party({}, {}) == ""
    assert rule().holds({})


def test_a_fact_counts_for_the_months_in_force_on_its_day() -> None:
    assert ADVERSE.until(date(2026, 1, 31)) == date(2029, 1, 31)
    assert FAVOURABLE.until(date(2026, 2, 28)) == date(2028, 2, 28)
    assert Term(PARAMETERS, "credit_repair_months").until(date(2026, 8, 31)) == date(2027, 2, 28)
    with pytest.raises(LookupError):
        ADVERSE.until(date(2025, 12, 31))


@pytest.mark.parametrize(
    ("name", "said", "counts"),
    [
        ("partner-removed", {"ground": "breach"}, True),
        ("partner-removed", {"ground": "assessment"}, True),
        ("partner-removed", {"ground": "bad-credit"}, True),
        ("partner-removed", {"ground": "voluntary"}, False),
        ("partner-removed", {"ground": "qualification"}, False),
        ("unlawful-source-declared", {"grounds": ["15-1", "15-3"]}, True),
        ("unlawful-source-declared", {"grounds": ["15-1", "15-4"]}, False),
        ("unlawful-source-declared", {}, False),
        ("registration-found-wrong", {"conforms": False}, True),
        ("registration-found-wrong", {"conforms": True}, False),
        ("agency-misconduct", {"misconduct": True}, True),
        ("agency-misconduct", {"misconduct": False}, False),
    ],
)
def test_only_what_the_article_names_counts(name: str, said: dict[str, object], counts: bool) -> None:
    (one,) = (one for one in RULES if one.name == name)
    assert one.holds(said) is counts
