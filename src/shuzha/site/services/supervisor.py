"""Brings an installation up in order, keeps it up, and takes it down in order.

A plain process of our own rather than systemd, so that two commands on a fresh machine suffice; an installation that
has systemd gives it `shuzha serve` as the one unit.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from shuzha.kernel.text import Text
from shuzha.ledger import unpublished
from shuzha.site.services import claim, keys, postgres
from shuzha.site.services.accounts import separation_is_possible, service_account
from shuzha.site.services.child import Child, network_can_be_taken
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import PYTHON, Service

READY_SECONDS = 60.0
Echo = Callable[[str], None]


class Supervisor:
    """Runs the services of one home in the foreground until told to stop."""

    def __init__(self, home: Home, services: Sequence[Service], *, demo: bool, port: int, echo: Echo) -> None:
        self.home, self.services, self.port, self.echo = home, services, port, echo
        self.environment = environment(home, demo=demo)
        self.children: list[Child] = []
        self._stopping = self._unpublished = False

    def run(self) -> None:
        """Brings everything up and tends it; returns after SIGTERM or SIGINT, with everything down.

        Raises: ServiceFault when a part does not come up; what was up is taken down first.
        """
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop_soon)
        with claim.claimed(self.home):
            require_free(self.port)
            try:
                set_up(self.home, self.environment, self.echo)
                self._start_all()
                while not self._stopping:
                    self._tend()
                    time.sleep(0.2)
            finally:
                self._stop_all()

    def _start_all(self) -> None:
        announce_confinement(self.echo, self.services)
        self._record(ready=False)
        for _, together in groupby(self.services, key=lambda service: service.kind):
            started = [Child(service, self.home, self.environment) for service in together]
            self.children += started
            with step(self.echo, _titles(started)):
                for child in started:
                    child.start()
                time.sleep(0.3)
                for child in started:
                    self._await(child)
        self._record(ready=True)
        self.echo(f"✓ 平台已就绪 / the platform is up: http://127.0.0.1:{self.port}/")

    def _await(self, child: Child) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._stopping and not (child.alive() and child.service.ready()):
            if not child.alive() or time.monotonic() > deadline:
                raise _did_not_start(child)
            time.sleep(0.1)

    def _tend(self) -> None:
        for child in self.children:
            line = child.tend()
            if line:
                self.echo(line)
                self._record(ready=True)
        self._tell_of_publication()

    def _tell_of_publication(self) -> None:
        """Says once when the log stops publishing for want of witnesses, and once when it goes on."""
        trouble = unpublished.read(self.home.root / "log")
        if bool(trouble) is not self._unpublished:
            self._unpublished = bool(trouble)
            self.echo(publication(trouble))

    def _stop_all(self) -> None:
        for child in reversed(self.children):
            child.stop()
        postgres.stop(self.home.root)
        self.echo("■ 平台已停止 / the platform is down")

    def _record(self, *, ready: bool) -> None:
        services = {child.service.name: {"pid": child.pid, "restarts": child.restarts} for child in self.children}
        state = {"pid": os.getpid(), "port": self.port, "ready": ready, "services": services}
        claim.write_state(self.home, state)

    def _stop_soon(self, *_: object) -> None:
        self._stopping = True


def environment(home: Home, *, demo: bool) -> dict[str, str]:
    """What services find in their environment: never the outside database's URL, which may be an administrator's."""
    kept = {name: value for name, value in os.environ.items() if name not in {"SHUZHA_DATABASE_URL", "SHUZHA_DEMO"}}
    given = {"SHUZHA_HOME": str(home.root), "DJANGO_SETTINGS_MODULE": "shuzha.site.settings", "PYTHONUNBUFFERED": "1"}
    # The gate asks the kernel who speaks to it: the web's user, and whoever runs the platform.
    peers = {"SHUZHA_GATE_PEERS": f"{service_account('web').uid},{os.geteuid()}"}
    return kept | given | peers | ({"SHUZHA_DEMO": "1"} if demo else {})


def set_up(home: Home, env: dict[str, str], echo: Echo) -> None:
    """Database, tables, privileges, keys' places and static files: everything a service expects to find."""
    with step(echo, Text("数据库", "PostgreSQL")):
        postgres.ensure_running(home.root)
        keys.prepare(home)
    with step(echo, Text("数据表与权限", "Tables and privileges")):
        _manage(home, env, "migrate", "--no-input")
        _manage(home, env, "shell", "-c", "from shuzha.site.services import privileges; privileges.apply_privileges()")
    with step(echo, Text("静态文件", "Static files")):
        _manage(home, env, "collectstatic", "--no-input", "--clear")


def require_free(port: int) -> None:
    """Raises: ServiceFault when something else already listens on `port` of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServiceFault(
                Text(f"端口 {port} 不可用：{error.strerror}。", f"Port {port} cannot be used: {error.strerror}."),
                Text("请用 --port 或 SHUZHA_PORT 换一个端口。", "Choose another with --port or SHUZHA_PORT."),
            ) from None


def announce_confinement(echo: Echo, services: Sequence[Service]) -> None:
    """Says loudly what this machine, or the database's address, does not let us hold apart."""
    separate = separation_is_possible()
    if not separate:
        echo(
            "!! 各服务以同一系统用户运行，密钥目录未按用户隔离；以 root 启动且解释器对其他用户可读时即可隔离"
            " / all services share one system user; to keep keys apart, start as root with a Python others can read"
        )
    if any(service.name == "gate" and service.networked for service in services):
        echo(
            "!! 数据库经网络连接，闸口进程须保留网络；作业仍无网络"
            " / the database is reached over the network, so the gate keeps its own; jobs still have none"
        )
    elif not network_can_be_taken(separate):
        echo(
            "!! 本机不允许新建网络命名空间，闸口进程未断网"
            " / no network namespaces here: the gate is not cut off the network"
        )


def publication(trouble: unpublished.Unpublished | None) -> str:
    """Whether the log publishes, in a line for the operator."""
    if trouble is None:
        return "✓ 检查点照常发布 / checkpoints are published"
    why = "; ".join(f"{name}: {said}" for name, said in trouble.why.items())
    return (
        f"!! 自 {trouble.since} 起联署不足（需 {trouble.needed} 个，已有 {len(trouble.cosigned)} 个），检查点暂缓发布，"
        f"事项照常受理存证 / since {trouble.since} too few witnesses cosign: entries are kept, checkpoints wait: {why}"
    )


def _titles(children: Sequence[Child]) -> Text:
    titles = [child.service.title for child in children]
    return Text("、".join(title.zh for title in titles), ", ".join(title.en for title in titles))


@contextmanager
def step(echo: Echo, title: Text) -> Iterator[None]:
    """Prints what is being done, and when it is done, how long it took."""
    began = time.monotonic()
    yield
    echo(f"▸ {title.zh} {title.en} … {time.monotonic() - began:.1f} s")


def _manage(home: Home, env: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [PYTHON, "-m", "django", *arguments],
        env=env | {"SHUZHA_ROLE": "owner"},
        cwd=home.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServiceFault(
            Text(f"执行 {arguments[0]} 失败：\n{done.stderr[-3000:]}", f"{arguments[0]} failed."),
            Text("请根据以上信息排除后重试。", "Mend what the message above says and try again."),
        )


def _did_not_start(child: Child) -> ServiceFault:
    tail = Path(child.log_file).read_text(errors="replace")[-3000:]
    title = child.service.title
    return ServiceFault(
        Text(f"{title.zh}未能启动：\n{tail}", f"The {title.en} did not start."),
        Text(f"请查看 {child.log_file}。", f"See {child.log_file}."),
    )
