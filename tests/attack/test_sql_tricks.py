"""Everything SQL offers to someone who knows it well: each trick is refused, meets the sealed words, or gains nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from enclave_world import World, people, visits

from shuzha.enclave.outcomes import Refusal, Release, Sealed

AWorld = Callable[..., World]

REFUSED = {
    "a letter that looks like another": "select ｓex, count(*) from people group by ｓex",
    "ordering by a sealed number": "select city, avg(income) from people group by city order by max(income)",
    "probing by having": "select sex, count(*) from people group by sex having max(income) > 8999",
    "probing by having a row's value": "select sex, count(*) from people group by sex having income > 8999",
    "infinity as a number": "select sum(income) + 1e999 from people",
    "overflow as a weight": "select sum(income * 1e300 * 1e300) from people",
    "a weight for one person": "select sum(case when age = 77 then 1000000 else 0 end) from people",
    "weights by several branches": "select sum(case when age = 77 then income when age > 5 then 1 end) from people",
    "weights by modulus": "select sum(income % 7) from people",
    "weights by power": "select sum(income * income) from people",
    "weights by absolute value": "select sum(@income) from people",
    "weights by more columns than allowed": "select sum(income * age * income) from people",
    "weights by a join that multiplies": (
        "select sum(v.cost) from visits v join visits w on v.person = w.person where w.kind = 'a'"
    ),
    "weights by an outer join that multiplies": (
        "select sum(v.cost) from visits v left join visits w on v.person = w.person and w.kind = 'a'"
    ),
    "weights by three visits": (
        "select count(*) from visits a join visits b on a.person = b.person join visits c on b.person = c.person"
    ),
    "the time": "select current_timestamp, count(*) from people",
    "today": "select count(*) from people where born < current_date",
    "the time of day": "select localtime, count(*) from people",
    "a time zone": "select count(*) from people where born at time zone 'UTC' > timestamp '2000-01-01'",
    "the user": "select current_user, count(*) from people",
    "the session's user": "select session_user, count(*) from people",
    "a union in a common table": "with t as (select age from people union select 1) select count(*) from t",
    "values in a common table": "with t(x) as (values (1)) select count(*) from t",
    "a table function under an alias": "select count(*) from range(10) t(sex)",
    "a packed struct": "select struct_pack(a := sex), count(*) from people group by 1",
    "any of a list": "select count(*) from people where age = any([30, 40])",
    "all of a subquery": "select count(*) from people where age > all (select age from people)",
    "a row compared": "select count(*) from people where (age, sex) = (30, 'F')",
    "a tuple in a list": "select count(*) from people where (age, sex) in ((30, 'F'))",
    "a text compared with a number": "select count(*) from people where age = '30'",
    "a number compared with a text": "select count(*) from people where city > 5",
    "like with escape": "select count(*) from people where city like 'n!%' escape '!'",
    "ilike": "select count(*) from people where city ilike 'N%'",
    "similar to": "select count(*) from people where city similar to 'n.*'",
    "glob": "select count(*) from people where city glob 'n*'",
    "a regular expression": "select count(*) from people where city ~ 'n.*'",
    "a pattern out of the data": "select count(*) from people where city like sex",
    "a collation": "select count(*) from people where city collate nocase = 'NORTH'",
    "between symmetric": "select count(*) from people where age between symmetric 40 and 20",
    "negations nested deep": "select count(*) from people where " + "not " * 100 + "true",
    "parentheses nested deep": "select sum(" + "(" * 70 + "income" + ")" * 70 + ") from people",
    "a very long text": "select count(*) from people where city = '" + "x" * 30_000 + "'",
    "dollar quotes": "select count(*) from people where city = $$north$$",
    "an escape string": "select count(*) from people where city = E'\\x6eorth'",
    "a number beyond all": "select count(*) from people where age < 99999999999999999999",
    "an unbound mark": "select count(*) from people where age > ?",
    "a numbered mark": "select count(*) from people where age > $1",
    "a named mark": "select count(*) from people where age > $x",
    "our columns of cells": "select count(*) from people where k0 = 1",
    "our cells under an alias": 'select "gate_cells".v0, count(*) from people as gate_cells',
    "distinct values counted": "select count(distinct age) from people",
    "two filters": "select sum(income) filter (where age > 30) filter (where sex = 'F') from people",
    "a mean over a window": "select avg(income) over () from people",
    "distinct rows": "select distinct sex, count(*) from people group by sex",
    "fetch": "select sex, count(*) from people group by sex fetch first 1 row only",
    "for update": "select count(*) from people for update",
    "into": "select count(*) into x from people",
    "an older version": "select count(*) from people at (version => 1)",
    "rows numbered": "select count(*) from people with ordinality",
    "a mean across persons inside": "select sum(income - (select avg(income) from people)) from people",
    "a person's mean in a correlated subquery": (
        "select sum(cost) from visits v where cost > (select avg(cost) from visits w where w.person = v.person)"
    ),
    "a lateral join": "select sum(x.c) from people p join lateral (select cost c from visits v) x on true",
    "a common table that names itself": "with t as (select * from t) select count(*) from t",
    "a common table that hides a granted one": "with people as (select age from people) select age from people",
    "case over a subquery of values": "select case when (select max(age) from people) > 70 then 1 end, count(*) from people",
}


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_a_trick_is_refused_by_its_text_whatever_the_data(a_world: AWorld, sql: str) -> None:
    here, there = a_world(), a_world(tables={"r-people": people(90, seed=9), "r-visits": visits(90, seed=9)})
    outcome, other = here.ask(sql), there.ask(sql)
    assert isinstance(outcome, Refusal)
    assert isinstance(other, Refusal)
    assert [d.as_json() for d in outcome.denials] == [d.as_json() for d in other.denials]
    assert here.notes.stored == []


SEALED = {
    "limit does not act before disclosure": "select age = 77 v, count(*) from people group by 1 order by 2 desc limit 1",
    "limit none": "select age, count(*) from people group by age limit 0",
    "having false": "select age, count(*) from people group by age having false",
    "keys alone": "select age from people group by age",
    "nobody": "select count(*) from people where income = try_cast('nan' as double)",
    "weeks": "select date_trunc('week', born) w, count(*) from people group by w",
    "one value of a person's own": "select m, count(*) from (select person, max(cost) m from visits group by person) t group by m",
}


@pytest.mark.parametrize("sql", SEALED.values(), ids=SEALED)
def test_a_trick_meets_the_sealed_words(a_world: AWorld, sql: str) -> None:
    assert a_world().ask(sql) == Sealed()


def test_names_that_quote_or_look_like_ours_are_only_names(a_world: AWorld) -> None:
    for name in ['x"", (select max(income) from people) as ""y', "k0", "v0", "cell", "units", "$x", "gate_cells", "😀"]:
        outcome = a_world().ask(f'select sex as "{name}", count(*) from people group by sex')
        assert isinstance(outcome, Release), name
        assert outcome.table.column_names[0] == name.replace('""', '"')


def test_arithmetic_over_protected_numbers_stays_arithmetic(a_world: AWorld) -> None:
    for sql in (
        "select sum(income) / 0 from people",
        "select sum(income) * -0.0 from people",
        "select cast(sum(income) * 1e10 as int) from people",
        "select sum(income), cast('inf' as double) x from people",
    ):
        assert isinstance(a_world().ask(sql), Release), sql


def test_the_order_of_cells_is_that_of_their_keys_and_not_of_the_rows(a_world: AWorld) -> None:
    """Neither which row comes first, nor which of two rounded counts was larger, shows in the order."""
    table = people(400)
    turned = table.take(pa.array(np.arange(399, -1, -1)))
    for order in ("", " order by 2 * 0", " order by count(*) * 0"):
        sql = f"select city, count(*) n from people group by city{order}"
        for rows in (table, turned):
            outcome = a_world(tables={"r-people": rows, "r-visits": visits()}).ask(sql)
            assert isinstance(outcome, Release)
            assert outcome.table.column("city").to_pylist() == ["east", "north", "south"]


def test_a_join_that_multiplies_is_possible_once_one_side_is_aggregated(a_world: AWorld) -> None:
    sql = (
        "select sum(v.cost * t.n) from visits v join (select person, count(*) n from visits group by person) t"
        " on v.person = t.person"
    )
    assert isinstance(a_world().ask(sql), Release)
