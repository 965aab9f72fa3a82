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
from pathlib import Path

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
{rounds} rounds of {seconds} s, the best of each. Ratio: bare rows/s divided by commands/s. "CPU ms" is what one command
computes in the client and in its database process: it depends less on who else uses the machine than the rates."""


@dataclass(frozen=True)
class Load:
    """What one client is to do: which side, for how long, with rows of how many bytes."""

    side: str
    seconds: float
    row: int = 0


@dataclass(frozen=True, order=True)
class Pace:
    """How many a second, and how many seconds of computing each took, in the client and its database process."""

    rate: float
    cpu: float


NOTHING = Pace(0.0, 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=2)
    options = parser.parse_args()
    with installation() as home:
        row = _prepare(home)
        sides = f"{'commands/s':>11} {'ratio':>6} {'CPU ms':>7} {'+ sequencer':>12} {'ratio':>6}"
        print(f"{'clients':>7} {'bare/s':>8} {sides}")
        for clients in sorted({1, options.clients}):
            print(_line(home, clients, row, options.rounds, options.seconds), flush=True)
    print("\n" + METHOD.format(row=row, rounds=options.rounds, seconds=options.seconds))


def _prepare(home: Home) -> int:
    """Makes the bare table; returns how many bytes an event row has on average."""
    with processes(home, "web") as pool:
        _pace(pool, 1, Load("command", 0.5))
    with psycopg.connect(admin_dsn(home, "shuzha"), autocommit=True) as admin:
        admin.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, row bytea NOT NULL)")
        admin.execute("GRANT INSERT ON bare TO shuzha_web; GRANT USAGE ON SEQUENCE bare_id_seq TO shuzha_web")
        found = admin.execute("SELECT avg(pg_column_size(e.*))::int FROM cases_eventrecord e").fetchone()
    assert found is not None
    return int(found[0])


def _line(home: Home, clients: int, row: int, rounds: int, seconds: float) -> str:
    bare = command = sequenced = NOTHING
    with processes(home, "web", clients) as pool:
        for _ in range(rounds):
            bare = max(bare, _pace(pool, clients, Load("bare", seconds, row)))
            command = max(command, _pace(pool, clients, Load("command", seconds)))
            with sequencer(home):
                sequenced = max(sequenced, _pace(pool, clients, Load("command", seconds)))
    alone = f"{command.rate:>11,.0f} {bare.rate / command.rate:>6.1f} {command.cpu * 1e3:>7.2f}"
    return f"{clients:>7} {bare.rate:>8,.0f} {alone} {sequenced.rate:>12,.0f} {bare.rate / sequenced.rate:>6.1f}"


def _pace(pool: ProcessPoolExecutor, clients: int, load: Load) -> Pace:
    """What all clients together did, each counted while all were at it."""
    each = list(pool.map(_work, [load] * clients))
    return Pace(sum(pace.rate for pace in each), sum(pace.cpu for pace in each) / clients)


def _work(load: Load) -> Pace:
    action = _bare_inserts(load.row) if load.side == "bare" else _commands()
    for _ in range(WARM_UP):
        server = next(action)
    kept["barrier"].wait()
    begin, spent, done = time.perf_counter(), _cpu(server), 0
    while (now := time.perf_counter()) < begin + load.seconds:
        next(action)
        done += 1
    return Pace(done / (now - begin), (_cpu(server) - spent) / done)


def _cpu(server: int) -> float:
    """Seconds that this process and the database's process `server` have computed."""
    fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _commands() -> Iterator[int]:
    """Takes a command each time; yields the process number of the database's side."""
    from django.db import connection

    from benchmarks._trade import trade

    if "commands" not in kept:
        kept["commands"] = trade().commands()
    for _ in kept["commands"]:
        yield connection.connection.info.backend_pid


def _bare_inserts(row: int) -> Iterator[int]:
    """Inserts a row each time; yields the process number of the database's side."""
    from django.db import connection

    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as bare:
        while True:
            bare.execute("INSERT INTO bare (row) VALUES (%s)", [os.urandom(row)])
            yield bare.info.backend_pid


if __name__ == "__main__":
    main()
