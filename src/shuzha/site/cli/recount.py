"""`shuzha recount`: the running counts of uses, counted again from the events."""

from __future__ import annotations

from pathlib import Path

import click

from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services.home import Home


@click.command()
@home_option
def recount(home: Path) -> None:
    """依事件重新计数用量，列明原计数有误之处。Counts uses anew from the events and names each count that was wrong.

    须由启动平台的账号执行：各服务均无权改写计数。Only whoever started the platform can: no service may change a count.
    """
    enter(Home.at(home), role="owner")
    from shuzha.archive.cases.counts import recount as anew

    wrong = anew()
    for place in wrong:
        click.echo(f"· {place}")
    if wrong:
        click.echo(f"✓ 已更正 {len(wrong)} 项计数 / counts corrected: {len(wrong)}")
    else:
        click.echo("✓ 计数与事件一致 / every count agrees with the events")
