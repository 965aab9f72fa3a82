"""One supervisor per home: who runs it holds a lock, which no crash can leave behind, and a file says what runs."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shuzha.kernel.text import Text
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home

PATIENCE_SECONDS = 1.0


@contextmanager
def claimed(home: Home) -> Iterator[None]:
    """Holds the home while the supervisor runs.

    Raises: ServiceFault when another supervisor runs it.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with _lock_file(home).open("w") as lock:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _taken(lock.fileno(), fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise already_running(home)
            time.sleep(0.05)
        write_state(home, {"pid": os.getpid(), "port": 0, "ready": False, "services": {}})
        yield
        _state_file(home).unlink(missing_ok=True)


def read_state(home: Home) -> dict[str, Any] | None:
    """What the running supervisor last recorded, or None when none runs."""
    try:
        with _lock_file(home).open() as lock:
            if _taken(lock.fileno(), fcntl.LOCK_SH):
                return None
        state: dict[str, Any] = json.loads(_state_file(home).read_text())
    except OSError:
        return None
    return state


def write_state(home: Home, state: dict[str, Any]) -> None:
    draft = _state_file(home).with_suffix(".new")
    draft.write_text(json.dumps(state))
    os.replace(draft, _state_file(home))


def already_running(home: Home) -> ServiceFault:
    return ServiceFault(
        Text(f"平台已在运行（{home.root}）。", f"The platform already runs ({home.root})."),
        Text("如需重启，请先执行 shuzha down。", "To restart it, run shuzha down first."),
    )


def _taken(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_file(home: Home) -> Path:
    return home.root / "supervisor.lock"


def _state_file(home: Home) -> Path:
    return home.root / "supervisor.json"
