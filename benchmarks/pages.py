"""What the main pages and boards cost with many cases, against the same pages with few.

Run: python -m benchmarks.pages [--few 1000] [--many 20000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from benchmarks._installation import installation, kept, processes
from benchmarks._many import fill
from shuzha.site.services.postgres import admin_dsn

METHOD = """\
Method: the embedded PostgreSQL as an installation starts it; one process as the web's database role asks itself for
each page through every middleware, without a socket. The rows are synthetic and written by SQL; their number is the
number of cases, with as many uses of data, two events a case, and a certificate and a notice for every second one. The
median of {rounds} rounds after one that is not counted. Buffers: what EXPLAIN (ANALYZE, BUFFERS) says that PostgreSQL
read, shared hits and reads of 8 KiB together, summed over the page's SELECTs, once; it does not depend on how busy the
machine is. Ratios: the figure with {many:,} cases divided by that with {few:,}."""
PAGES: dict[str, tuple[str, str]] = {
    "home": ("", "/"),
    "zones": ("", "/zones/"),
    "zone's board": ("", "/zones/{zone}/"),
    "zone's board, supervisor": ("supervisor", "/zones/{zone}/"),
    "register": ("", "/registry/"),
    "register, rare word": ("", "/registry/?q=777"),
    "register, common word": ("", "/registry/?q=产品"),
    "notices": ("", "/notices/"),
    "notices, common word": ("", "/notices/?q=产品"),
    "catalogue": ("", "/catalogue/"),
    "market": ("", "/market/"),
    "cases, registrar": ("registrar", "/cases/"),
    "cases, rare word": ("registrar", "/cases/?q=777"),
    "cases, common word": ("registrar", "/cases/?q=产品"),
    "cases, company": ("company", "/cases/"),
    "in progress": ("registrar", "/registry/progress/"),
    "desk, registrar": ("registrar", "/desk/"),
    "desk, company": ("company", "/desk/"),
}


@dataclass(frozen=True)
class Cost:
    ms: float
    queries: int
    buffers: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with installation() as home:
        dsn = admin_dsn(home, "shuzha")
        with processes(home, "web") as pool:
            place = pool.submit(_settle).result()
            fill(dsn, 1, options.few, place)
            few = _measured(pool, options.rounds)
            fill(dsn, options.few + 1, options.many, place)
            many = _measured(pool, options.rounds)
    print(
        f"{'page':<26} {'few, ms':>8} {'many, ms':>9} {'ratio':>6} {'queries':>8} {'and':>4} "
        f"{'buffers':>8} {'and':>8} {'ratio':>6}"
    )
    for name, before in few.items():
        after = many[name]
        print(
            f"{name:<26} {before.ms:>8.1f} {after.ms:>9.1f} {after.ms / before.ms:>6.2f} {before.queries:>8} "
            f"{after.queries:>4} {before.buffers:>8} {after.buffers:>8} {after.buffers / max(1, before.buffers):>6.2f}"
        )
    print("\n" + METHOD.format(rounds=options.rounds, few=options.few, many=options.many))


def _measured(pool: ProcessPoolExecutor, rounds: int) -> dict[str, Cost]:
    return {name: pool.submit(_cost, name, rounds).result() for name in PAGES}


def _settle() -> dict[str, str]:
    """Makes the parties and the zone in the process that will ask for the pages; returns what the rows refer to."""
    from benchmarks._place import settle

    place, accounts = settle()
    kept["zone"], kept["accounts"] = place["zone"], accounts
    return place


def _cost(name: str, rounds: int) -> Cost:
    from django.db import connection

    who, path = PAGES[name]
    client, times = _client(who), []
    path = path.format(zone=kept["zone"])
    asked = list[tuple[str, Any]]()

    def noting(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(noting):
        _get(client, path)
    for _ in range(rounds):
        began = time.perf_counter()
        _get(client, path)
        times.append(time.perf_counter() - began)
    return Cost(statistics.median(times) * 1e3, len(asked), sum(_buffers(sql, params) for sql, params in asked))


def _buffers(sql: str, params: Any) -> int:
    from django.db import connection

    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _get(client: Any, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _client(who: str) -> Any:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    if who:
        client.force_login(kept["accounts"][who])
    return client


if __name__ == "__main__":
    main()
