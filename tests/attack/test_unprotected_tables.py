"""A table of which nobody can say whom it is about is refused: protection is never off because something is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from enclave_world import CITIES, PEOPLE, VISITS, World

from shuzha.enclave.outcomes import Refusal, Release
from shuzha.enclave.words import Table

AWorld = Callable[..., World]

UNPROTECTED = {
    "a unit without a population": replace(PEOPLE, domain=""),
    "a unit of a blank population": replace(PEOPLE, domain=" "),
    "a population without a unit": replace(PEOPLE, unit=None),
    "a unit that is blank": replace(PEOPLE, unit=""),
    "neither unit nor declaration": replace(PEOPLE, unit=None, domain=""),
    "people declared reference data": replace(PEOPLE, reference=True),
    "people declared reference data, no population": replace(PEOPLE, reference=True, domain=""),
}


@pytest.mark.parametrize("table", UNPROTECTED.values(), ids=UNPROTECTED)
@pytest.mark.parametrize(
    "sql",
    [
        "select income, count(*) from people group by income",
        "select residents, count(*) from cities c where exists (select 1 from people p where p.age > 30) group by 1",
        "select c.residents, count(*) from cities c left join people p on p.city = c.name group by 1",
        "select residents, count(*) from cities where name in (select city from people) group by 1",
    ],
)
def test_a_table_that_cannot_be_protected_is_refused(a_world: AWorld, table: Table, sql: str) -> None:
    world = a_world()
    world.grant = replace(world.grant, tables=(table, VISITS, CITIES))
    outcome = world.ask(sql)
    assert isinstance(outcome, Refusal)
    assert "unit-unknown" in {d.code for d in outcome.denials}
    assert world.notes.stored == []


def test_a_query_that_reads_no_table_is_refused(a_world: AWorld) -> None:
    assert isinstance(a_world().ask("select a, count(*) from (select 1 as a) t group by a"), Refusal)


def test_declared_reference_data_needs_no_protection_and_outlives_the_process(a_world: AWorld) -> None:
    world = a_world()
    sql = "select name, sum(residents) n from cities group by name order by name"
    outcome = world.ask(sql)
    assert isinstance(outcome, Release)
    assert outcome.table.to_pylist() == [{"name": "north", "n": 5.0}, {"name": "south", "n": 6.0}]
    later = a_world(notes=world.notes).ask(sql)
    assert isinstance(later, Release)
    assert later.repeated
