"""`shuzha trace`: whose copy of some rows it is that was found outside the zone."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from shuzha.kernel.decision import Refused
from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services.home import Home


@click.command()
@click.argument("pseudonyms", type=click.File(encoding="utf-8-sig"))
@home_option
def trace(pseudonyms: TextIO, home: Path) -> None:
    """由外泄数据中的假名查明该副本发给了谁；每次追溯均记入日志。Names who was given a copy; every tracing is logged.

    PSEUDONYMS 为逐行列出假名的文件，- 为标准输入。PSEUDONYMS is a file with one of them a line; - reads the input.
    """
    enter(Home.at(home))
    from shuzha.archive.clock import city_clock
    from shuzha.archive.parties.models import Person
    from shuzha.commons.tracing import trace as traced
    from shuzha.enclave.door import GateFault

    try:
        found = traced(pseudonyms, at=city_clock().now())
    except Refused as refusal:
        lines = [f"{one.reason.zh}{one.remedy.zh} / {one.reason.en} {one.remedy.en}" for one in refusal.denials]
        raise click.ClickException("\n".join(lines)) from None
    except GateFault as fault:
        raise click.ClickException(f"{fault.text.zh} / {fault.text.en}") from None
    except UnicodeDecodeError:
        raise click.BadParameter("须为 UTF-8 文本 / must be UTF-8 text", param_hint="PSEUDONYMS") from None
    if not found:
        click.echo("没有查到对应的接收人 / Nobody was given a copy with these")
    for person, matches in sorted(found.items(), key=lambda one: -one[1]):
        name = Person.objects.get(pk=person).name or "—"
        click.echo(f"{person} {name}：{matches} 个假名相符 / {matches} pseudonyms match")
