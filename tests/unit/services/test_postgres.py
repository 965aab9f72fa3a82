"""The embedded PostgreSQL of the run: it answers, keeps roles apart and hides their passwords."""

from __future__ import annotations

import stat
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from shuzha.site.services import postgres
from shuzha.site.services.home import SOCKET_PATH_LIMIT, Home
from shuzha.site.services.roles import ROLES, dsn_of


def test_a_second_start_answers_the_same_connection(database_server: Path) -> None:
    assert postgres.ensure_running(database_server) == postgres.ensure_running(database_server)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_enters_with_its_own_file_which_nobody_else_can_read(database_server: Path, role: str) -> None:
    home = Home.at(database_server)
    with psycopg.connect(dsn_of(home, role)) as session:
        assert session.execute("SELECT current_user").fetchone() == (f"shuzha_{role}",)
    assert stat.S_IMODE(home.dsn_file(role).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.keys(role).stat().st_mode) == 0o700


def test_a_wrong_password_is_refused_although_the_socket_is_local(database_server: Path) -> None:
    wrong = make_conninfo(dsn_of(Home.at(database_server), "web"), password="guess")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_services_cannot_create_tables_beside_the_owners(database_server: Path) -> None:
    for role in ("web", "gate", "sequencer"):
        with (
            psycopg.connect(dsn_of(Home.at(database_server), role)) as session,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            session.execute("CREATE TABLE smuggled (x int)")


def test_the_server_does_not_listen_on_the_network(database_server: Path) -> None:
    with psycopg.connect(postgres.admin_dsn(Home.at(database_server))) as session:
        assert session.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_home_with_a_very_long_path_still_gets_a_socket_that_fits(tmp_path: Path) -> None:
    home = Home.at(tmp_path / ("很长的目录名" * 12))
    home.settle(uid=0)
    assert len(bytes(home.run / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT
    assert (home.root / "run").resolve() == home.run


@pytest.mark.django_db
def test_django_speaks_to_the_runs_own_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone() == ("UTF8",)
