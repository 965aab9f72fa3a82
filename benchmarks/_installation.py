"""A whole installation for the length of a benchmark: the embedded PostgreSQL with fsync on, the tables, the roles.

Everything lies in one temporary directory and is gone afterwards. What needs Django runs in processes of its own, each
as the database role it has in production.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg

from shuzha.site.services import keys, postgres, witnesses
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import witness

# A process that fails must not leave the others waiting for it for ever.
PATIENCE = 60
PRIVILEGES = "from shuzha.site.services.privileges import apply_privileges; apply_privileges()"


@contextmanager
def installation(directory: Path | None = None) -> Iterator[Home]:
    """A fresh installation, up; taken down and removed afterwards, also when the benchmark is told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="shuzha-bench-", dir=directory) as folder:
        Path(folder).chmod(0o755)
        home = Home.at(folder)
        postgres.ensure_running(home.root)
        try:
            keys.prepare(home)
            run(home, "owner", "-m", "django", "migrate", "--no-input", "--verbosity", "0")
            run(home, "owner", "-m", "django", "shell", "--no-imports", "-c", PRIVILEGES)
            yield home
        finally:
            postgres.stop(home.root, mode="immediate")


def environment(home: Home, role: str) -> dict[str, str]:
    """What a process of that role finds in its environment."""
    given = {"SHUZHA_HOME": str(home.root), "SHUZHA_ROLE": role, "DJANGO_SETTINGS_MODULE": "shuzha.site.settings"}
    return {name: value for name, value in os.environ.items() if name != "SHUZHA_DEMO"} | given


def run(home: Home, role: str, *arguments: str) -> None:
    """Runs Python with these arguments as that role, to its end. Raises: RuntimeError with what it said on failing."""
    done = subprocess.run([sys.executable, *arguments], env=environment(home, role), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)


@contextmanager
def sequencer(home: Home) -> Iterator[None]:
    """The sequencer and its witnesses at work for the length of the block, which begins once nothing is left from
    before."""
    commands = [witness(home, name).command for name in witnesses.local(home)]
    commands.append((sys.executable, "-m", "shuzha.archive.evidence.service"))
    with (home.logs / "sequencer.log").open("ab") as told:
        started = [
            subprocess.Popen(command, env=environment(home, "sequencer"), stdout=subprocess.DEVNULL, stderr=told)
            for command in commands
        ]
    try:
        _wait_until_drained(home, started[-1])
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def _wait_until_drained(home: Home, process: subprocess.Popen[bytes]) -> None:
    with psycopg.connect(postgres.admin_dsn(home, "shuzha"), autocommit=True) as admin:
        while admin.execute("SELECT 1 FROM cases_outbox LIMIT 1").fetchone():
            if process.poll() is not None:
                raise RuntimeError((home.logs / "sequencer.log").read_text())
            time.sleep(0.1)


def processes(home: Home, role: str, count: int = 1) -> ProcessPoolExecutor:
    """`count` processes of that role with Django set up; what they do together may wait at the kept barrier."""
    os.environ.update(environment(home, role))
    context = get_context("spawn")
    return ProcessPoolExecutor(count, context, initializer=_begin, initargs=(context.Barrier(count, timeout=PATIENCE),))


# Each process keeps what it works with for as long as it lives.
kept: dict[str, Any] = {}


def _begin(barrier: Barrier) -> None:
    import django

    logging.disable(logging.INFO)
    django.setup()
    kept["barrier"] = barrier
