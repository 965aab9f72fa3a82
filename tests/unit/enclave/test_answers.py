"""What a released answer says, against plain DuckDB over the same rows."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa
import pytest
from enclave_world import NOW, POLICY, Notes, World, people, visits

from shuzha.enclave.outcomes import Refusal, Release, Sealed
from shuzha.enclave.silence import SEALED
from shuzha.enclave.words import Interface, Parameter, Request

AWorld = Callable[..., World]


def plain(sql: str) -> list[tuple[object, ...]]:
    connection = duckdb.connect()
    connection.register("people", people())
    connection.register("visits", visits())
    connection.register("cities", pa.table({"name": ["north", "south"], "residents": [5, 6]}))
    return connection.execute(sql).fetchall()


SAME = [
    "select sex, avg(income), sum(income) from people group by sex order by sex",
    "select floor(age / 20) * 20 b, sum(income) from people group by b order by b",
    "select p.city, sum(v.cost), avg(v.cost) from people p join visits v on p.person = v.person group by p.city order by 1",
    "select sum(cost) from visits v where exists (select 1 from people p where p.person = v.person and p.age > 40)",
    "select sum(cost) from visits where person in (select person from people where age > 40)",
    "select sum(case when sex = 'F' then income else 0 end) / sum(income) from people",
    "select avg(total) from (select person, sum(cost) total from visits group by person) t",
    "select c.residents, avg(p.income) from people p, cities c where p.city = c.name group by c.residents order by 1",
    "with f as (select city, income from people where sex = 'F') select city, sum(income) from f group by city order by 1",
    "select extract(year from born) - extract(year from born) zero, avg(income) from people group by 1",
    "select city, avg(income) from people group by city order by 2 desc limit 2",
]


@pytest.mark.parametrize("sql", SAME)
def test_sums_and_means_agree_with_plain_duckdb_to_six_digits(a_world: AWorld, sql: str) -> None:
    outcome = a_world().ask(sql)
    assert isinstance(outcome, Release)
    rows = [tuple(row.values()) for row in outcome.table.to_pylist()]
    expected = plain(sql)
    assert len(rows) == len(expected)
    for row, other in zip(rows, expected, strict=True):
        for shown, exact in zip(row, other, strict=True):
            assert shown == (exact if isinstance(exact, str) else pytest.approx(exact, rel=1e-5))


def test_counts_are_rounded_to_the_base(a_world: AWorld) -> None:
    sql = "select city, count(*), count(distinct person), sum(case when sex = 'F' then 1 else 0 end) from people group by 1"
    outcome = a_world().ask(sql + " order by 1")
    assert isinstance(outcome, Release)
    for row, other in zip(outcome.table.to_pylist(), plain(sql + " order by 1"), strict=True):
        for shown, exact in zip(list(row.values())[1:], other[1:], strict=True):
            assert shown % 5 == 0
            assert abs(shown - exact) <= 2.5


def test_the_same_question_gets_the_same_answer_however_it_is_spelled(a_world: AWorld) -> None:
    world = a_world()
    first = world.ask("select sex, count(*) as n from people group by sex order by 1")
    again = world.ask("SELECT q.SEX as sex, COUNT(*) n FROM people q GROUP BY 1 ORDER BY q.sex")
    assert isinstance(first, Release)
    assert isinstance(again, Release)
    assert again.repeated
    assert again.table.equals(first.table)


def test_memory_outlives_the_process(a_world: AWorld) -> None:
    notes = Notes()
    assert isinstance(a_world(notes=notes).ask("select count(*) from people where age > 30"), Release)
    later = a_world(notes=notes)
    assert isinstance(later.ask("select count(*) from people where age > 30 or (age = 30 and city = 'north')"), Sealed)
    assert isinstance(later.ask("select count(*) from people where age > 30"), Release)


def test_another_operator_has_a_memory_of_its_own(a_world: AWorld) -> None:
    from dataclasses import replace

    notes = Notes()
    assert isinstance(a_world(notes=notes).ask("select count(*) from people where age > 30"), Release)
    other = a_world(notes=notes)
    other.grant = replace(other.grant, operator="another")
    assert isinstance(other.ask("select count(*) from people where age > 31"), Release)


def test_every_outcome_is_recorded_before_it_is_answered(a_world: AWorld) -> None:
    world = a_world()
    world.ask("select sex, count(*) from people group by sex")
    world.ask("select * from people")
    world.ask("select count(*) from people where age > 200")
    outcomes = [(j.outcome, bool(j.private_reason), j.cells) for j in world.notes.judgements]
    assert outcomes == [("released", False, 2), ("refused", False, 0), ("sealed", True, 1)]


def test_an_answer_does_not_leave_when_it_cannot_be_recorded(a_world: AWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()

    def full(judgement: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(world.notes, "record", full)
    with pytest.raises(OSError, match="disk full"):
        world.ask("select count(*) from people")


BY_CITY = Interface(
    "i1",
    "select count(*) n, avg(income) a from people where city = $city and age >= $least",
    (
        Parameter("city", "text", choices=("north", "south", "' or true --")),
        Parameter("least", "num", minimum=18, maximum=60),
    ),
)


def call(world: World, values: dict[str, object], interface: Interface = BY_CITY) -> object:
    request = Request(world.grant, "buyer", "research", "", "interface", NOW)
    return world.gatekeeper.call(interface, values, request, POLICY)


def test_an_interface_answers_for_bound_values_even_to_a_buyer(a_world: AWorld) -> None:
    world = a_world()
    request = Request(world.grant, "analyst", "research", "", "review", NOW)
    assert not isinstance(world.gatekeeper.review_interface(BY_CITY, world.grant, request, POLICY), tuple)
    outcome = call(world, {"city": "north", "least": 20})
    assert isinstance(outcome, Release)
    expected = plain("select avg(income) from people where city = 'north' and age >= 20")[0][0]
    assert outcome.table.to_pylist()[0]["a"] == pytest.approx(expected, rel=1e-5)


def test_a_value_is_bound_and_never_becomes_part_of_the_query(a_world: AWorld) -> None:
    assert isinstance(call(a_world(), {"city": "' or true --", "least": 20}), Sealed)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"city": "west", "least": 20},
        {"city": "north", "least": 70},
        {"city": "north", "least": True},
        {"city": "north", "least": "20"},
        {"city": "north", "least": 20, "more": 1},
    ],
)
def test_an_interface_refuses_values_outside_its_domain(a_world: AWorld, values: dict[str, object]) -> None:
    outcome = call(a_world(), values)
    assert isinstance(outcome, Refusal)
    assert {d.code for d in outcome.denials} == {"parameter-not-allowed"}


def test_calls_and_queries_share_one_memory(a_world: AWorld) -> None:
    world = a_world()
    assert isinstance(call(world, {"city": "north", "least": 30}), Release)
    outcome = world.ask("select count(*) from people where city = 'north' and age >= 31")
    assert outcome == Sealed()
    assert outcome.text == SEALED


def test_a_template_that_shows_rows_does_not_pass_review(a_world: AWorld) -> None:
    world = a_world()
    template = Interface("i2", "select age, income from people where city = $city", BY_CITY.parameters[:1])
    request = Request(world.grant, "analyst", "research", "", "review", NOW)
    verdict = world.gatekeeper.review_interface(template, world.grant, request, POLICY)
    assert isinstance(verdict, tuple)
    assert {d.code for d in verdict} == {"row-output"}


def test_a_reason_that_holds_for_four_columns_is_given_once(a_world: AWorld) -> None:
    world = a_world()
    outcome = world.ask("select age, sex, income, city, nothing from people")
    assert isinstance(outcome, Refusal)
    assert [d.code for d in outcome.denials] == ["row-output", "column-not-granted"]
    assert world.notes.judgements[-1].denials == outcome.denials


class Beat:
    """Stands in for the gatekeeper's clock: judging data takes 73 ms, and sleeping is only written down."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def monotonic(self) -> float:
        self.now += 0.073
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.mark.parametrize(
    "sql",
    [
        "select sex, avg(income) from people group by sex",
        "select age, avg(income) from people group by age",
        "select sex, avg(income) from people where age > 200 group by sex",
        "select sum(income) from people where age <> 30",
    ],
)
def test_whatever_the_data_said_the_answer_leaves_on_the_beat(
    a_world: AWorld, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    world, beat = a_world(quantum=0.05), Beat()
    monkeypatch.setattr("shuzha.enclave.gatekeeper.time", beat)
    outcome = world.ask(sql)
    assert beat.slept == [pytest.approx(0.027)]
    assert len(world.notes.judgements) == 1, "recorded before it leaves, and within the beat"
    if isinstance(outcome, Release):
        world.ask(sql)
        assert len(beat.slept) == 1, "what was answered before reads no data and need not wait"


def test_a_repeated_question_runs_neither_a_job_nor_a_rehearsal(
    a_world: AWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world()
    assert isinstance(call(world, {"city": "north", "least": 20}), Release)

    def unexpected(*_: object) -> object:
        raise AssertionError("ran again")

    monkeypatch.setattr("shuzha.enclave.gatekeeper.rehearse", unexpected)
    monkeypatch.setattr(world.runner, "run", unexpected)
    again = call(world, {"city": "north", "least": 20})
    assert isinstance(again, Release)
    assert again.repeated
    world.book.dead.add("lease-1")
    assert isinstance(call(world, {"city": "north", "least": 20}), Refusal)
