"""Supplements: older agreements brought up to the measures, and a change of what an agreement authorises."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import CLAUSE_ITEMS, City, published_call, registered_analyst, sealed_resource, signed_agreement
from refusing import refused

from shuzha.offices.zones.models import Zone

CLAUSES = dict.fromkeys(CLAUSE_ITEMS, "条款")


def older(city: City, clauses: dict[str, str] | None = None, **change: Any) -> Any:
    data = {
        "call": str(published_call(city).pk), "operator": str(city.organisations["operator"].pk),
        "signed_on": "2022-06-01", "ends": "2027-05-31", "scope": ["employment"], "clauses": clauses or {}, **change,
    }  # fmt: skip
    return city.start("zones.agreement", "record", city.bigdata, **data)


def supplement(city: City, agreement: Any, ground: str = "change", **change: Any) -> Any:
    data = {"scope": ["employment", "transport"], "reason": "拓展场景", "clauses": CLAUSES, **change}
    return city.start("zones.supplement", "draft", city.bigdata, agreement=str(agreement.pk), ground=ground, **data)


def signed(city: City, case: Any) -> Any:
    return city.act(city.act(case, "concur", city.supervisor), "sign", city.operator)


def test_an_older_agreement_carries_nothing_until_it_is_supplemented(city: City) -> None:
    agreement = older(city)
    assert agreement.status == "legacy"
    assert agreement.deadlines.get(duty="settle-legacy").who == "bigdata"
    public = sealed_resource(city)
    ask = {
        "agreement": str(agreement.pk), "columns": [str(public.columns.get(name="region").pk)], "purpose": "employment",
        "scenario": "研究", "forms": ["statistics"], "basis": "statistics", "persons": [str(city.analyst.person_id)],
    }  # fmt: skip
    registered_analyst(city, agreement)
    with refused("agreement-not-in-force"):
        city.start("zones.sharing", "apply", city.operator, **ask)
    signed(city, supplement(city, agreement, "legacy", scope=["employment"]))
    agreement.refresh_from_db()
    assert agreement.status == "in-force"
    assert agreement.facts["clauses"] == CLAUSES
    assert Zone.objects.get(agreement=agreement).operator == city.organisations["operator"]
    assert city.start("zones.sharing", "apply", city.operator, **ask).status == "submitted"


def test_an_older_agreement_is_recognised_only_with_every_clause(city: City) -> None:
    short = older(city, {k: v for k, v in CLAUSES.items() if k not in ("liability", "ending")})
    with refused("clauses-liability", "clauses-ending"):
        city.act(short, "recognise", city.bigdata, clauses=CLAUSES)
    assert city.act(older(city, CLAUSES), "recognise", city.bigdata).status == "in-force"


@pytest.mark.parametrize(("signed_on", "codes"), [("2025-12-31", ()), ("2026-01-01", ("not-older",))])
def test_older_means_signed_before_the_measures_took_force_here(
    city: City, signed_on: str, codes: tuple[str, ...]
) -> None:
    if codes:
        with refused(*codes):
            older(city, signed_on=signed_on)
    else:
        assert older(city, signed_on=signed_on).status == "legacy"


@pytest.mark.parametrize(("ends", "codes"), [("2026-03-02", ()), ("2026-03-01", ("already-over",))])
def test_an_agreement_that_is_over_is_not_recorded(city: City, ends: str, codes: tuple[str, ...]) -> None:
    if codes:
        with refused(*codes):
            older(city, ends=ends)
    else:
        assert older(city, ends=ends).facts["ends"] == ends


def test_an_older_agreement_is_recorded_only_where_nobody_operates_and_only_for_a_company(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("unknown-reference"):
        older(city, call=agreement.facts["call"])
    with refused("unknown-reference"):
        older(city, operator=str(city.organisations["agency"].pk))


def test_a_supplement_changes_the_purposes_once_both_have_agreed(city: City) -> None:
    agreement = signed_agreement(city, scope=("employment",))
    case = supplement(city, agreement)
    with refused("wrong-state"):
        city.act(case, "sign", city.operator)
    case = city.act(case, "concur", city.supervisor)
    agreement.refresh_from_db()
    assert agreement.facts["scope"] == ["employment"]
    with refused("not-a-party"):
        city.act(case, "sign", city.second)
    city.act(case, "sign", city.operator)
    agreement.refresh_from_db()
    assert agreement.facts["scope"] == ["employment", "transport"]


@pytest.mark.parametrize(
    ("step", "by", "status"), [("return", "supervisor", "returned"), ("decline", "operator", "declined")]
)
def test_without_either_of_them_nothing_changes(city: City, step: str, by: str, status: str) -> None:
    agreement = signed_agreement(city, scope=("employment",))
    case = supplement(city, agreement)
    if step == "decline":
        case = city.act(case, "concur", city.supervisor)
    assert city.act(case, step, city.accounts[by], objection="不同意").status == status
    agreement.refresh_from_db()
    assert agreement.facts["scope"] == ["employment"]


def test_a_supplement_needs_its_ground_its_clauses_and_known_purposes(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("not-legacy"):
        supplement(city, agreement, "legacy")
    with refused("clauses-term"):
        supplement(city, agreement, clauses={k: v for k, v in CLAUSES.items() if k != "term"})
    with refused("unknown-reference"):
        supplement(city, agreement, scope=["everything"])


def test_a_signature_does_not_stand_when_the_agreement_was_suspended_meanwhile(city: City) -> None:
    agreement = signed_agreement(city)
    case = city.act(supplement(city, agreement), "concur", city.supervisor)
    city.act(agreement, "report", city.bigdata, reason="违约")
    with refused("wrong-state"):
        city.act(case, "sign", city.operator)
    case.refresh_from_db()
    assert case.status == "concurred"
    with refused("agreement-not-supplemented-now"):
        supplement(city, agreement)


def test_an_operator_cannot_write_its_own_purposes_into_the_agreement(city: City) -> None:
    agreement = signed_agreement(city, scope=("employment",))
    unsigned = supplement(city, agreement)
    with refused("unknown-reference"):
        city.act(agreement, "supplement", city.operator, supplement=str(unsigned.pk), scope=["transport"])
    first = signed(city, unsigned)
    city.advance(days=1)
    signed(city, supplement(city, agreement, scope=["employment"]))
    with refused("unknown-reference"):
        city.act(agreement, "supplement", city.operator, supplement=str(first.pk))
