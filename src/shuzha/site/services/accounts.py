"""Which operating-system user each service runs as.

Started as root, every service gets a user id of its own that no account of the machine uses, so that the kernel
itself keeps the web process out of the gate's keys. Started by anybody else, all services share that user.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FIRST_ID = 58401
SHARED_GROUP = 58400
WITNESSES = ("witness-1", "witness-2", "witness-3")
SERVICES = ("postgres", "web", "gate", "sequencer", *WITNESSES)


@dataclass(frozen=True)
class Account:
    """A user and group id; `separate` when it is not simply the user who started the platform."""

    uid: int
    gid: int
    separate: bool

    def popen(self) -> dict[str, Any]:
        """The arguments of `subprocess` that start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.separate else {}

    def own(self, path: Path, mode: int) -> None:
        """Hands `path` to this account with `mode`."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def own_tree(self, top: Path) -> None:
        """Hands everything under `top` to this account, without following links."""
        if os.geteuid() == 0:
            for folder, _, files in os.walk(top):
                for path in (folder, *(os.path.join(folder, name) for name in files)):
                    os.chown(path, self.uid, self.gid, follow_symlinks=False)


def current() -> Account:
    return Account(os.geteuid(), os.getegid(), separate=False)


def database_account() -> Account:
    """The account PostgreSQL runs as: never root, which it refuses."""
    return _reserved("postgres") if os.geteuid() == 0 else current()


def service_account(service: str) -> Account:
    """The account a Python service runs as: its own where the interpreter can be reached by it, else the starter's."""
    return _reserved(service) if separation_is_possible() else current()


@cache
def separation_is_possible() -> bool:
    """Whether services can have users of their own: we are root, and such a user can run this interpreter and code."""
    if os.geteuid() != 0:
        return False
    probe = [sys.executable, "-c", "import shuzha.site.services.accounts"]
    try:
        done = subprocess.run(probe, cwd="/", capture_output=True, check=False, **_reserved("web").popen())
    except OSError:
        return False
    return done.returncode == 0


def initdb_account() -> Account:
    """The account that lays out the data directory; initdb, alone of all, insists on a name in the password file."""
    if os.geteuid() != 0:
        return current()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, separate=True)


def _reserved(service: str) -> Account:
    name = "web" if service == "worker" else service
    return Account(FIRST_ID + SERVICES.index(name), SHARED_GROUP, separate=True)
