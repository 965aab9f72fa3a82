"""A small world to ask questions of: residents, their visits, and reference data;
ports kept in memory, sandbox real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from shuzha.enclave.differencing.memory import Memory
from shuzha.enclave.gatekeeper import Gatekeeper
from shuzha.enclave.jobs.exits import Exits
from shuzha.enclave.jobs.pool import Pool
from shuzha.enclave.jobs.runner import Limits, Runner
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.lending import Lender
from shuzha.enclave.outcomes import Outcome
from shuzha.enclave.ports import Judgement, MemoryRecord
from shuzha.enclave.words import Column, Form, Grade, Grant, Policy, Request, Table

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORMS = frozenset({Form.STATISTICS, Form.INTERFACE})
POLICY = Policy(
    k=10,
    dominance_n=2,
    dominance_share=0.9,
    p_share=0.1,
    rounding_base=5,
    significant_digits=6,
    isolated_from=Grade.THREE,
    forms={Grade.ONE: FORMS | {Form.ROWS}, Grade.TWO: FORMS, Grade.THREE: FORMS, Grade.FOUR: frozenset()},
)

PEOPLE = Table(
    "people",
    "r-people",
    (
        Column("age", "BIGINT", Grade.TWO),
        Column("sex", "VARCHAR"),
        Column("income", "DOUBLE", Grade.TWO),
        Column("city", "VARCHAR"),
        Column("born", "DATE"),
        Column("secret", "VARCHAR", Grade.FOUR),
    ),
    unit="person",
    domain="person",
    one_row_per_unit=True,
)
VISITS = Table(
    "visits",
    "r-visits",
    (
        Column("visit_no", "BIGINT", identifies_unit=True, unique=True),
        Column("cost", "DOUBLE", Grade.TWO),
        Column("kind", "VARCHAR"),
        Column("day", "DATE"),
    ),
    unit="person",
    domain="person",
)
CITIES = Table("cities", "r-cities", (Column("name", "VARCHAR"), Column("residents", "BIGINT")), reference=True)


def people(n: int = 400, seed: int = 1) -> pa.Table:
    draw = np.random.default_rng(seed)
    return pa.table(
        {
            "person": [f"p{i:05d}" for i in range(n)],
            "age": draw.integers(18, 78, n),
            "sex": draw.choice(["F", "M"], n),
            "income": draw.integers(1000, 9000, n).astype(float),
            "city": draw.choice(["north", "south", "east"], n),
            "born": pa.array(draw.integers(0, 12000, n).astype("int32"), pa.date32()),
            "secret": ["x"] * n,
        }
    )


def visits(n: int = 400, seed: int = 2) -> pa.Table:
    draw = np.random.default_rng(seed)
    owners = np.sort(np.concatenate([np.arange(n), draw.integers(0, n, 2 * n)]))
    rows = owners.size
    return pa.table(
        {
            "person": [f"p{i:05d}" for i in owners],
            "visit_no": np.arange(rows),
            "cost": draw.integers(10, 90, rows).astype(float),
            "kind": draw.choice(["a", "b"], rows),
            "day": pa.array(draw.integers(18000, 18700, rows).astype("int32"), pa.date32()),
        }
    )


@dataclass
class Shelf:
    """A vault port over tables in memory."""

    tables: dict[str, pa.Table]

    def read_columns(self, resource_id: str, columns: Sequence[str], version: str) -> pa.Table:
        return self.tables[resource_id].select(list(columns))


@dataclass
class Book:
    """A lease book port: what is in `dead` is not live."""

    dead: set[str] = field(default_factory=set)

    def is_live(self, lease_id: str, epoch: int) -> bool:
        return lease_id not in self.dead


@dataclass
class Notes:
    """A memory store and judgement sink in lists."""

    stored: list[MemoryRecord] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)

    def append(self, record: MemoryRecord) -> None:
        self.stored.append(record)

    def records(self) -> list[MemoryRecord]:
        return list(self.stored)

    def record(self, judgement: Judgement) -> None:
        self.judgements.append(judgement)


@dataclass
class World:
    """Everything wired up; `ask` is what an analyst does."""

    gatekeeper: Gatekeeper
    runner: Runner
    notes: Notes
    book: Book
    grant: Grant

    def ask(self, sql: str, policy: Policy = POLICY, **changes: object) -> Outcome:
        request = Request(self.grant, "analyst", "research", sql, "test", NOW)
        return self.gatekeeper.query(replace(request, **changes), policy)  # type: ignore[arg-type]


def grant(**changes: object) -> Grant:
    made = Grant(
        "g1",
        "operator",
        frozenset({"analyst"}),
        "research",
        (PEOPLE, VISITS, CITIES),
        FORMS,
        NOW - timedelta(days=1),
        NOW + timedelta(days=30),
        "lease-1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def world(
    pool: Pool,
    isolation: Isolation,
    tables: dict[str, pa.Table] | None = None,
    notes: Notes | None = None,
    quantum: float = 0.0,
) -> World:
    notes, book = notes or Notes(), Book()
    shelf = Shelf(
        {
            "r-people": people(),
            "r-visits": visits(),
            "r-cities": pa.table({"name": ["north", "south"], "residents": [5, 6]}),
        }
        | (tables or {})
    )
    memory = Memory(notes)
    runner = Runner(pool, Exits(book), Limits(memory=1 << 30, threads=1, seconds=60))
    keeper = Gatekeeper(
        runner=runner, lender=Lender(shelf, memory), memory=memory, sink=notes, isolation=isolation, quantum=quantum
    )
    return World(keeper, runner, notes, book, grant())
