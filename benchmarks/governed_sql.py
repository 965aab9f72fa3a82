"""Governed SQL against bare DuckDB: what exact person thresholds, dominance, memory and isolation cost, on TPC-H.

Run: python -m benchmarks.governed_sql [--sf 1] [--rounds 3] [--cache DIR]
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from benchmarks._tpch import QUERIES, WITH_FLOOR, Shelf, catalogue, generated, of_grade_one
from shuzha.enclave.differencing.memory import Memory
from shuzha.enclave.gatekeeper import Gatekeeper
from shuzha.enclave.jobs.exits import Exits
from shuzha.enclave.jobs.pool import Pool
from shuzha.enclave.jobs.runner import Limits, Runner
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.lending import Lender
from shuzha.enclave.outcomes import Outcome, Refusal, Release
from shuzha.enclave.ports import Judgement, MemoryRecord
from shuzha.enclave.recipients import Recipients
from shuzha.enclave.row_answers import RowAnswers
from shuzha.enclave.words import Form, Grade, Grant, Policy, Request

THREADS = 2
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORMS = frozenset({Form.STATISTICS, Form.ROWS})
POLICY = Policy(10, 2, 0.9, 0.1, 5, 6, Grade.THREE, dict.fromkeys(Grade, FORMS), rows_at_once=1000, rows_a_day=1000)
METHOD = """\
Method: bare = DuckDB {version}, {threads} threads, the same question over plain Parquet files, result fetched.
governed = the gate's entry with warm workers and columns already lent (as plain memory; decryption is not in it):
judging, rehearsal, a sandboxed job ({isolation}) with {threads} threads, then for statistics exact distinct units,
dominance and p% for every cell and the differencing memory (a fresh operator per round), for rows pseudonyms; judgement
recorded in memory. Both in turns, {rounds} rounds, the best of each. "first touch" is the first asking, with lending.
Ratio: governed / bare, of answered questions. All 22 questions are put as TPC-H words them, customers being the privacy
unit: as statistics (grade 2); those that are no statistics as rows (were all of it grade 1); those whose small groups
seal the answer again with HAVING COUNT(DISTINCT customer) >= 10 (Q13) or 15 (Q21), in both engines."""


class Store:
    """Memory and judgements, kept in lists."""

    def __init__(self) -> None:
        self.kept: list[MemoryRecord] = []
        self.judgements: list[Judgement] = []

    def append(self, record: MemoryRecord) -> None:
        self.kept.append(record)

    def records(self) -> list[MemoryRecord]:
        return list(self.kept)

    def record(self, judgement: Judgement) -> None:
        self.judgements.append(judgement)

    def rows_given(self, grant_id: str, actor: str, at: datetime) -> int:
        return 0

    def is_live(self, lease_id: str, epoch: int) -> bool:
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sf", default="1", help="scale factor")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=Path("var/bench"))
    options = parser.parse_args()
    paths = generated(options.sf, options.cache)
    isolation, store = Isolation.probe(), Store()
    pool, memory = Pool(isolation, 2), Memory(store)
    runner = Runner(pool, Exits(store), Limits(threads=THREADS, seconds=300))
    lender = Lender(Shelf(paths), memory, 12 << 30)
    keeper = Gatekeeper(runner=runner, lender=lender, memory=memory, sink=store, isolation=isolation)
    recipients = Recipients(b"benchmark" * 4)
    rows = RowAnswers(runner=runner, lender=lender, sink=store, given=store, recipients=recipients, isolation=isolation)
    tables = catalogue(paths)
    grant = Grant("g", "bench", frozenset({"a"}), "bench", tables, FORMS, NOW, NOW + timedelta(days=1), "l")
    bare = duckdb.connect(config={"threads": THREADS})
    for name, path in paths.items():
        bare.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    bench = Bench(bare, keeper, rows, pool, store, grant, options.rounds)
    ratios: dict[str, list[float]] = {"statistics": [], "rows": []}
    try:
        for number in QUERIES:
            bench.row(number, ratios)
    finally:
        pool.close()
    for form, found in ratios.items():
        mean = math.exp(sum(map(math.log, found)) / max(1, len(found)))
        print(f"{form}: {len(found)} of {len(QUERIES)}; geometric mean {mean:.2f}, worst {max(found, default=0):.2f}")
    print("\n" + METHOD.format(version=duckdb.__version__, threads=THREADS, isolation=isolation, rounds=options.rounds))


@dataclass
class Bench:
    """Both engines, and who asks."""

    bare: duckdb.DuckDBPyConnection
    keeper: Gatekeeper
    rows: RowAnswers
    pool: Pool
    store: Store
    grant: Grant
    rounds: int

    def row(self, number: int, ratios: dict[str, list[float]]) -> None:
        """Prints what became of a question; adds its ratio, if it was answered."""
        for form, sql in self._askings(number):
            asked = iter(range(1000))
            first, outcome = self._timed(lambda: self._govern(number, next(asked), form, sql))  # noqa: B023
            if not isinstance(outcome, Release):
                print(f"Q{number:<3} {form:10} {self._why(outcome)}", flush=True)
                continue
            plain = governed = math.inf
            for _ in range(self.rounds):
                plain = min(plain, self._timed(lambda: self.bare.execute(sql).fetchall())[0])  # noqa: B023
                governed = min(governed, self._timed(lambda: self._govern(number, next(asked), form, sql))[0])  # noqa: B023
            ratios[form].append(governed / plain)
            print(
                f"Q{number:<3} {form:10} bare {plain:6.3f} s   governed {governed:6.3f} s   ratio {governed / plain:5.2f}   "
                f"first touch {first:6.2f} s   rows {outcome.table.num_rows}",
                flush=True,
            )
            return

    def _askings(self, number: int) -> list[tuple[str, str]]:
        asked = [("statistics", QUERIES[number])]
        if number in WITH_FLOOR:
            return [*asked, ("statistics", WITH_FLOOR[number])]
        return [*asked, ("rows", QUERIES[number])]

    def _govern(self, number: int, asked: int, form: str, sql: str) -> Outcome:
        grant = replace(self.grant, operator=f"op{number}-{asked}")
        if form == "rows":
            grant = replace(grant, tables=of_grade_one(grant.tables))
            return self.rows.query(Request(grant, "a", "bench", sql, "bench", NOW), POLICY)
        return self.keeper.query(Request(grant, "a", "bench", sql, "bench", NOW), POLICY)

    def _why(self, outcome: Outcome) -> str:
        if isinstance(outcome, Refusal):
            return "refused: " + ", ".join(sorted({d.code for d in outcome.denials}))
        reason = self.store.judgements[-1].private_reason
        return f"sealed: {reason.en[:100] if reason else ''}"

    def _timed(self, action: Callable[[], Any]) -> tuple[float, Any]:
        self.pool.wait_ready()
        begin = time.perf_counter()
        result = action()
        return time.perf_counter() - begin, result


if __name__ == "__main__":
    main()
