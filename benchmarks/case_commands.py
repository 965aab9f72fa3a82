"""Whole case commands per second, from the request to the durable event, against bare durable inserts.

Run: python -m benchmarks.case_commands [--seconds 3] [--rounds 3] [--clients 2]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import psycopg

from benchmarks._installation import installation, kept, processes, sequencer
from shuzha.site.services.home import Home
from shuzha.site.services.postgres import admin_dsn

WARM_UP = 40
METHOD = """\
Method: the embedded PostgreSQL as an installation starts it, fsync and synchronous_commit on; each client is a process
of its own with one connection as the web's database role. "command" is open_case or perform as a page calls it, in
turn: a person filed and registered (zones.personnel), an order placed and confirmed (market.order): decision, event,
outbox leaf, case, deadlines and what the event means outside its case, in one durable transaction. "bare" is one
autocommitted single-row INSERT with as many bytes ({row} B) as an event row takes on average, with a serial key, from
the same number of clients. "+ sequencer" is the same with the sequencer numbering and signing meanwhile. In turns,
{rounds} rounds of {seconds} s, the best of each. Ratio: bare rows/s divided by commands/s. Two synchronous commits in
flight can share one flush, so both sides gain from a second client."""


@dataclass(frozen=True)
class Load:
    """What one client is to do: which side, for how long, with rows of how many bytes."""

    side: str
    seconds: float
    row: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=2)
    options = parser.parse_args()
    with installation() as home:
        row = _prepare(home)
        print(f"{'clients':>7} {'bare/s':>8} {'commands/s':>11} {'ratio':>6} {'+ sequencer':>12} {'ratio':>6}")
        for clients in sorted({1, options.clients}):
            print(_line(home, clients, row, options.rounds, options.seconds), flush=True)
    print("\n" + METHOD.format(row=row, rounds=options.rounds, seconds=options.seconds))


def _prepare(home: Home) -> int:
    """Makes the bare table; returns how many bytes an event row has on average."""
    with processes(home, "web") as pool:
        _rate(pool, 1, Load("command", 0.5))
    with psycopg.connect(admin_dsn(home, "shuzha"), autocommit=True) as admin:
        admin.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, row bytea NOT NULL)")
        admin.execute("GRANT INSERT ON bare TO shuzha_web; GRANT USAGE ON SEQUENCE bare_id_seq TO shuzha_web")
        found = admin.execute("SELECT avg(pg_column_size(e.*))::int FROM cases_eventrecord e").fetchone()
    assert found is not None
    return int(found[0])


def _line(home: Home, clients: int, row: int, rounds: int, seconds: float) -> str:
    bare = command = sequenced = 0.0
    with processes(home, "web", clients) as pool:
        for _ in range(rounds):
            bare = max(bare, _rate(pool, clients, Load("bare", seconds, row)))
            command = max(command, _rate(pool, clients, Load("command", seconds)))
            with sequencer(home):
                sequenced = max(sequenced, _rate(pool, clients, Load("command", seconds)))
    measured = f"{command:>11,.0f} {bare / command:>6.1f} {sequenced:>12,.0f} {bare / sequenced:>6.1f}"
    return f"{clients:>7} {bare:>8,.0f} {measured}"


def _rate(pool: ProcessPoolExecutor, clients: int, load: Load) -> float:
    """What all clients together did in a second, each counted while all were at it."""
    return sum(pool.map(_work, [load] * clients))


def _work(load: Load) -> float:
    action = _bare_inserts(load.row) if load.side == "bare" else _commands()
    for _ in range(WARM_UP):
        next(action)
    kept["barrier"].wait()
    begin, done = time.perf_counter(), 0
    while (now := time.perf_counter()) < begin + load.seconds:
        next(action)
        done += 1
    return done / (now - begin)


def _commands() -> Iterator[None]:
    from benchmarks._trade import trade

    if "commands" not in kept:
        kept["commands"] = trade().commands()
    commands: Iterator[None] = kept["commands"]
    return commands


def _bare_inserts(row: int) -> Iterator[None]:
    from django.db import connection

    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as bare:
        while True:
            bare.execute("INSERT INTO bare (row) VALUES (%s)", [os.urandom(row)])
            yield


if __name__ == "__main__":
    main()
