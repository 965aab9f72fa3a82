"""`shuzha law diagrams` and `shuzha law export`: the procedures drawn for the documentation, and written for other engines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from shuzha.kernel.clock import CHINA
from shuzha.procedure.bpmn import bpmn
from shuzha.procedure.scxml import scxml
from shuzha.procedure.sheet import sheet
from shuzha.procedure.words import Procedure
from shuzha.regulations.procedures import all_procedures, latest

_FORMATS = {"scxml": scxml, "bpmn": bpmn}
_INDEX = """# Procedures, drawn

Made from the procedures by `make diagrams`; a test compares these sheets with what runs. A number on an arrow is that of
the step listed under the drawing; a double frame ends the case. `shuzha law export` writes a procedure as SCXML or
BPMN 2.0.

| Procedure | | Instrument | Drawn |
|---|---|---|---|
"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def diagrams(folder: Path) -> None:
    """将全部程序绘入 FOLDER，中英文各一。Draws every procedure into FOLDER, a sheet in each language."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = documents()
    for stale in {*folder.glob("*.svg")} - {folder / name for name in drawn}:
        stale.unlink()
    for name, content in drawn.items():
        (folder / name).write_text(content, encoding="utf-8")
    click.echo(f"✓ {folder}: {len(drawn)} 个文件 files")


@click.command()
@click.argument("procedure")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), required=True, help="格式 / the format.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file.")
def export(procedure: str, form: str, output: Path | None) -> None:
    """以 SCXML 或 BPMN 2.0 导出一个程序。Writes a procedure as SCXML or BPMN 2.0."""
    try:
        written = _FORMATS[form](latest(procedure), datetime.now(CHINA).date())
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="PROCEDURE") from None
    if output is None:
        click.echo(written, nl=False)
    else:
        output.write_text(written, encoding="utf-8")
        click.echo(f"✓ {output}")


def documents() -> dict[str, str]:
    """The sheets and their index, by file name: what the folder should hold."""
    found = {f"{p.id}.{short}.svg": sheet(p, language) for p in _latest() for short, language in _LANGUAGES.items()}
    rows = [
        f"| {p.title.zh} {p.title.en} | `{p.id}` | {p.instrument.short.zh} {p.instrument.short.en} "
        f"| [中文]({p.id}.zh.svg) · [English]({p.id}.en.svg) |"
        for p in _latest()
    ]
    return {**found, "README.md": _INDEX + "\n".join(rows) + "\n"}


def _latest() -> list[Procedure]:
    return [latest(name) for name in dict.fromkeys(p.id for p in all_procedures())]


_LANGUAGES = {"zh": "zh-hans", "en": "en"}
