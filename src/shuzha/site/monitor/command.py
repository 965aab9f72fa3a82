"""`shuzha monitor`: one look at a log from outside, or one after another, with an exit code and an alert."""

from __future__ import annotations

import http.client
import shlex
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from urllib.parse import urlsplit

import click

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.ledger.policy import Policy
from shuzha.site.monitor.follow import Contradiction, Fetch, Finding, follow
from shuzha.site.monitor.memory import Memory
from shuzha.site.monitor.promises import broken
from shuzha.site.services.fault import ServiceFault

PATIENCE_SECONDS = 30
_ANSWER_LIMIT = 32 << 20


class Outcome(IntEnum):
    """The exit codes."""

    WELL = 0
    BROKEN = 2
    CONTRADICTED = 3
    UNREACHABLE = 4


@click.command()
@click.argument("address")
@click.option("--policy", "policy_file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
              help="所信任的日志公钥与见证（tlog-policy）/ the log's key and the witnesses you trust.")  # fmt: skip
@click.option("--memory", "memory_file", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="监测记录，请妥善保存 / what was seen so far; keep it.")  # fmt: skip
@click.option(
    "--alert", default="", help="发现问题时执行的命令，内容经标准输入给出 / a command that is given findings."
)
@click.option(
    "--every", type=click.FloatRange(min=1), help="每隔多少秒看一次，不退出 / look again every so many seconds."
)
def monitor(address: str, policy_file: Path, memory_file: Path, alert: str, every: float | None) -> None:
    """从外部监测 ADDRESS 的存证日志。Follow the log of the platform at ADDRESS (https://…) from outside.

    退出码 / exit codes: 0 一切正常 well, 2 承诺未兑现 a promise is broken, 3 日志自相矛盾 the log contradicts itself,
    4 无法访问 it cannot be reached.
    """
    policy, memory = _policy(policy_file), _memory(memory_file)
    while True:
        outcome = look(memory, policy, over_http(address), alert)
        if every is None:
            sys.exit(outcome)
        time.sleep(every)


def look(memory: Memory, policy: Policy, fetch: Fetch, alert: str) -> Outcome:
    """Looks once, prints what it found, and gives findings to the `alert` command."""
    try:
        checkpoint, fresh = follow(memory, policy, fetch)
    except Contradiction as contradiction:
        return _tell([contradiction.finding], alert, Outcome.CONTRADICTED, contradiction.evidence)
    except (OSError, http.client.HTTPException) as error:
        unreachable = Text(f"日志无法访问：{error}。", f"The log cannot be reached: {error}.")
        return _tell([Finding("unreachable", unreachable)], alert, Outcome.UNREACHABLE)
    today = datetime.now(CHINA).date()
    found = list(broken(memory, fresh, china_calendar(), max([today, *(e.at.date() for e in fresh)])))
    click.echo(
        f"{'✗' if found else '✓'} {checkpoint.origin}: {checkpoint.size} 条，新增 {len(fresh)} 条 / "
        f"{checkpoint.size} entries, {len(fresh)} of them new and readable"
    )
    return _tell(found, alert, Outcome.BROKEN) if found else Outcome.WELL


def _tell(findings: list[Finding], alert: str, outcome: Outcome, evidence: tuple[str, ...] = ()) -> Outcome:
    lines = [
        _harmless(f"[{f.code}]{f' #{f.entry}' if f.entry is not None else ''} {f.text.zh} / {f.text.en}")
        for f in findings
    ]
    for line in lines:
        click.echo(f"✗ {line}")
    for note in evidence:
        shown = "\n".join(_harmless(line) for line in note.split("\n"))
        lines.append(shown)
        click.echo(shown)
    if alert:
        done = subprocess.run(shlex.split(alert), input="\n".join(lines) + "\n", text=True, check=False)
        if done.returncode:
            click.echo(f"!! 告警命令失败 / the alert command failed: {done.returncode}", err=True)
    return outcome


def _harmless(line: str) -> str:
    """The line without what would steer a terminal or begin another line: its words are the log's."""
    return "".join(one if one.isprintable() else "\ufffd" for one in line)


def over_http(address: str) -> Fetch:
    """Reads below `address`/log/. What it returns raises OSError or HTTPException when there is no answer."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ServiceFault(
            Text(f"不是网址：{address}。", f"Not an address: {address}."),
            Text("请写成 https://… 的形式。", "Write it as https://…"),
        )

    def fetch(path: str) -> bytes:
        # the address is the operator's own, and only http or https
        with urllib.request.urlopen(f"{address.rstrip('/')}/log/{path}", timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            data: bytes = answer.read(_ANSWER_LIMIT)
            return data

    return fetch


def _policy(path: Path) -> Policy:
    try:
        policy = Policy.parse(path.read_text(encoding="utf-8"))
        if not policy.logs:
            raise ValueError("it names no log")
    except ValueError as error:
        raise ServiceFault(
            Text(f"策略文件 {path} 有误：{error}。", f"The policy {path} is wrong: {error}."),
            Text("应含 log、witness、group、quorum 各行。", "It holds log, witness, group and quorum lines."),
        ) from None
    return policy


def _memory(path: Path) -> Memory:
    try:
        return Memory(path)
    except sqlite3.Error as error:
        raise ServiceFault(
            Text(f"监测记录 {path} 无法打开：{error}。", f"The memory {path} cannot be opened: {error}."),
            Text("请指定正确的文件。", "Name the right file."),
        ) from None
