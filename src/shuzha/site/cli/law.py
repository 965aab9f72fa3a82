"""`shuzha due` and `shuzha law`: what the calendar and the regulations say, asked from a terminal."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import Due, FirstDay, Unit
from shuzha.kernel.deadline import due as due_by
from shuzha.kernel.notices import known_calendar
from shuzha.procedure.check import check as check_procedure
from shuzha.procedure.versions import stranded
from shuzha.procedure.words import Procedure
from shuzha.regulations import law as law_book
from shuzha.regulations.procedures import all_procedures
from shuzha.regulations.text import NotTheText, import_text, official_text
from shuzha.regulations.text_files import Unreadable
from shuzha.site.cli.law_cases import cases
from shuzha.site.cli.law_changed import affected
from shuzha.site.cli.law_drawn import diagrams, export
from shuzha.site.cli.law_told import article_as_json, article_told
from shuzha.site.cli.service import home_option

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON.")


@click.command()
@click.argument("start", metavar="START", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("length", metavar="LENGTH", type=click.IntRange(1, 3650))
@click.option(
    "--unit",
    type=click.Choice([unit.value for unit in Unit]),
    required=True,
    help="工作日、自然日、月或年 / in which units.",
)
@click.option(
    "--first-day",
    type=click.Choice([first.value for first in FirstDay]),
    default=FirstDay.EXCLUDED.value,
    show_default=True,
    help="起始日是否计入 / whether the first day counts.",
)
@json_option
@home_option
def due(start: datetime, length: int, unit: str, first_day: str, as_json: bool, home: Path) -> None:
    """自 START 起 LENGTH 个单位的期限止于何日。The last day of a period of LENGTH units from START (YYYY-MM-DD)."""
    try:
        found = due_by(
            start.date(), length, unit=Unit(unit), first_day=FirstDay(first_day), calendar=known_calendar(home)
        )
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(str(error), param_hint="START") from None
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else _told(found))


@click.group()
def law() -> None:
    """法规：条文、要点与落实情况。The regulations: articles, and what the platform does about each."""


@law.command()
@click.argument("instrument")
@click.argument("article", required=False)
@json_option
@home_option
def show(instrument: str, article: str | None, as_json: bool, home: Path) -> None:
    """一条规定的要点、落实、理解与依其运行的内容。One article: its gist, and all that stands on it.

    例 / for example: `shuzha law show beijing 23`, `shuzha law show beijing-2023/23`.
    """
    key = f"{instrument}/{article}" if article else instrument
    try:
        name, _, rest = key.partition("/")
        found = law_book.article(f"{law_book.named(name).id}/{rest}")
    except (ValueError, LookupError) as error:
        raise click.BadParameter(str(error), param_hint="INSTRUMENT ARTICLE") from None
    today = datetime.now(CHINA).date()
    official = official_text(home, found.citation.instrument)
    told = article_as_json(found, official, today) if as_json else article_told(found, official, today)
    click.echo(told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, indent=2))


@law.command()
@json_option
def coverage(as_json: bool) -> None:
    """各文件逐条落实情况；有遗漏即以 1 退出。Every article's account; exits with 1 when one is forgotten."""
    try:
        rows = law_book.coverage()
    except ValueError as forgotten:
        click.echo(f"✗ {forgotten}", err=True)
        raise SystemExit(1) from None
    if as_json:
        click.echo(json.dumps({row.instrument.id: row.as_json() for row in rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row.instrument.short.zh} {row.instrument.short.en}  ({len(row.articles)})")
        click.echo("    " + "  ".join(f"{status.value} {n}" for status, n in row.counts.items()))
        for one in row.articles:
            parts = [part for part in one.dispositions if part.status is law_book.Status.PENDING]
            for part in parts:
                click.echo(f"    {one.citation}  待 / awaits: {part.issue}  {part.covers.zh} / {part.covers.en}")


@law.command("import")
@click.argument("instrument")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@home_option
def import_(instrument: str, file: Path, home: Path) -> None:
    """导入官方文本（.md .txt .docx .pdf）。Imports an instrument's official text, shown beside each article from then on."""
    try:
        name = law_book.named(instrument).id
        kept = import_text(home, name, file, datetime.now(CHINA).date().isoformat())
    except (LookupError, NotTheText, Unreadable) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"✓ {name}: {len(kept.articles)} 条 articles  sha256 {kept.sha256}")


@law.command()
def check() -> None:
    """逐一探查全部程序能否办通。Explores every procedure completely; exits with 1 when one could come to grief."""
    defects, before = 0, dict[str, Procedure]()
    for procedure in all_procedures():
        earlier = before.get(procedure.id)
        findings = [*check_procedure(procedure), *(stranded(earlier, procedure) if earlier else ())]
        before[procedure.id] = procedure
        defects += len(findings)
        click.echo(f"{'✗' if findings else '✓'} {procedure.id}  {procedure.title.zh} {procedure.title.en}")
        for finding in findings:
            click.echo(f"    {finding.rule} {finding.place}\n      {finding.story.zh}\n      {finding.story.en}")
    if defects:
        raise SystemExit(1)


law.add_command(cases)
law.add_command(diagrams)
law.add_command(export)
law.add_command(affected)


def _told(found: Due) -> str:
    provisional = "（暂定 / provisional）" if found.provisional else ""
    lines = [f"{_day(found.last_day)}{provisional}"]
    for step in found.steps:
        notice = f"  〔{step.notice.zh} / {step.notice.en}〕" if step.notice else ""
        lines.append(f"  {step.date}  {step.reason.zh} / {step.reason.en}{notice}")
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.isoformat()} 星期{'一二三四五六日'[day.weekday()]} {day:%A}"
