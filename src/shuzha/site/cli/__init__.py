"""The command line, `shuzha`: brings the platform up and down, plays the story, answers questions about the law."""

from __future__ import annotations

import os
import sys

import click

from shuzha.site.cli.calendar import calendar
from shuzha.site.cli.demo import demo
from shuzha.site.cli.key import key
from shuzha.site.cli.law import due, law
from shuzha.site.cli.person import person
from shuzha.site.cli.recount import recount
from shuzha.site.cli.service import down, serve, status, up
from shuzha.site.cli.trace import trace
from shuzha.site.monitor.command import monitor
from shuzha.site.services.fault import ServiceFault
from shuzha.site.services.witness_process import witness


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shuzha")
def commands() -> None:
    """数闸 Shuzha：公共数据可用不可见。An open platform on which public data is used without being handed out."""


for command in (serve, up, down, status, demo, due, law, calendar, person, key, recount, trace, witness, monitor):
    commands.add_command(command)


def main() -> None:
    """The console script: a fault is one clear message and exit code 1, never a traceback."""
    # Directories are made to be walked by the services' own users, and closed one by one; a private umask would shut them.
    os.umask(0o022)
    try:
        commands()
    except ServiceFault as fault:
        click.secho(str(fault), err=True, fg="red")
        sys.exit(1)
