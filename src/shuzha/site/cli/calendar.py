"""`shuzha calendar load`: the next year's holiday notice, and every running deadline that it moves."""

from __future__ import annotations

import json
from pathlib import Path

import click

from shuzha.kernel.notices import digest, keep_notice, read_notice
from shuzha.site.cli.installed import enter
from shuzha.site.cli.service import home_option
from shuzha.site.services.home import Home


@click.group()
def calendar() -> None:
    """工作日历。The working calendar."""


@calendar.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON.")
@home_option
def load(file: Path, as_json: bool, home: Path) -> None:
    """载入放假通知（JSON 或 TOML），列明因此变动的期限。Loads a year's notice and lists every running deadline it moves."""
    try:
        notice = read_notice(file)
        if not (home / "keys").exists():
            keep_notice(home, notice)
            click.echo(f"✓ {notice.title.zh} {notice.title.en}  sha256 {digest(notice)}")
            return
        moved = _counted_again(Home.at(home), file)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps([one for one, _, _ in moved], ensure_ascii=False, indent=2))
        return
    click.echo(f"✓ {notice.title.zh} {notice.title.en}  sha256 {digest(notice)}")
    click.echo(f"  变动的期限 / deadlines that moved: {len(moved)}")
    for _, zh, en in moved:
        click.echo(f"  {zh}\n  {en}")


def _counted_again(place: Home, file: Path) -> list[tuple[dict[str, object], str, str]]:
    """What moved in this installation's cases, as JSON and told, by its own clock and in its web's database role."""
    enter(place)
    from shuzha.archive.cases.recounting import load_notice, told
    from shuzha.archive.clock import city_clock

    moved = load_notice(read_notice(file), at=city_clock().now())
    return [(one.as_json(), told(one).zh, told(one).en) for one in moved]
