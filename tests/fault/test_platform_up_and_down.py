"""The whole platform as an operator meets it: up, a service killed and back, the supervisor killed, down for good."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shuzha.site.cli.demo import free_port

COMMAND = [sys.executable, "-c", "from shuzha.site.cli import main; main()"]


def shuzha(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUZHA_", "DJANGO_"))}
    return subprocess.run([*COMMAND, *arguments], env=kept, capture_output=True, text=True, check=False)


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def recorded(home: Path) -> dict[str, Any]:
    state: dict[str, Any] = json.loads((home / "supervisor.json").read_text())
    return state


def gone(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shuzha-fault-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)
        shuzha("down", "--home", folder)


@pytest.mark.timeout(240)
def test_the_platform_survives_the_death_of_a_service_and_of_its_supervisor(place: Path) -> None:
    port = free_port()
    home = ("--home", str(place))
    started = shuzha("up", *home, "--port", str(port), "--demo")
    assert started.returncode == 0, started.stderr
    assert "the platform is up" in started.stdout

    gate = recorded(place)["services"]["gate"]["pid"]
    os.kill(gate, signal.SIGKILL)
    assert until(lambda: recorded(place)["services"]["gate"]["restarts"] == 1)
    assert until(lambda: shuzha("status", *home).returncode == 0)

    before = recorded(place)
    os.kill(before["pid"], signal.SIGKILL)
    assert until(lambda: all(gone(service["pid"]) for service in before["services"].values()))
    assert shuzha("status", *home).returncode == 1
    assert shuzha("up", *home, "--port", str(port), "--demo").returncode == 0
    assert answers(port) == 200

    assert shuzha("down", *home).returncode == 0
    assert not (place / "pg" / "postmaster.pid").exists()
    assert shuzha("status", *home).returncode == 1


def answers(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    return connection.getresponse().status
