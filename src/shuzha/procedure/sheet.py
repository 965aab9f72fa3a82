"""A procedure on one sheet: its drawing with the style it lacks, and under it every numbered step and every duty.

The sheets in docs/reference/procedures are made from the procedures and compared with them by a test, so that the
documentation cannot speak of a procedure that no longer runs so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import escape

from shuzha.kernel.text import Text
from shuzha.procedure.diagram import draw
from shuzha.procedure.words import Duty, Procedure, Step

_TOP, _LINE, _EDGE = 64, 22, 24
_STYLE = (
    "text{font-family:'Noto Sans CJK SC','Source Han Sans SC',sans-serif;font-size:13px;fill:#10262f}"
    ".sheet-title{font-size:18px;font-weight:700}.soft{fill:#4a6068;font-size:12px}"
    ".state rect{fill:#fff;stroke:#0b5a6c;stroke-width:1.5}.state .inner{stroke-width:.8}.start{fill:#10262f}"
    ".step{fill:none;stroke:#758b93;stroke-width:1.3}.arrow-head{fill:#758b93}"
    ".number rect{fill:#dfeeef;stroke:#0b5a6c;stroke-width:.75}.number text{fill:#083f4d;font-size:12px}"
)
_WORDS: Mapping[str, Text] = {
    "version": Text("适用版本 {day}", "in the reading of {day}"),
    "steps": Text("步骤", "Steps"),
    "duties": Text("期限", "Duties"),
    "parameter": Text("时限见参数 {name}", "limit: parameter {name}"),
    "desc": Text(
        "{title}的状态图：{states}个状态、{steps}个步骤、{duties}项期限，步骤和期限列在图下",
        "State diagram of “{title}”: {states} states, {steps} steps, {duties} duties; steps and duties are listed below it",
    ),
}


def sheet(procedure: Procedure, language: str) -> str:
    """The sheet as one SVG document in `language`, the same each time; numbers of days stay with their parameters."""
    drawing = draw(procedure, language)
    width, height = (int(size) for size in re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawing)[0])
    lines = _lines(procedure, language)
    wide = max(width, *(2 * _EDGE + round(_length(line)) for line in lines))
    tall = _TOP + height + _LINE * (len(lines) + 1)
    drawn = drawing.replace("<svg ", f'<svg x="{(wide - width) // 2}" y="{_TOP}" ', 1)
    rows = "\n".join(
        f'<text x="{_EDGE}" y="{_TOP + height + _LINE * row}">{escape(line)}</text>'
        for row, line in enumerate(lines, 1)
        if line
    )
    title, law = procedure.title.in_(language), procedure.instrument.title.in_(language)
    version = _said("version", language, day=procedure.version)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(_description(procedure, language))}</desc>\n"
        f'<style>{_STYLE}</style>\n<rect width="{wide}" height="{tall}" fill="#fff"/>\n'
        f'<text class="sheet-title" x="{_EDGE}" y="30">{escape(title)}</text>\n'
        f'<text class="soft" x="{_EDGE}" y="50">{escape(f"{law} · {version} · {procedure.id}")}</text>\n'
        f"{drawn}\n{rows}\n</svg>\n"
    )


def _lines(procedure: Procedure, language: str) -> list[str]:
    steps = [_step(procedure, number, step, language) for number, step in enumerate(procedure.steps, 1)]
    duties = [_duty(procedure, duty, language) for duty in procedure.duties]
    told = [_said("steps", language), *steps]
    return [*told, "", _said("duties", language), *duties] if duties else told


def _step(procedure: Procedure, number: int, step: Step, language: str) -> str:
    by = dict.fromkeys(procedure.roles[role].title.in_(language) for role in sorted(step.by))
    cites = "; ".join(cite.label.in_(language) for cite in step.cites)
    return f"{number}  {step.title.in_(language)} — {', '.join(by)} — {cites}"


def _duty(procedure: Procedure, duty: Duty, language: str) -> str:
    who, cites = procedure.roles[duty.who].title, "; ".join(cite.label.in_(language) for cite in duty.limit.cites)
    limit = _said("parameter", language, name=duty.limit.parameter)
    return f"{duty.title.in_(language)} — {who.in_(language)} — {limit} — {cites} — {duty.late.in_(language)}"


def _description(procedure: Procedure, language: str) -> str:
    counts = {"states": len(procedure.states), "steps": len(procedure.steps), "duties": len(procedure.duties)}
    return _said("desc", language, title=procedure.title, **counts)


def _said(what: str, language: str, **values: object) -> str:
    return _WORDS[what].format(**values).in_(language)


def _length(line: str) -> float:
    """How long a line is in pixels, near enough: an ideograph is as wide as it is high, a letter half as wide."""
    return sum(13.0 if unicodedata.east_asian_width(char) in "WF" else 7.4 for char in line)
