"""`shuzha law affected`: what a new version of a procedure changes, and for which running cases, before it takes force."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services.home import Home

if TYPE_CHECKING:
    from shuzha.archive.cases.transitions import Affected, Transition


@click.command()
@click.argument("procedure")
@click.argument("version", metavar="VERSION", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON.")
@click.option("--take-over", "taking", is_flag=True, help="按新版本重算在办事项的期限 / count running cases by it now.")
@home_option
def affected(procedure: str, version: datetime, as_json: bool, taking: bool, home: Path) -> None:
    """新版本改变什么、影响哪些在办事项。What the VERSION (YYYY-MM-DD) changes, and for which running cases."""
    enter(Home.at(home))
    from shuzha.archive.cases.transitions import affected as affected_by
    from shuzha.archive.cases.transitions import transition

    try:
        change = transition(procedure, version.date())
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="PROCEDURE VERSION") from None
    cases = list(affected_by(change))
    if as_json:
        told = {**change.as_json(), "cases": [one.as_json() for one in cases]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(_told(change, cases))
    if taking:
        _take_over(change)


def _take_over(change: Transition) -> None:
    from shuzha.archive.cases.transitions import take_over
    from shuzha.archive.clock import city_clock
    from shuzha.kernel.decision import Refused

    try:
        count = take_over(change, at=city_clock().now())
    except Refused as refusal:
        told = "; ".join(f"{one.reason.zh}（{one.limit.words.zh}） / {one.reason.en}" for one in refusal.denials)
        raise click.ClickException(told) from None
    click.echo(f"✓ 已按新版本计算 / counted by the new version: {count}")


def _told(change: Transition, cases: list[Affected]) -> str:
    lines = [f"{change.old.law_version} → {change.new.law_version}  {change.new.title.zh} {change.new.title.en}"]
    lines += [f"  {one.told.zh} / {one.told.en}" for one in change.changes]
    if change.day is None:
        return "\n".join([*lines, "在办事项沿用原版本 / running cases keep the version they were opened under"])
    lines.append(f"自 {change.day} 起适用于在办事项 / governs running cases from {change.day}: {len(cases)}")
    for one in cases:
        lines.append(f"  {one.case.number}  {one.status.zh} {one.status.en}")
        lines += [
            f"    {shift.duty.title.zh} {shift.duty.title.en}: {_day(shift.before)} → {_day(shift.after)}"
            for shift in one.shifts
        ]
    return "\n".join(lines)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"
