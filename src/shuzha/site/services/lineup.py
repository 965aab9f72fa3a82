"""Which services an installation runs, in the order they start: the one list of them."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict

from shuzha.kernel.text import Text
from shuzha.site.services import witnesses
from shuzha.site.services.home import Home

PYTHON = sys.executable


@dataclass(frozen=True)
class Service:
    """One process: whose role it takes, what it runs, and how one sees that it is ready."""

    name: str
    title: Text
    command: tuple[str, ...]
    ready: Callable[[], bool]
    networked: bool = True
    umask: int = 0o027

    @property
    def kind(self) -> str:
        """Its name without a number: services of one kind stand side by side, and are started together."""
        return self.name.rstrip("-0123456789")


def lineup(home: Home, port: int) -> tuple[Service, ...]:
    """The witnesses, without whom the sequencer publishes nothing; then it and the gate: the pages offer what those two
    can do.

    Raises: ServiceFault when the policy of witnesses is wrong.
    """
    return (
        *(witness(home, name) for name in witnesses.local(home)),
        Service(
            "sequencer",
            Text("存证定序", "Sequencer"),
            (PYTHON, "-m", "shuzha.archive.evidence.service"),
            ready=(home.root / "log" / "checkpoint").exists,
        ),
        Service(
            "gate",
            Text("数据闸口", "Gate"),
            (PYTHON, "-m", "shuzha.gate"),
            ready=lambda: answers_on_socket(str(home.run / "gate.sock")),
            networked=database_is_remote(os.environ.get("SHUZHA_DATABASE_URL", "")),
            # The web connects as a member of the group; every other file of the gate's lies in directories of its own.
            umask=0o007,
        ),
        Service(
            "worker",
            Text("期限唤醒", "Worker"),
            (PYTHON, "-m", "django", "procrastinate", "worker"),
            ready=_always,
        ),
        Service(
            "web",
            Text("网站", "Web"),
            (
                *(PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
                *("--workers", "1", "--blocking-threads", "8", "--no-ws", "shuzha.site.wsgi:application"),
            ),
            ready=lambda: answers_http(port),
        ),
    )


def witness(home: Home, name: str) -> Service:
    """A local witness; it knows the log by the keys the log has published."""
    socket_file = home.run / f"{name}.sock"
    return Service(
        name,
        Text(f"见证{name[-1]}", f"Witness {name[-1]}"),
        (
            *(PYTHON, "-m", "shuzha.site.services.witness_process", "--name", witnesses.key_name(name)),
            *("--key", str(home.keys(name) / "witness.key"), "--logs", str(home.root / "log" / "keys")),
            *("--record", str(home.root / name / "cosigned"), "--socket", str(socket_file)),
        ),
        ready=lambda: answers_on_socket(str(socket_file)),
    )


def database_is_remote(url: str) -> bool:
    """Whether the database at `url` is reached through the network: then the gate cannot be cut off from it."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # what cannot be read is reported by whoever connects
        return False
    hosts = [*str(parts.get("host") or "").split(","), *str(parts.get("hostaddr") or "").split(",")]
    return any(host and not host.startswith(("/", "@")) for host in hosts)


def answers_on_socket(path: str) -> bool:
    """Whether something accepts connections on that Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except OSError:
            return False
        return True


def answers_http(port: int) -> bool:
    """Whether the web process serves its health page, which also asks the database."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _always() -> bool:
    return True
