"""`shuzha serve|up|down|status`: the platform as a whole, in the foreground or behind the terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import click

from shuzha.kernel.text import Text
from shuzha.ledger import unpublished
from shuzha.site.services import postgres
from shuzha.site.services.claim import already_running, read_state
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import lineup
from shuzha.site.services.supervisor import Supervisor, publication

UP_SECONDS = 180.0

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SHUZHA_HOME",
    default=Path("var"),
    help="运行目录 / where this installation keeps its things.",
)
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), envvar="SHUZHA_PORT", default=8000, show_default=True
)
demo_option = click.option(
    "--demo", is_flag=True, help="演示模式：一键进入各角色 / demo mode: one click to enter as each role."
)


@click.command()
@home_option
@port_option
@demo_option
def serve(home: Path, port: int, demo: bool) -> None:
    """在前台运行平台，Ctrl-C 停止。Run the platform in the foreground; Ctrl-C stops it."""
    place = Home.at(home)
    Supervisor(place, lineup(place, port), demo=demo, port=port, echo=click.echo).run()


@click.command()
@home_option
@port_option
@demo_option
def up(home: Path, port: int, demo: bool) -> None:
    """在后台启动平台，就绪后返回。Start the platform behind the terminal; returns when it is ready."""
    start_behind(Home.at(home), port=port, demo=demo)
    click.echo(f"✓ 平台已就绪 / the platform is up: http://127.0.0.1:{port}/")


@click.command()
@home_option
def down(home: Path) -> None:
    """停止平台。Stop the platform."""
    if stop_behind(Home.at(home)):
        click.echo("■ 平台已停止 / the platform is down")
    else:
        click.echo("平台未在运行 / the platform does not run")


@click.command()
@home_option
def status(home: Path) -> None:
    """各服务状态；有异常时以 1 退出。The state of each service; exits with 1 when one is down."""
    place = Home.at(home)
    state = read_state(place)
    if state is None:
        click.echo("平台未在运行 / the platform does not run")
        sys.exit(1)
    database = bool(os.environ.get("SHUZHA_DATABASE_URL")) or postgres.is_running(place.root)
    well = _line("PostgreSQL", database, "")
    for service in lineup(place, state["port"]):
        kept = state["services"].get(service.name, {"pid": 0, "restarts": 0})
        alive = _alive(kept["pid"]) and service.ready()
        detail = f"pid {kept['pid']}, 重启 restarts {kept['restarts']}"
        well = _line(f"{service.title.zh} {service.title.en}", alive, detail) and well
    trouble = unpublished.read(place.root / "log")
    click.echo(publication(trouble))
    well = well and trouble is None
    sys.exit(0 if well else 1)


def start_behind(home: Home, *, port: int, demo: bool) -> None:
    """Starts a supervisor of its own session and waits until every service is ready.

    Raises: ServiceFault with what it printed when it ends instead.
    """
    if read_state(home):
        raise already_running(home)
    home.logs.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", "from shuzha.site.cli import main; main()", "serve"]
    command += ["--home", str(home.root), "--port", str(port), *(["--demo"] if demo else [])]
    log_file = home.logs / "supervisor.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    shown = 0
    deadline = time.monotonic() + UP_SECONDS
    while True:
        shown = _show_new(log_file, shown)
        state = read_state(home)
        if state and state["ready"]:
            return
        if process.poll() is not None or time.monotonic() > deadline:
            process.terminate()
            raise ServiceFault(
                Text("平台未能启动。", "The platform did not come up."),
                Text(f"请查看 {log_file}。", f"See {log_file}."),
            )
        time.sleep(0.2)


def stop_behind(home: Home) -> bool:
    """Stops the supervisor of this home and waits until it is gone; False when none ran."""
    asked: set[int] = set()
    while state := read_state(home):
        if state["pid"] not in asked:
            asked.add(state["pid"])
            with suppress(ProcessLookupError):
                os.kill(state["pid"], signal.SIGTERM)
        time.sleep(0.1)
    return bool(asked)


def _show_new(log_file: Path, shown: int) -> int:
    text = log_file.read_text(errors="replace")
    complete = text.rfind("\n") + 1
    if complete > shown:
        click.echo(text[shown:complete], nl=False)
    return max(complete, shown)


def _alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits for its parent to notice does not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return fields[fields.rfind(")") + 2] not in "ZX"


def _line(name: str, well: bool, detail: str) -> bool:
    click.echo(f"{'✓' if well else '✗'} {name}  {detail}".rstrip())
    return well
