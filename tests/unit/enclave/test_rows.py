"""Rows of grade 1: for registered people, for the granted purpose, under pseudonyms of each recipient's own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from enclave_world import NOW, POLICY, World, grant, visits

from shuzha.enclave.jobs.exits import LeaseRevokedError
from shuzha.enclave.outcomes import Outcome, Refusal, Release, Sealed
from shuzha.enclave.ports import Judgement
from shuzha.enclave.recipients import Recipients
from shuzha.enclave.row_answers import RowAnswers
from shuzha.enclave.words import Column, Form, Grade, Request, Table

AWorld = Callable[..., World]
ROWS = replace(POLICY, rows_at_once=50, rows_a_day=120)
SHOPS = Table(
    "shops",
    "r-shops",
    (
        Column("shop", "VARCHAR", identifies_unit=True),
        Column("street", "VARCHAR"),
        Column("phone", "VARCHAR", mask="mobile"),
        Column("rent", "DECIMAL(9,2)"),
        Column("wage", "DOUBLE", Grade.TWO),
    ),
    unit="owner",
    domain="firm",
)
WAGES = Table("wages", "r-shops", (Column("wage", "DOUBLE", Grade.TWO),), unit="owner", domain="firm")
OWNERS = [f"o{i % 40:03d}" for i in range(90)]


def shops() -> pa.Table:
    return pa.table(
        {
            "owner": OWNERS,
            "shop": [f"s{i:03d}" for i in range(90)],
            "street": [f"street {i % 6}" for i in range(90)],
            "phone": [f"138{i:08d}" for i in range(90)],
            "rent": pa.array([i * 10 for i in range(90)]).cast(pa.decimal128(20, 0)).cast(pa.decimal128(9, 2)),
            "wage": [float(i) for i in range(90)],
        }
    )


@dataclass
class Desk:
    """Rows asked for in a small world; what was given is counted from what was recorded."""

    world: World
    answers: RowAnswers

    def ask(self, sql: str, actor: str = "analyst", policy: Any = ROWS, **changes: Any) -> Outcome:
        given = replace(self.world.grant, **changes)
        return self.answers.query(Request(given, actor, "research", sql, "test", NOW), policy)


@dataclass
class Given:
    judgements: list[Judgement]

    def rows_given(self, grant_id: str, actor: str, at: datetime) -> int:
        return sum(j.rows for j in self.judgements if (j.grant_id, j.actor) == (grant_id, actor))


RECIPIENTS = Recipients(b"k" * 32)


@pytest.fixture
def desk(a_world: AWorld) -> Desk:
    world = a_world(tables={"r-shops": shops(), "r-visits": visits()})
    world.grant = grant(
        tables=(SHOPS, WAGES, *world.grant.tables), forms=frozenset(Form), persons=frozenset({"analyst", "second"})
    )
    keeper = world.gatekeeper
    answers = RowAnswers(
        runner=world.runner,
        lender=keeper._lender,
        sink=world.notes,
        given=Given(world.notes.judgements),
        recipients=RECIPIENTS,
        isolation=keeper.isolation,
    )
    return Desk(world, answers)


def codes(outcome: Outcome) -> set[str]:
    assert isinstance(outcome, Refusal), outcome
    return {d.code for d in outcome.denials}


def table(outcome: Outcome) -> pa.Table:
    assert isinstance(outcome, Release), outcome
    return outcome.table


SAME = [
    "select street, rent from shops where rent >= 700 order by rent desc, street",
    "select street, min(rent) lowest, count(*) n from shops group by street order by street",
    "select a.street s, a.rent r from shops a where a.rent = (select max(b.rent) from shops b where b.street = a.street) order by s",
    "with t as (select street, sum(rent) total from shops group by street) select street, total from t where total > (select avg(total) a from t) order by 1 limit 3",
    "select street, rent from shops where shop in (select shop from shops where rent > 850) order by rent",
]


@pytest.mark.parametrize("sql", SAME)
def test_rows_agree_with_plain_duckdb(desk: Desk, sql: str) -> None:
    plain = duckdb.connect()
    plain.register("shops", shops())
    assert [tuple(map(str, r.values())) for r in table(desk.ask(sql)).to_pylist()] == [
        tuple(str(float(v)) if isinstance(v, float) else str(v) for v in row)
        for row in plain.sql(sql.replace("sum(rent)", "sum(rent::double)")).fetchall()
    ]


def test_each_recipient_has_pseudonyms_of_their_own_and_always_the_same(desk: Desk) -> None:
    sql = "select owner, shop, rent from shops order by rent limit 20"
    mine, again, yours = table(desk.ask(sql)), table(desk.ask(sql)), table(desk.ask(sql, "second"))
    assert mine.equals(again)
    for name in ("owner", "shop"):
        ours, theirs = set(mine.column(name).to_pylist()), set(yours.column(name).to_pylist())
        assert not ours & theirs
        assert not any(value[:4] in OWNERS or value.startswith("s0") for value in ours | theirs)
    other = table(desk.ask("select owner o from shops where rent < 100"))
    assert set(other.column("o").to_pylist()) <= set(mine.column("owner").to_pylist())
    assert mine.column("rent").to_pylist() == yours.column("rent").to_pylist()


def test_a_leaked_copy_names_its_recipient(desk: Desk) -> None:
    sql = "select owner, rent from shops order by rent limit 20"
    leaked = table(desk.ask(sql, "second")).column("owner").to_pylist()
    table(desk.ask(sql))
    assert desk.answers.given_to([*leaked, "x" * 24, "无"], ["analyst", "second"]) == {"second": len(set(leaked))}
    assert Recipients(b"q" * 32).given_to(leaked, ["analyst", "second"]) == {}


@pytest.mark.parametrize(
    ("sql", "changes", "code"),
    [
        ("select wage from shops", {}, "form-not-allowed"),
        ("select street from shops where wage > 3", {}, "form-not-allowed"),
        ("select street from shops order by wage", {}, "syntax-not-allowed"),
        ("select street from shops", {"forms": frozenset({Form.STATISTICS})}, "form-not-allowed"),
        ("select street from shops", {"persons": frozenset({"second"})}, "not-registered-person"),
        ("select street from shops", {"purpose": "other"}, "purpose-mismatch"),
        ("select street from shops", {"expires": NOW}, "grant-expired"),
        ("select s.street, p.city from shops s, people p", {}, "two-populations"),
        ("select street from shops where shop = 's001'", {}, "unit-output"),
        ("select substring(shop, 1, 2) x from shops", {}, "unit-output"),
        ("select min(shop) x from shops", {}, "unit-output"),
        ("select shop from shops order by shop", {}, "unit-output"),
        ("select (select b.shop from shops b where b.rent = a.rent) x from shops a", {}, "unit-output"),
        ("select cast((select b.owner from shops b where b.rent = 7) as varchar) x from shops a", {}, "unit-output"),
        ("select count(*) n from wages", {}, "form-not-allowed"),
        ("select owner from wages", {}, "form-not-allowed"),
        ("select s.street from shops s join wages w on s.owner = w.owner", {}, "form-not-allowed"),
        ("select street from shops where exists (select 1 from wages)", {}, "form-not-allowed"),
        ("select street, max(wage) over () from shops", {}, "syntax-not-allowed"),
        ("select * from shops", {}, "syntax-not-allowed"),
        ("select street, street from shops", {}, "ambiguous-column"),
        ("select street from shops limit 3 offset 2", {}, "syntax-not-allowed"),
        ("select street from shops union select phone from shops", {}, "not-a-select"),
        ("select getenv('HOME') x from shops", {}, "function-not-allowed"),
        ("select s from shops s", {}, "column-not-granted"),
        ("select rowid from shops", {}, "column-not-granted"),
        ("select street from read_csv('/etc/passwd')", {}, "function-not-allowed"),
        ("drop table shops", {}, "not-a-select"),
        ("select street + 1 x from shops", {}, "type-mismatch"),
    ],
)
def test_what_is_not_allowed_is_refused_and_recorded(desk: Desk, sql: str, changes: dict[str, Any], code: str) -> None:
    assert code in codes(desk.ask(sql, **changes))
    last = desk.world.notes.judgements[-1]
    assert (last.outcome, last.form, last.rows) == ("refused", Form.ROWS, 0)


def test_a_masked_column_is_masked_wherever_it_stands(desk: Desk) -> None:
    assert set(table(desk.ask("select phone from shops")).column("phone").to_pylist()) == {"138***"}
    seen = table(desk.ask("select count(*) n from shops where phone = '13800000003'"))
    assert seen.column("n").to_pylist() == [0]
    longest = table(desk.ask("select max(length(phone)) n from shops")).column("n").to_pylist()
    assert longest == [6]


def test_one_answer_is_cut_and_a_day_ends(desk: Desk) -> None:
    first = desk.ask("select shop from shops")
    assert isinstance(first, Release)
    assert (first.table.num_rows, first.cut) == (50, True)
    second = desk.ask("select street, rent from shops limit 50")
    assert isinstance(second, Release)
    assert (second.table.num_rows, second.cut) == (50, False)
    third = desk.ask("select street, rent from shops limit 40")
    assert isinstance(third, Release)
    assert (third.table.num_rows, third.cut) == (20, True)
    assert codes(desk.ask("select street from shops limit 1")) == {"rows-spent"}
    assert isinstance(desk.ask("select street from shops limit 1", "second"), Release)
    given = [(j.outcome, j.rows) for j in desk.world.notes.judgements]
    assert given == [("released", 50), ("released", 50), ("released", 20), ("refused", 0), ("released", 1)]


def test_a_row_that_holds_many_people_counts_for_as_many_rows(desk: Desk) -> None:
    aside = ", ".join(f"max(case when street = 'street 1' and rent >= {n} then rent end) c{n}" for n in range(60))
    answer = desk.ask(f"select {aside} from shops")
    assert isinstance(answer, Release)
    assert answer.table.num_rows == 1
    assert desk.world.notes.judgements[-1].rows == 30, "60 columns out of the two that were read"
    more = ", ".join(f"max(case when rent >= {n} then rent end) c{n}" for n in range(60))
    assert codes(desk.ask(f"select {more} from shops")) == {"rows-spent"}, "60 rows' worth where 50 is the most"


def test_a_unit_is_of_the_grade_of_the_column_that_names_it(desk: Desk) -> None:
    named = replace(SHOPS, columns=(replace(SHOPS.columns[0], grade=Grade.THREE), *SHOPS.columns[1:]))
    assert codes(desk.ask("select owner, street from shops", tables=(named,))) == {"form-not-allowed"}
    assert table(desk.ask("select street from shops", tables=(named,))).num_rows == 50


def test_what_fails_by_the_data_says_nothing(desk: Desk) -> None:
    outcome = desk.ask("select street from shops where rent = (select rent from shops where rent > 5)")
    assert isinstance(outcome, Sealed)
    assert desk.world.notes.judgements[-1].outcome == "sealed"


def test_nothing_is_answered_that_cannot_be_recorded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(judgement: Judgement) -> None:
        raise OSError("full")

    monkeypatch.setattr(desk.world.notes, "record", full)
    with pytest.raises(OSError, match="full"):
        desk.ask("select street from shops")


def test_a_stopped_lease_gives_no_row_and_cuts_what_is_leaving(desk: Desk) -> None:
    lease, cut, inside = desk.world.grant.lease_id, threading.Event(), threading.Event()

    def send() -> None:
        with desk.world.gatekeeper.leaving(desk.world.grant, cut.set):
            inside.set()
            cut.wait(30)

    sending = threading.Thread(target=send)
    sending.start()
    assert inside.wait(30)
    desk.world.gatekeeper.stop([lease])
    sending.join(30)
    assert cut.is_set()
    assert codes(desk.ask("select street from shops")) == {"lease-revoked"}
    with pytest.raises(LeaseRevokedError), desk.world.gatekeeper.leaving(desk.world.grant, cut.set):
        pass


def test_the_order_of_rows_tells_nothing_of_how_units_are_stored(desk: Desk) -> None:
    owners = "select owner, min(rent) first from shops group by owner"
    stored = table(desk.ask(f"{owners} order by first")).column("owner").to_pylist()
    public = [
        i for (i,) in duckdb.sql("select i from (select unnest(range(40))::integer i) order by hash(i)").fetchall()
    ]
    given = table(desk.ask("select owner from shops group by owner")).column("owner").to_pylist()
    yours = table(desk.ask("select owner from shops group by owner", "second")).num_rows
    assert sorted(given) == sorted(stored)
    assert len(given) == yours == 40
    assert [stored[i] for i in public] != given


def test_absent_identifiers_stay_absent_and_equal_ones_equal() -> None:
    named = RECIPIENTS.column("a", "firm", "value", pa.chunked_array([["x", None], ["x", "y"]])).to_pylist()
    assert named[1] is None
    assert named[0] == named[2] != named[3]
    elsewhere = RECIPIENTS.column("a", "person", "value", pa.chunked_array([["x"]])).to_pylist()
    assert elsewhere[0] != named[0]
