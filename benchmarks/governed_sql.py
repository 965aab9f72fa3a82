"""Governed SQL against bare DuckDB: what exact person thresholds, dominance, memory and isolation cost, on TPC-H.

Run: python -m benchmarks.governed_sql [--sf 1] [--rounds 3] [--cache DIR]
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from benchmarks._tpch import QUERIES, Shelf, catalogue, generated
from shuzha.enclave.differencing.memory import Memory
from shuzha.enclave.gatekeeper import Gatekeeper
from shuzha.enclave.jobs.exits import Exits
from shuzha.enclave.jobs.pool import Pool
from shuzha.enclave.jobs.runner import Limits, Runner
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.lending import Lender
from shuzha.enclave.outcomes import Outcome, Refusal, Release
from shuzha.enclave.ports import Judgement, MemoryRecord
from shuzha.enclave.words import Form, Grade, Grant, Policy, Request

THREADS = 2
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORMS = frozenset({Form.STATISTICS})
POLICY = Policy(10, 2, 0.9, 0.1, 5, 6, Grade.THREE, dict.fromkeys(Grade, FORMS))
METHOD = """\
Method: bare = DuckDB {version}, {threads} threads, the same question over plain Parquet files, result fetched.
governed = Gatekeeper.query with warm workers and columns already lent (as plain memory; decryption is not in it):
judging, rehearsal, a sandboxed job ({isolation}) with {threads} threads, exact distinct units, dominance and p% for
every cell, differencing memory (a fresh operator per round), judgement recorded in memory. Both in turns, {rounds}
rounds, the best of each. "first touch" is the first asking, with lending. Ratio: governed / bare; only released
answers have one. All 22 questions were put as TPC-H words them; which were released, sealed or refused is printed."""


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
    keeper = Gatekeeper(
        runner=runner, lender=Lender(Shelf(paths), memory, 12 << 30), memory=memory, sink=store, isolation=isolation
    )
    grant = Grant("g", "bench", frozenset({"a"}), "bench", catalogue(paths), FORMS, NOW, NOW + timedelta(days=1), "l")
    bare = duckdb.connect(config={"threads": THREADS})
    for name, path in paths.items():
        bare.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
    try:
        ratios = [r for number in QUERIES if (r := _row(number, bare, keeper, store, grant, options.rounds))]
    finally:
        pool.close()
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"\nreleased {len(ratios)} of {len(QUERIES)}; geometric mean {mean:.2f}, worst {max(ratios):.2f}")
    print("\n" + METHOD.format(version=duckdb.__version__, threads=THREADS, isolation=isolation, rounds=options.rounds))


def _row(
    number: int, bare: duckdb.DuckDBPyConnection, keeper: Gatekeeper, store: Store, grant: Grant, rounds: int
) -> float | None:
    sql, asked = QUERIES[number], iter(range(1000))

    def govern() -> Outcome:
        request = Request(replace(grant, operator=f"op{number}-{next(asked)}"), "a", "bench", sql, "bench", NOW)
        return keeper.query(request, POLICY)

    first, outcome = _timed(govern)
    if isinstance(outcome, Refusal):
        print(f"Q{number:<3} refused: {', '.join(sorted({d.code for d in outcome.denials}))}", flush=True)
        return None
    if not isinstance(outcome, Release):
        reason = store.judgements[-1].private_reason
        print(f"Q{number:<3} sealed: {reason.en[:100] if reason else ''}", flush=True)
        return None
    plain = governed = math.inf
    for _ in range(rounds):
        plain = min(plain, _timed(lambda: bare.execute(sql).fetchall())[0])
        governed = min(governed, _timed(govern)[0])
    print(
        f"Q{number:<3} bare {plain:6.3f} s   governed {governed:6.3f} s   ratio {governed / plain:5.2f}   "
        f"first touch {first:6.2f} s",
        flush=True,
    )
    return governed / plain


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = action()
    return time.perf_counter() - begin, result


if __name__ == "__main__":
    main()
