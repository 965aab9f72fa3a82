"""`shuzha due` and `shuzha law`: what the calendar and the regulations say, asked from a terminal."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.deadline import Due, FirstDay, Unit
from shuzha.kernel.deadline import due as due_by
from shuzha.procedure.check import check as check_procedure
from shuzha.regulations import law as law_book
from shuzha.regulations.procedures import all_procedures

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON.")


@click.command()
@click.argument("start", metavar="START", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("days", type=click.IntRange(1, 3650))
@click.option(
    "--unit", type=click.Choice([unit.value for unit in Unit]), required=True, help="工作日或自然日 / the days."
)
@click.option(
    "--first-day",
    type=click.Choice([first.value for first in FirstDay]),
    default=FirstDay.EXCLUDED.value,
    show_default=True,
    help="起始日是否计入 / whether the first day counts.",
)
@json_option
def due(start: datetime, days: int, unit: str, first_day: str, as_json: bool) -> None:
    """自 START 起 DAYS 日的期限止于何日。The last day of a period of DAYS days from START (YYYY-MM-DD)."""
    try:
        found = due_by(start.date(), days, unit=Unit(unit), first_day=FirstDay(first_day), calendar=china_calendar())
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(str(error), param_hint="START") from None
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else _told(found))


@click.group()
def law() -> None:
    """法规：条文、要点与落实情况。The regulations: articles, and what the platform does about each."""


@law.command()
@click.argument("citation")
@json_option
def show(citation: str, as_json: bool) -> None:
    """一条规定的要点与落实。One article, by its key ("beijing-2023/23")."""
    try:
        found = law_book.article(citation)
    except (ValueError, LookupError) as error:
        raise click.BadParameter(str(error), param_hint="CITATION") from None
    click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else _article(found))


@law.command()
@json_option
def coverage(as_json: bool) -> None:
    """各文件逐条落实情况。How many articles of each instrument are enforced, shown, gaps, pending."""
    rows = law_book.coverage()
    if as_json:
        counted = {row.instrument.id: {status.value: n for status, n in row.counts.items()} for row in rows}
        click.echo(json.dumps(counted, indent=2))
        return
    for row in rows:
        click.echo(f"{row.instrument.short.zh} {row.instrument.short.en}  ({len(row.articles)})")
        click.echo("    " + "  ".join(f"{status.value} {n}" for status, n in row.counts.items()))


@law.command()
def check() -> None:
    """逐一探查全部程序能否办通。Explores every procedure completely; exits with 1 when one could come to grief."""
    defects = 0
    for procedure in all_procedures():
        findings = check_procedure(procedure)
        defects += len(findings)
        click.echo(f"{'✗' if findings else '✓'} {procedure.id}  {procedure.title.zh} {procedure.title.en}")
        for finding in findings:
            click.echo(f"    {finding.rule} {finding.place}\n      {finding.story.zh}\n      {finding.story.en}")
    if defects:
        raise SystemExit(1)


def _told(found: Due) -> str:
    provisional = "（暂定 / provisional）" if found.provisional else ""
    lines = [f"{_day(found.last_day)}{provisional}"]
    lines += [f"  {step.date}  {step.reason.zh} / {step.reason.en}" for step in found.steps]
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.isoformat()} 星期{'一二三四五六日'[day.weekday()]} {day:%A}"


def _article(found: law_book.Article) -> str:
    label = found.citation.label
    title = f"{label.zh} {found.heading.zh}".rstrip() + f" / {label.en} {found.heading.en}".rstrip()
    lines = [title, found.summary.zh, found.summary.en]
    for part in found.dispositions:
        covers = f"{part.covers.zh} / {part.covers.en}" if part.covers.zh else ""
        lines.append(f"  {part.status.value}: {covers} {', '.join(part.by)}".rstrip())
        lines += [f"    {test}" for test in part.tested]
    return "\n".join(lines)
