"""`shuzha recount`: the running counts of uses and the credit records, made again from the events."""

from __future__ import annotations

from pathlib import Path

import click

from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services.home import Home


@click.command()
@home_option
def recount(home: Path) -> None:
    """依事件重新计数用量、重建信用记录，列明原有误之处。Makes counts and credit records anew from the events, naming what was wrong.

    须由启动平台的账号执行：各服务均无权改写计数。Only whoever started the platform can: no service may change a count.
    """
    enter(Home.at(home), role="owner")
    from shuzha.archive.cases.counts import recount as anew
    from shuzha.commons.credit.operations import recount as credit_anew

    wrong = [*anew(), *credit_anew()]
    for place in wrong:
        click.echo(f"· {place}")
    if wrong:
        click.echo(f"✓ 已更正 {len(wrong)} 项 / corrected: {len(wrong)}")
    else:
        click.echo("✓ 计数和信用记录与事件一致 / counts and credit records agree with the events")
