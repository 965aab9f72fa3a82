"""`shuzha key rotate`: the log goes on under a new key, and the old one vouches for it."""

from __future__ import annotations

from pathlib import Path

import click

from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services import rotation
from shuzha.site.services.home import Home


@click.group()
def key() -> None:
    """密钥。Keys."""


@key.command()
@click.option("--yes", is_flag=True, help="其他单位的见证已知新公钥，不再询问 / outside witnesses know the new key.")
@home_option
def rotate(home: Path, yes: bool) -> None:
    """更换日志签名密钥。Let the log go on under a new key; run again, it finishes what was begun."""
    place = Home.at(home)
    enter(place)
    new = rotation.new_key(place)
    event = rotation.announce(place, new)
    click.echo(f"▸ 已写入日志 / written into the log: {new}")
    click.echo("  请将此行加入各见证的 --logs 文件 / outside witnesses add this line to their --logs file.")
    if not yes:
        click.confirm("继续启用新密钥？/ Go on and use the new key?", abort=True)
    rotation.published(event)
    rotation.take_over(place)
    click.echo(f"✓ 新密钥已启用，交接回执 / in use; receipt of the handover: /evidence/events/{event.pk}/receipt.json")
