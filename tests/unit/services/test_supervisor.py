"""The supervisor brings services up in order, restarts what dies, keeps the gate off the network and takes all down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shuzha.kernel.text import Text
from shuzha.site.services.accounts import service_account
from shuzha.site.services.child import Child, confined, network_can_be_taken
from shuzha.site.services.claim import claimed, read_state
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import Service, lineup
from shuzha.site.services.supervisor import announce_confinement

SLEEPER = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)")
SPEAKER = "import socket; print([name for _, name in socket.if_nameindex()])"


def service(*command: str, networked: bool = True) -> Service:
    return Service("web", Text("测试", "Test"), command, ready=lambda: True, networked=networked)


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def place() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="shuzha-test-") as folder:
        os.chmod(folder, 0o755)
        home = Home.at(folder)
        home.logs.mkdir()
        yield home


def test_a_service_that_dies_is_started_again_and_the_operator_is_told(place: Home) -> None:
    child = Child(service(*SLEEPER), place, dict(os.environ))
    child.start()
    first = child.pid
    os.kill(first, signal.SIGKILL)
    lines: list[str] = []
    assert until(lambda: lines.append(child.tend()) or child.restarts == 1)
    assert child.alive()
    assert child.pid != first
    assert any(line.startswith("!!") and "web.log" in line for line in lines)
    child.stop()
    assert not child.alive()


def test_a_service_that_ignores_the_polite_signal_is_ended_with_everything_it_started(place: Home) -> None:
    stubborn = (
        "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); time.sleep(600)"
    )
    child = Child(service(sys.executable, "-c", stubborn), place, dict(os.environ))
    child.start()
    assert until(lambda: Path(child.log_file).read_text().strip().isdigit())
    grandchild = int(Path(child.log_file).read_text())
    child.stop(patience=0.5)
    assert until(lambda: not Path(f"/proc/{grandchild}").exists() or is_zombie(grandchild))


def is_zombie(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_a_service_without_network_sees_no_interface_but_the_idle_loopback() -> None:
    account = service_account("gate")
    if not network_can_be_taken(account.separate):
        pytest.skip("!! this machine allows no network namespaces: the gate's isolation is NOT tested")
    command, arguments = confined(service(sys.executable, "-c", SPEAKER, networked=False), account)
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=True, **arguments)
    assert done.stdout.strip() == "['lo']"
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), 2)"
    command, arguments = confined(service(sys.executable, "-c", reach, networked=False), account)
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **arguments)
    assert "Network is unreachable" in done.stderr


def test_a_second_supervisor_of_the_same_home_is_refused(place: Home) -> None:
    assert read_state(place) is None
    other = "import sys; from shuzha.site.services.claim import claimed; from shuzha.site.services.home import Home\n"
    other += "with claimed(Home.at(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", other, str(place.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ServiceFault, match="already runs"), claimed(place):
            pass
        holder.kill()
    assert read_state(place) is None
    with claimed(place):
        pass


@pytest.mark.parametrize(
    ("url", "networked"),
    [
        ("", False),
        ("host=/var/run/postgresql dbname=x", False),
        ("postgresql:///x?host=/run/pg", False),
        ("dbname=x user=y", False),
        ("postgresql://u:p@db.example.test:5432/x", True),
        ("postgresql://127.0.0.1/x", True),
        ("host=/run/pg,db.example.test dbname=x", True),
        ("hostaddr=10.0.0.5 dbname=x", True),
        ("not a url at all", False),
    ],
)
def test_the_gate_keeps_a_network_only_for_a_database_that_is_reached_through_one(
    place: Home, monkeypatch: pytest.MonkeyPatch, url: str, networked: bool
) -> None:
    monkeypatch.setenv("SHUZHA_DATABASE_URL", url)
    services = lineup(place, 8000)
    said: list[str] = []
    announce_confinement(said.append, services)
    assert {s.name: s.networked for s in services}["gate"] is networked
    assert any(line.startswith("!!") and "闸口进程须保留网络" in line for line in said) is networked
