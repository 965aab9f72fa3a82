"""The embedded PostgreSQL: laid out once, started when needed, reached only through a Unix socket with passwords.

An installation that has a server of its own names it in SHUZHA_DATABASE_URL; then nothing is started here.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import make_conninfo

from shuzha.kernel.text import Text
from shuzha.site.services import binaries
from shuzha.site.services.accounts import Account, current, database_account, initdb_account
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.roles import ensure_roles
from shuzha.site.services.secret_files import read_secret, write_secret

SUPERUSER = "postgres"
START_SECONDS = "60"


def ensure_running(root: Path, *, durable: bool = True) -> str:
    """Makes sure the platform's database answers and its roles exist; returns the connection string of the owner role.

    `durable=False` gives up on surviving a power cut, for tests that throw the data away.

    Raises: ServiceFault when the server cannot be started or the outside server cannot be reached.
    """
    home = Home.at(root)
    outside = os.environ.get("SHUZHA_DATABASE_URL")
    if outside:
        home.settle(os.geteuid())
        return ensure_roles(home, outside)
    account = database_account()
    home.settle(account.uid)
    with _alone(home):
        _lay_out(home, account)
        if not is_running(root):
            _start(home, account, durable)
    return ensure_roles(home, admin_dsn(home))


def is_running(root: Path) -> bool:
    """Whether the embedded server of this home is up."""
    home = Home.at(root)
    pid = _postmaster(home)
    if not pid:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return state not in "ZX" and os.fsencode(home.data) in command.split(b"\0")


def stop(root: Path, *, mode: str = "fast") -> None:
    """Stops the embedded server; returns when it is down. Does nothing when it is not up."""
    home = Home.at(root)
    if is_running(root):
        done = binaries.run("pg_ctl", "stop", "-w", "-m", mode, "-D", home.data, account=database_account())
        if done.returncode != 0:
            raise _fault(Text("数据库无法停止", "The database does not stop"), done.stdout, home)


def admin_dsn(home: Home, database: str = "postgres") -> str:
    """The superuser's connection string; only whoever started the platform can read its password."""
    password = read_secret(home.keys("postgres") / "password")
    return make_conninfo("", host=str(home.run), user=SUPERUSER, password=password, dbname=database)


def _postmaster(home: Home) -> int:
    """The process that holds the data directory, or held it when it was killed; 0 for none."""
    try:
        return int((home.data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Holds other starters of the same home back until the server is up."""
    with (home.root / "pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lay_out(home: Home, account: Account) -> None:
    """Runs initdb beside the data directory and moves it into place whole, so that a crash leaves nothing half-made."""
    if not (home.data / "PG_VERSION").exists():
        draft = home.data.with_name("pg.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        maker = initdb_account()
        password_file = draft.with_name("pg.password")
        password = secrets.token_urlsafe(24)
        password_file.write_text(password)
        maker.own(password_file, 0o600)
        maker.own(draft, 0o700)
        try:
            _initdb(home, draft, password_file, maker)
        finally:
            password_file.unlink()
        write_secret(home.keys("postgres") / "password", password, current())
        home.data.rmdir()
        draft.rename(home.data)
    if home.data.stat().st_uid != account.uid:
        account.own_tree(home.data)
    _open_run(home, account)


def _open_run(home: Home, account: Account) -> None:
    """Lets the services, and nobody else, put their sockets side by side, none able to remove another's."""
    if account.separate:
        os.chown(home.run, os.geteuid(), account.gid)
        home.run.chmod(0o1770)
    else:
        home.run.chmod(0o700)


def _initdb(home: Home, draft: Path, password_file: Path, maker: Account) -> None:
    done = binaries.run(
        "initdb",
        *("-D", draft, "-U", SUPERUSER, f"--pwfile={password_file}"),
        *("-A", "scram-sha-256", "-E", "UTF8", "--data-checksums", "--no-instructions"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        account=maker,
    )
    if done.returncode != 0:
        raise _fault(Text("数据库初始化失败", "The database could not be laid out"), done.stdout, home)


def _start(home: Home, account: Account, durable: bool) -> None:
    # Where nobody reaps orphans (a container without init) a killed server stays as a zombie, and PostgreSQL would
    # take its process number for a running server.
    for stale in (home.data / "postmaster.pid", home.run / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)
    log = home.data / "server.log"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home.run),
        "unix_socket_permissions": "0770",
        "timezone": "UTC",
        "max_connections": "100",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    start = ("start", "-w", "-t", START_SECONDS, "-D", home.data, "-l", log, "-o", options)
    done = binaries.run("pg_ctl", *start, account=account)
    if done.returncode != 0:
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise _fault(Text("数据库无法启动", "The database does not start"), done.stdout + tail, home)


def _fault(what: Text, output: str, home: Home) -> ServiceFault:
    log = home.data / "server.log"
    return ServiceFault(
        Text(f"{what.zh}：{output.strip()}。", f"{what.en}: {output.strip()}."),
        Text(f"请查看 {log}，检查磁盘空间与目录权限。", f"See {log}; check disk space and permissions."),
    )
