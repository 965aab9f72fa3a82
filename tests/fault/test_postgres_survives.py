"""The database is killed without warning: what was committed is there again after the next start."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shuzha.site.services import postgres
from shuzha.site.services.home import Home


@pytest.fixture
def own_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shuzha-fault-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)
        postgres.stop(Path(folder), mode="immediate")


def kill_server(home: Path) -> None:
    """SIGKILL to the postmaster and every process of its own; none of them gets to flush anything."""
    postmaster = int((Home.at(home).data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    everyone = [*map(int, children), postmaster]
    for pid in everyone:
        os.kill(pid, signal.SIGKILL)
    while any(runs(pid) for pid in everyone):
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_committed_rows_survive_a_killed_server_and_the_next_start_recovers(own_home: Path) -> None:
    dsn = postgres.ensure_running(own_home)
    with psycopg.connect(dsn) as session:
        session.execute("CREATE TABLE kept (n int)")
        session.execute("INSERT INTO kept SELECT generate_series(1, 500)")
    kill_server(own_home)
    with psycopg.connect(postgres.ensure_running(own_home)) as session:
        assert session.execute("SELECT count(*) FROM kept").fetchone() == (500,)


def test_a_first_start_that_died_half_way_does_not_stand_in_the_way_of_the_next(own_home: Path) -> None:
    home = Home.at(own_home)
    (own_home / "pg.new").mkdir()
    (own_home / "pg.new" / "half").write_text("made")
    assert psycopg.connect(postgres.ensure_running(home.root)).info.dbname == "shuzha"


def test_a_lost_role_file_is_made_anew_with_a_new_password(own_home: Path) -> None:
    postgres.ensure_running(own_home)
    home = Home.at(own_home)
    before = home.dsn_file("gate").read_text()
    home.dsn_file("gate").unlink()
    postgres.ensure_running(own_home)
    after = home.dsn_file("gate").read_text()
    assert after != before
    psycopg.connect(after).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(before)


def test_an_outside_server_that_does_not_answer_is_a_clear_fault(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHUZHA_DATABASE_URL", "postgresql://someone@127.0.0.1:1/shuzha?connect_timeout=2")
    with pytest.raises(postgres.ServiceFault, match="SHUZHA_DATABASE_URL"):
        postgres.ensure_running(own_home)
    monkeypatch.delenv("SHUZHA_DATABASE_URL")


def test_an_outside_account_that_may_not_create_roles_is_shared_by_all_and_said_loudly(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plain = postgres.ensure_running(own_home)
    with tempfile.TemporaryDirectory() as other:
        monkeypatch.setenv("SHUZHA_DATABASE_URL", plain)
        assert postgres.ensure_running(Path(other)) == plain
        assert Home.at(other).dsn_file("gate").read_text() == plain
        assert "!!" in caplog.text
        monkeypatch.delenv("SHUZHA_DATABASE_URL")
