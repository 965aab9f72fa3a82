"""Legal-looking queries that together, or by failing, would tell about one person. The victim is resident p00000, aged 77."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from enclave_world import World, people, visits

from shuzha.enclave.outcomes import Refusal, Release, Sealed

AWorld = Callable[..., World]


def with_victim(n: int = 400, income: float = 5555.0) -> dict[str, pa.Table]:
    """Residents of whom exactly one is 77, and visits of which exactly one of hers is of kind "x"."""
    table = people(n)
    age = np.minimum(table.column("age").to_numpy(), 70)
    earned = table.column("income").to_numpy().copy()
    age[0], earned[0] = 77, income
    city, sex = table.column("city").to_pylist(), table.column("sex").to_pylist()
    city[0], sex[0] = "north", "F"
    table = table.set_column(1, "age", pa.array(age)).set_column(3, "income", pa.array(earned))
    table = table.set_column(4, "city", pa.array(city)).set_column(2, "sex", pa.array(sex))
    seen = visits(n)
    kind = seen.column("kind").to_pylist()
    kind[1 if seen.column("person")[1].as_py() == "p00000" else 0] = "x"
    return {"r-people": table, "r-visits": seen.set_column(seen.column_names.index("kind"), "kind", pa.array(kind))}


def last(world: World, *queries: str) -> object:
    """The outcome of the last query; all before it must be released."""
    *before, final = queries
    for sql in before:
        assert isinstance(world.ask(sql), Release), sql
    return world.ask(final)


SEALED = {
    "a small cell": ["select count(*), avg(income) from people where age = 77"],
    "an empty cell": ["select count(*) from people where age = 99"],
    "a small cell among large ones": ["select age = 77 as v, avg(income) from people group by 1"],
    "a condition inside an aggregate": ["select sum(case when age = 77 then income else 0 end) from people"],
    "a filter": ["select sum(income) filter (where age = 77) from people"],
    "the complement of a small cell": ["select sum(income) from people where age <> 77"],
    "the complement inside an aggregate": ["select sum(if(age <> 77, income, 0)) from people"],
    "a tracker": [
        "select sum(income) from people where city = 'south'",
        "select sum(income) from people where city = 'south' or age = 77",
    ],
    "a tracker by not equal": [
        "select sum(income) from people where sex = 'F'",
        "select sum(income) from people where sex = 'F' and age <> 77",
    ],
    "one predicate more": [
        "select count(*) from people where city = 'south'",
        "select count(*) from people where city = 'south' and age < 70.5 or age = 77",
    ],
    "a mean with one row dropped": [
        "select avg(income) from people where age > 40",
        "select avg(income) from people where age > 40 and age < 77",
    ],
    "one through a group by": [
        "select sum(income) from people where age between 30 and 80",
        "select city, sum(income) from people where age between 30 and 76 group by city",
    ],
    "one through a union of cells": [
        "select city, sum(income) from people group by city",
        "select sum(income) from people where age < 77",
    ],
    "split and padded": [
        "select sum(income) from people where city = 'north' or age = 77",
        "select sum(income) from people where city <> 'north' or age = 77",
    ],
    "arithmetic for or": ["select sum(income) from people where floor(age / 77) * 1 + ceil(age / 200) < 2"],
    "a key that isolates": ["select floor(age / 77), count(*) from people group by 1"],
    "one row of a person fewer": ["select sum(cost) from visits", "select sum(cost) from visits where kind <> 'x'"],
    "one row through a join": [
        "select sum(v.cost) from people p join visits v on p.person = v.person",
        "select sum(cost) from visits where kind = 'a' or kind = 'b'",
    ],
    "an outer join's absence": [
        "select count(v.cost) from people p left join visits v on p.person = v.person and p.age <> 77"
    ],
    "absence by nullif": ["select sum(case when nullif(age, 77) is not null then income end) from people"],
    "absence by try_cast": [
        "select avg(income) from people where try_cast(substring('0123456789', 1, 1) as int) = 0 and age < 77"
    ],
    "exists": [
        "select sum(income) from people p where not exists "
        "(select 1 from visits v where v.person = p.person and v.kind = 'x')"
    ],
    "in": ["select sum(income) from people where person not in (select person from visits where kind = 'x')"],
    "a derived condition": ["with t as (select income, age = 77 v from people) select sum(income) from t where not v"],
    "having on a small cell's sum": [
        "select age, sum(income) from people group by age having sum(income) > 5000 and age = 77"
    ],
}


@pytest.mark.parametrize("queries", SEALED.values(), ids=SEALED)
def test_an_attack_on_one_person_meets_the_sealed_words(a_world: AWorld, queries: list[str]) -> None:
    world = a_world(tables=with_victim())
    outcomes = [world.ask(sql) for sql in queries]
    assert any(isinstance(o, Sealed) for o in outcomes)
    assert all(o == Sealed() for o in outcomes if isinstance(o, Sealed))
    assert not any(isinstance(o, Refusal) for o in outcomes)


@pytest.mark.parametrize(
    "condition",
    [
        "1 / (income - 5555) > 0",
        "income % (age - 77) >= 0",
        "try_cast(city as int) = 1",
        "income * 1e18 * 1e18 * 1e18 > 1",
        "income * 1e17 / (age - 77) > 0",
        "born + interval '99999' year > date '2000-01-01'",
        "cast(city as date) > born",
        "cast(income * 1e15 as bigint) > 0",
        "substring(city, 1, 9999) = 'north'",
    ],
)
def test_an_error_oracle_stays_silent(a_world: AWorld, condition: str) -> None:
    """Whether the victim's value would have raised an error or not, the outcome is of the same kind and the same words."""
    sql = f"select count(*) from people where ({condition}) or true"
    outcomes = [a_world(tables=with_victim(income=value)).ask(sql) for value in (5555.0, 4444.0)]
    assert type(outcomes[0]) is type(outcomes[1])
    if isinstance(outcomes[0], Release):
        assert isinstance(outcomes[1], Release)
        assert outcomes[0].table.equals(outcomes[1].table)


def test_a_dominant_person_seals_a_sum(a_world: AWorld) -> None:
    table = people(60)
    income = np.full(60, 10.0)
    income[0] = 1e6
    world = a_world(tables={"r-people": table.set_column(3, "income", pa.array(income)), "r-visits": visits(60)})
    assert world.ask("select sum(income) from people") == Sealed()
    reason = world.notes.judgements[-1].private_reason
    assert reason is not None
    assert "largest" in reason.en
    assert "最大" in reason.zh
    assert isinstance(world.ask("select count(*) from people"), Release)


def test_a_dominant_visitor_seals_a_count_of_visits(a_world: AWorld) -> None:
    owners = ["p00000"] * 900 + [f"p{i:05d}" for i in range(1, 41)]
    seen = pa.table(
        {
            "person": owners,
            "visit_no": range(940),
            "cost": [1.0] * 940,
            "kind": ["a"] * 940,
            "day": pa.array([18000] * 940, pa.int32()).cast(pa.date32()),
        }
    )
    world = a_world(tables={"r-visits": seen})
    assert world.ask("select kind, count(*) from visits group by kind") == Sealed()


def test_the_third_cell_cannot_be_reached_through_the_total(a_world: AWorld) -> None:
    """A declared floor leaves small cells out; when the rest gives them away, the answer does not leave."""
    table = people(100)
    city = ["north"] * 60 + ["south"] * 36 + ["east"] * 4
    world = a_world(tables={"r-people": table.set_column(4, "city", pa.array(city)), "r-visits": visits(100)})
    assert world.ask("select city, count(*) from people group by city having count(distinct person) >= 10") == Sealed()


def test_averaging_by_rewording_gains_nothing(a_world: AWorld) -> None:
    world = a_world()
    wordings = ["age > 40", "age + 1 > 41", "not age <= 40", "age > 40 and true", "40 < age"]
    answers = [world.ask(f"select count(*) n from people where {w}") for w in wordings]
    assert all(isinstance(a, Release) for a in answers)
    assert len({str(a.table.to_pylist()) for a in answers if isinstance(a, Release)}) == 1


def test_sealed_words_tell_nothing_and_the_supervisor_reads_why(a_world: AWorld) -> None:
    world = a_world(tables=with_victim())
    outcomes = [
        world.ask(SEALED[name][0]) for name in ("a small cell", "an empty cell", "the complement of a small cell")
    ]
    assert outcomes == [Sealed()] * 3
    assert len({j.private_reason for j in world.notes.judgements}) == 3


def test_an_attack_is_remembered_across_the_operators_people(a_world: AWorld) -> None:
    from dataclasses import replace

    world = a_world(tables=with_victim())
    world.grant = replace(world.grant, persons=frozenset({"analyst", "colleague"}))
    assert isinstance(world.ask("select sum(income) from people where sex = 'F'"), Release)
    assert world.ask("select sum(income) from people where sex = 'F' and age <> 77", actor="colleague") == Sealed()
