"""Where an installation keeps its things on disk; the one place that knows the names of those directories.

A Unix socket's path may hold no more than 107 bytes, and a service under its own user may not be able to walk into
the directory somebody cloned the repository to. Both are answered here: what cannot live under the home directory
lives in a shelter outside it, and the home directory holds a link to it, so that it can still be found.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from shuzha.kernel.text import Text
from shuzha.site.services.fault import ServiceFault

SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Home:
    """An installation's home directory (`SHUZHA_HOME`, by default `./var`)."""

    root: Path

    @classmethod
    def at(cls, root: Path | str) -> Home:
        return cls(Path(root).absolute())

    @classmethod
    def from_environment(cls) -> Home:
        return cls.at(os.environ.get("SHUZHA_HOME") or "var")

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return (self.root / "pg").resolve()

    @property
    def run(self) -> Path:
        """Where sockets and the process file live; always short enough for a socket."""
        return (self.root / "run").resolve()

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def witnesses(self) -> Path:
        """The policy: who must cosign the log's checkpoints."""
        return self.root / "witnesses"

    def keys(self, role: str) -> Path:
        """The directory that only `role` may open."""
        return self.root / "keys" / role

    def dsn_file(self, role: str) -> Path:
        return self.keys(role) / "dsn"

    @property
    def shelter(self) -> Path:
        """The directory outside the home for what cannot live in it."""
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        if os.geteuid() == 0:
            return Path("/var/lib/shuzha") / name
        return Path(tempfile.gettempdir()) / f"shuzha-{os.geteuid()}-{name}"

    def settle(self, uid: int) -> None:
        """Creates the home's own directories, moving to the shelter what `uid` or a socket could not live with."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        self.keys("").mkdir(mode=0o711, exist_ok=True)
        walkable = uid == os.geteuid() or open_to_all(self.root)
        self._place("pg", 0o700, sheltered=not walkable)
        too_long = len(os.fsencode(self.root / "run" / LONGEST_SOCKET_NAME)) > SOCKET_PATH_LIMIT
        self._place("run", 0o755, sheltered=too_long or not walkable)

    def _place(self, name: str, mode: int, *, sheltered: bool) -> None:
        place = self.root / name
        if place.is_symlink() or not sheltered:
            place.resolve().mkdir(mode=mode, parents=True, exist_ok=True)
            return
        if place.is_dir() and any(place.iterdir()):
            return
        self._open_shelter()
        inside = self.shelter / name
        inside.mkdir(mode=mode, exist_ok=True)
        if place.is_dir():
            place.rmdir()
        place.symlink_to(inside)

    def _open_shelter(self) -> None:
        """Makes the shelter, and refuses one that somebody else made first under the name we would use."""
        shelter = self.shelter
        shelter.mkdir(mode=0o755, parents=True, exist_ok=True)
        found = shelter.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise ServiceFault(
                Text(f"目录 {shelter} 不归本用户所有，不能使用。", f"The directory {shelter} is not this user's own."),
                Text(
                    "请删除该目录，或将 SHUZHA_HOME 设为较短的路径。",
                    "Remove it, or set SHUZHA_HOME to a shorter path.",
                ),
            )


def open_to_all(path: Path) -> bool:
    """Whether any user of the machine may walk down to `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
