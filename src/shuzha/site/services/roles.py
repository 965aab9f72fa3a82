"""The database's roles: one per service, each with a password in a file that only that service can read.

On a server of somebody else's where we may not create roles, all services share the one account we were given, and
that is said loudly: then only the operating system and the code, not the database, keep them apart.
"""

from __future__ import annotations

import logging
import secrets

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from shuzha.kernel.text import Text
from shuzha.site.services.accounts import Account, current, service_account
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.secret_files import read_secret, write_secret

log = logging.getLogger(__name__)

DATABASE = "shuzha"
OWNER = "owner"
ROLES = (OWNER, "web", "gate", "sequencer")


def role_name(role: str) -> str:
    """The name a role has inside the database; the worker shares the web's."""
    return f"shuzha_{'web' if role == 'worker' else role}"


def dsn_of(home: Home, role: str) -> str:
    """The connection string of `role`.

    Raises: ServiceFault when this account may not read it or the database was never set up.
    """
    return read_secret(home.dsn_file("web" if role == "worker" else role))


def ensure_roles(home: Home, admin: str) -> str:
    """Creates what is missing of roles and database, writes the connection files, and returns the owner's."""
    try:
        with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
            if not _may_create(connection):
                return _share_one(home, admin)
            database = _database_for(admin)
            for role in ROLES:
                _ensure_role(home, connection, admin, role, database)
            _ensure_database(connection, database)
    except psycopg.OperationalError as error:
        raise ServiceFault(
            Text(f"无法连接数据库：{error}。", f"The database cannot be reached: {error}."),
            Text("请检查 SHUZHA_DATABASE_URL，或清空它以使用内置数据库。", "Check SHUZHA_DATABASE_URL, or unset it."),
        ) from None
    _close_public_schema(admin, database)
    return dsn_of(home, OWNER)


def _may_create(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def _database_for(admin: str) -> str:
    named = str(conninfo_to_dict(admin).get("dbname") or "postgres")
    return DATABASE if named in {"postgres", "template1"} else named


def _ensure_role(home: Home, connection: psycopg.Connection, admin: str, role: str, database: str) -> None:
    name = role_name(role)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    file = home.dsn_file(role)
    if known and file.exists() and _still_points_there(file.read_text(), admin, database):
        return
    password = secrets.token_urlsafe(24)
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(name), sql.Literal(password))
    )
    write_secret(file, make_conninfo(admin, user=name, password=password, dbname=database), _account(role))


def _still_points_there(dsn: str, admin: str, database: str) -> bool:
    where = ("host", "port")
    kept, wanted = conninfo_to_dict(dsn), conninfo_to_dict(admin)
    return kept.get("dbname") == database and all(kept.get(k) == wanted.get(k) for k in where)


def _ensure_database(connection: psycopg.Connection, database: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    owner = sql.Identifier(role_name(OWNER))
    if not known:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                sql.Identifier(database), owner
            )
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    for role in ROLES:
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(database), sql.Identifier(role_name(role))
            )
        )


def _close_public_schema(admin: str, database: str) -> None:
    """Leaves the tables' schema to the owner: the other roles may look names up in it and nothing more."""
    with psycopg.connect(make_conninfo(admin, dbname=database), autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(role_name(OWNER))))
        for role in ROLES[1:]:
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role_name(role))))


def _share_one(home: Home, admin: str) -> str:
    log.warning(
        "!! 所给数据库账号无权创建角色，全部服务共用同一账号，数据库层面的职责隔离未生效。"
        " / The given database account may not create roles: all services share it, and the database"
        " does not keep them apart."
    )
    for role in ROLES:
        write_secret(home.dsn_file(role), admin, _account(role))
    return admin


def _account(role: str) -> Account:
    return current() if role == OWNER else service_account(role)
