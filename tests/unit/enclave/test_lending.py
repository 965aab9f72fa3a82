"""What is lent says the same as what is stored: decimals to the last digit, absent values absent, rows together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import duckdb
import pyarrow as pa
import pytest
from enclave_world import PEOPLE, World, grant, people
from hypothesis import given
from hypothesis import strategies as st

from shuzha.enclave.lending import prepared
from shuzha.enclave.outcomes import Release
from shuzha.enclave.rehearsal import _locked
from shuzha.enclave.words import Column

AWorld = Callable[..., World]


@given(st.integers(0, 6), st.lists(st.none() | st.integers(-(10**15) + 1, 10**15 - 1), min_size=1))
def test_a_decimal_is_lent_as_its_nearest_double(scale: int, digits: list[int | None]) -> None:
    stored = pa.array([None if d is None else Decimal(d).scaleb(-scale) for d in digits], pa.decimal128(15, scale))
    lent = prepared(pa.chunked_array([stored]), Column("c", f"DECIMAL(15,{scale})"))
    nearest = [None if d is None else float(Fraction(d, 10**scale)) for d in digits]
    assert lent.to_pylist() == nearest


def test_a_decimal_that_no_double_holds_is_lent_as_it_is() -> None:
    stored = pa.chunked_array([pa.array([Decimal("1234567890123456.78")], pa.decimal128(18, 2))])
    assert prepared(stored, Column("c", "DECIMAL(18,2)")).to_pylist() == stored.to_pylist()


@pytest.mark.parametrize("words", [3, 5_000])
def test_words_are_lent_as_they_are_however_many(words: int) -> None:
    stored = [None if i % 7 == 0 else f"w{i % words}" for i in range(20_000)]
    assert prepared(pa.chunked_array([stored[:9_000], stored[9_000:]]), Column("c", "VARCHAR")).to_pylist() == stored


QUESTIONS = [
    "select rate, avg(income) a, count(*) n from people group by rate order by rate",
    "select cast(rate as varchar) r, sum(income) s from people group by 1 order by 1",
    "select cast(rate as bigint) r, sum(income) s from people where rate between 0.05 and 0.15 group by 1 order by 1",
    "select r, sum(i) s from (select rate r, income i from people where rate <> 0.05) t group by r order by r",
    "select count(rate) n, count(income) m, sum(rate * income) s from people",
    "select sum(income) s, avg(income) a, avg(income) filter (where sex = 'F') f from people",
]


@pytest.mark.parametrize("may_be_absent", [True, False])
@pytest.mark.parametrize("sql", QUESTIONS)
def test_answers_from_decimals_agree_with_plain_duckdb(a_world: AWorld, sql: str, may_be_absent: bool) -> None:
    rates = pa.array([Decimal(i % 4 * 5).scaleb(-2) for i in range(400)], pa.decimal128(15, 2))
    table = people().append_column("rate", rates)
    if may_be_absent:
        income = pa.array([None if i % 9 == 0 else v for i, v in enumerate(table.column("income").to_pylist())])
        table = table.set_column(table.column_names.index("income"), "income", income)
    columns = tuple(replace(c, nullable=may_be_absent) for c in (*PEOPLE.columns, Column("rate", "DECIMAL(15,2)")))
    world = a_world(tables={"r-people": table})
    outcome = world.ask(sql, grant=grant(tables=(replace(PEOPLE, columns=columns),)))
    assert isinstance(outcome, Release), world.notes.judgements[-1]
    plain = duckdb.connect()
    plain.register("people", table)
    expected = plain.sql(sql).to_arrow_table()
    for name in expected.column_names:
        shown, exact = outcome.table.column(name), expected.column(name)
        if name in ("rate", "r"):
            assert (shown.type, shown.to_pylist()) == (exact.type, exact.to_pylist())
        else:
            base = 3 if name in ("n", "m") else 0
            assert shown.to_pylist() == pytest.approx([float(v) for v in exact.to_pylist()], rel=1e-5, abs=base)


def test_rehearsals_and_last_steps_see_nothing_of_one_another(a_world: AWorld) -> None:

    world = a_world()
    for _ in range(3):
        assert isinstance(world.ask("select city, avg(income) from people group by city"), Release)
    left = "SELECT count(*) FROM duckdb_tables() UNION ALL SELECT count(*) FROM duckdb_views() WHERE NOT internal"
    assert _locked().execute(left).fetchall() == [(0,), (0,)]
    with pytest.raises(duckdb.Error):
        _locked().execute("SET threads = 2")
