"""`shuzha demo`: the platform with its whole story already lived through, ready to walk around in."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import click

from shuzha.kernel.text import Text
from shuzha.site.cli.service import home_option, port_option, start_behind, stop_behind
from shuzha.site.services import keys, postgres
from shuzha.site.services.claim import read_state
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.home import Home
from shuzha.site.services.supervisor import environment

BEGUN, PLAYED = "story-begun", "story-played"


@click.command()
@home_option
@port_option
@click.option("--headless", is_flag=True, help="在全新目录中演完即退出 / play in a fresh directory, then exit.")
@click.option("--fresh", is_flag=True, help="先清空上次的演示数据 / clear what an earlier demo left first.")
def demo(home: Path, port: int, headless: bool, fresh: bool) -> None:
    """启动平台并演示全流程。Bring the platform up and live the whole story through."""
    place = Home.at(home / "headless" if headless else home)
    make_room(place, fresh=fresh or headless)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        start_behind(place, port=free_port() if headless else port, demo=True)
        code = play_once(place, headless=headless)
        if code == 0 and not headless:
            _stay(place, port)
    finally:
        stop_behind(place)
    sys.exit(code)


def make_room(place: Home, *, fresh: bool) -> None:
    """Clears what an earlier demonstration left where it is asked to, or where that one broke off half-way.

    Raises: ServiceFault when an installation stands there that is no demonstration: it is never cleared.
    """
    begun, played = (place.root / BEGUN).exists(), (place.root / PLAYED).exists()
    if (place.root / "keys").exists() and not begun:
        raise ServiceFault(
            Text(
                f"{place.root} 中有一个非演示的平台。", f"{place.root} holds an installation that is no demonstration."
            ),
            Text("请用 --home 为演示另指定目录。", "Name another directory for the demonstration with --home."),
        )
    if begun and (fresh or not played):
        clear(place)
    place.root.mkdir(parents=True, exist_ok=True)
    (place.root / BEGUN).touch()


def play_once(place: Home, *, headless: bool) -> int:
    """Plays the story against the running platform, as the web's role; once played through, it is not played again."""
    mark = place.root / PLAYED
    if mark.exists():
        click.echo("故事此前已演完，直接进入 / the story was played before; entering (--fresh plays it anew)")
        return 0
    state = read_state(place)
    if state is None:
        raise ServiceFault(Text("平台中途停止。", "The platform went down."), Text("请查看日志。", "See its logs."))
    os.environ.update(environment(place, demo=True) | {"SHUZHA_ROLE": "web"})
    os.environ["SHUZHA_URL"] = f"http://127.0.0.1:{state['port']}"
    import django

    django.setup()
    from shuzha.site.story import play

    code: int = play(home=place.root, echo=click.echo, headless=headless)
    keys.prepare(place)  # what the story wrote belongs to the services from here on
    if code == 0:
        mark.touch()
    return code


def clear(place: Home) -> None:
    """Removes what an earlier demonstration left, its server stopped first."""
    stop_behind(place)
    if place.root.exists():
        if (place.root / "pg").exists() and not os.environ.get("SHUZHA_DATABASE_URL"):
            postgres.stop(place.root, mode="immediate")
        shutil.rmtree(place.root)
    shutil.rmtree(place.shelter, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stay(place: Home, port: int) -> None:
    click.echo(f"\n请用浏览器打开 / open in a browser: http://127.0.0.1:{port}/   （Ctrl-C 停止 / stops）")
    try:
        while read_state(place):
            time.sleep(1)
    except KeyboardInterrupt:
        click.echo("")
