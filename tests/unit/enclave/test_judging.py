"""What the judge allows and refuses by the text alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from enclave_world import NOW, POLICY, grant

from shuzha.enclave.judge import Judged, judge
from shuzha.enclave.words import Form, Request
from shuzha.kernel.citation import Citation


def codes(sql: str, **changes: object) -> set[str]:
    request = replace(Request(grant(), "analyst", "research", sql, "test", NOW), **changes)  # type: ignore[arg-type]
    verdict = judge(request, POLICY)
    return set() if isinstance(verdict, Judged) else {d.code for d in verdict}


ALLOWED = [
    "select sex, count(*) from people group by sex",
    "select floor(age / 10) * 10 as band, avg(income) from people group by band order by band limit 5",
    "select date_trunc('year', born) y, count(distinct person) from people group by 1",
    "select sum(case when sex = 'F' then income else 0 end) / sum(income) from people",
    "select count(*) filter (where age between 20 and 30) from people",
    "select p.city, sum(v.cost) from people p join visits v on p.person = v.person group by p.city",
    "select p.city, sum(v.cost) from people p, visits v where p.person = v.person and v.kind <> 'a' group by p.city",
    "select c.residents, count(*) from people p join cities c on p.city = c.name group by c.residents",
    "select n, count(*) from (select person, count(visit_no) n from visits group by person) t group by n",
    "with old as (select city, income from people where age > 60) select city, avg(income) from old group by city",
    "select count(*) from people p where exists (select 1 from visits v where v.person = p.person and v.cost > 50)",
    "select count(*) from people where person in (select person from visits where cost > 50)",
    "select city, count(*) from people where city in (select name from cities where residents > 3) group by city",
    "select sex, count(*) from people group by sex having count(distinct person) >= 20 and avg(income) > 3000",
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_a_statistic_over_granted_columns_is_allowed(sql: str) -> None:
    assert codes(sql) == set()


REFUSED = {
    "select * from people": "row-output",
    "select age, income from people": "row-output",
    "select people from people": "column-not-granted",
    "select person, count(*) from people group by person": "unit-output",
    "select count(*) from people where person = 'p00001'": "unit-output",
    "select count(*) from visits where visit_no % 2 = 0": "unit-output",
    "select salary from people": "column-not-granted",
    "select count(*) from payroll": "table-not-granted",
    "select count(*) from main.people": "syntax-not-allowed",
    "select max(income) from people": "extreme-not-allowed",
    "select median(income) from people": "extreme-not-allowed",
    "select sex, count(*) over () from people group by sex": "syntax-not-allowed",
    "select distinct sex from people": "syntax-not-allowed",
    "select count(*) from people a, people b": "join-across-persons",
    "select count(*) from people a join people b on a.city = b.city": "join-across-persons",
    "select count(*) from people where income > (select avg(income) from people)": "aggregate-across-persons",
    "select count(*) from people p where exists (select 1 from visits)": "join-across-persons",
    "select n, count(*) from (select city, count(*) n from people group by city) t group by n": "aggregate-across-persons",
    "select sum(income * (age - 30) * age) from people": "argument-not-allowed",
    "select sum(abs(income)) from people": "argument-not-allowed",
    "select count(*) from people where age = 'forty'": "type-mismatch",
    "select count(*) from people where city > 3": "type-mismatch",
    "select sex, count(*) from people group by sex having count(distinct person) >= 3": "threshold-too-low",
    "select count(*) from people union select count(*) from visits": "not-a-select",
    "delete from people": "not-a-select",
    "select count(*) from people; select 1": "not-a-select",
    "select count(": "syntax",
    "select secret, count(*) from people group by secret": "form-not-allowed",
    "select count(*) from people where secret = 'x'": "form-not-allowed",
    "select 1": "syntax",
}


@pytest.mark.parametrize(("sql", "code"), REFUSED.items())
def test_what_is_not_known_to_be_safe_is_refused_with_its_code(sql: str, code: str) -> None:
    assert code in codes(sql)


def test_all_denials_are_named_at_once() -> None:
    found = codes("select max(income), salary from people, payroll", actor="stranger", purpose="marketing")
    assert found >= {"not-registered-person", "purpose-mismatch", "extreme-not-allowed", "table-not-granted"}


@pytest.mark.parametrize(
    ("moved", "code"),
    [
        (timedelta(days=-2), "grant-not-yet-valid"),
        (timedelta(days=30), "grant-expired"),
        (timedelta(days=30, seconds=-1), ""),
    ],
)
def test_a_grant_holds_from_its_first_to_its_last_second(moved: timedelta, code: str) -> None:
    assert codes("select count(*) from people", at=NOW + moved) == ({code} if code else set())


def test_a_form_the_grant_does_not_name_is_refused() -> None:
    assert codes("select count(*) from people", grant=grant(forms=frozenset({Form.INTERFACE}))) == {"form-not-allowed"}


def test_a_refusal_carries_the_articles_of_the_policy_in_both_languages() -> None:
    policy = replace(POLICY, cites={"row-output": (Citation("beijing-2023", 27),)})
    denials = judge(Request(grant(), "analyst", "research", "select * from people", "test", NOW), policy)
    assert isinstance(denials, tuple)
    assert denials[0].cites == (Citation("beijing-2023", 27),)
    assert denials[0].reason.zh
    assert denials[0].remedy.en


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from people where " + "(" * 3000 + "true" + ")" * 3000,
        "select count(*) from people where " + " or ".join(["age > 1"] * 1500),
        "with a as (select city from people), "
        + ", ".join(
            f"{chr(98 + i)} as (select x.city from {chr(97 + i)} x join cities y on x.city = y.name join {chr(97 + i)} z"
            " on z.city = y.name)"
            for i in range(12)
        )
        + " select count(*) from m",
    ],
)
def test_a_monstrous_query_is_refused_and_not_followed(sql: str) -> None:
    assert codes(sql) & {"too-long", "syntax", "join-across-persons"}
