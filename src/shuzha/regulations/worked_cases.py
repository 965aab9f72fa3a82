"""Worked cases: how a procedure goes in given circumstances, in tables that whoever reads the law can read and check.

A table is one file for each procedure. Each case reads: on this day, this one takes this step; then the case stands so,
or the step is refused on these articles; these duties then end on these days, or stand so. `by` is a standing, with the
organisation after a colon where it is not called after it. `bring` is what each step brings, `with` adds to it or
replaces it; some of it is what the archive knows and adds. The tables say what the law wants; `played` says what the
engine does, and a test compares the two.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from shuzha.kernel.calendar import WorkingCalendar, china_calendar
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.procedure.deadlines import Deadline, deadlines
from shuzha.procedure.decide import Refusal, decide, evolve
from shuzha.procedure.words import Actor, Case, Command, Procedure
from shuzha.regulations import beijing_2023, hainan_2023, local_rules
from shuzha.regulations.procedures import latest
from shuzha.regulations.roles import STANDINGS

_FOLDERS = (beijing_2023, hainan_2023, local_rules)
_MORNING = time(10, tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case: who takes which step on which day, bringing what, and what the table expects to follow.

    `then` is the state reached; where the step is refused it is "" and `refused` maps each code to its article.
    """

    on: date
    by: Actor
    take: str
    brings: Mapping[str, Any]
    then: str
    refused: Mapping[str, str]
    ends: Mapping[str, date]
    stands: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One case of a table: its sentence, the articles it shows, and its lines in order."""

    procedure: str
    title: Text
    cites: tuple[Citation, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A line as the engine plays it: the state the case is in, why the step was refused, and every running of a duty."""

    line: Line
    status: str
    denials: tuple[Deny, ...]
    owed: tuple[Deadline, ...]

    def last(self, duty: str) -> Deadline:
        """The latest running of that duty. Raises: LookupError when it has not begun."""
        found = [one for one in self.owed if one.duty.name == duty]
        if not found:
            raise LookupError(f"{duty!r} has not begun on {self.line.on}")
        return found[-1]


@cache
def worked_cases() -> tuple[WorkedCase, ...]:
    """Every worked case of every instrument, table by table."""
    return tuple(case for folder in _FOLDERS for case in _tables(folder.__name__))


def worked_cases_of(procedure: str) -> tuple[WorkedCase, ...]:
    return tuple(case for case in worked_cases() if case.procedure == procedure)


def played(case: WorkedCase, calendar: WorkingCalendar | None = None) -> Iterator[Played]:
    """The case line by line, as the newest version of its procedure decides it."""
    procedure, days = latest(case.procedure), calendar or china_calendar()
    state = Case(procedure.id)
    for line in case.lines:
        command = Command(line.take, line.by, datetime.combine(line.on, _MORNING), line.brings)
        outcome = decide(procedure, state, command, days)
        denials = outcome.denials if isinstance(outcome, Refusal) else ()
        if not isinstance(outcome, Refusal):
            state = evolve(procedure, state, outcome)
        yield Played(line, state.status, denials, deadlines(procedure, state, line.on, days))


# The people and bodies that the tables invent, for readers of either language.
_NAMES = {
    "其他企业": Text("其他企业", "another company"),
    "其他部门": Text("其他部门", "another department"),
    "其他监管部门": Text("其他监管部门", "another supervisor"),
    "他人": Text("他人", "somebody else"),
    "异议人": Text("异议人", "objector"),
    "甲所": Text("甲所", "firm A"),
    "乙所": Text("乙所", "firm B"),
    "丁所": Text("丁所", "firm D"),
    "甲大学": Text("甲大学", "university A"),
    "乙大学": Text("乙大学", "university B"),
    "丙大学": Text("丙大学", "university C"),
    "operator": Text("专区运营单位", "the zone's operator"),
}


def who(procedure: Procedure, by: Actor) -> Text:
    """Who acts in a line: the role that the organisation is called after, else its standing, with its name if it has one."""
    [standing] = by.roles
    if by.organisation in procedure.roles:
        return procedure.roles[by.organisation].title
    title = STANDINGS.get(standing, Text("任何人", "Anyone"))
    name = "" if by.organisation == standing else by.organisation
    named = _NAMES.get(name, Text(name, name))
    return Text(f"{title.zh}（{named.zh}）", f"{title.en} ({named.en})") if name else title


def _tables(folder: str) -> Iterator[WorkedCase]:
    paths = files(folder).joinpath("worked_cases").iterdir()
    for path in sorted((path for path in paths if path.name.endswith(".toml")), key=lambda path: path.name):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table["case"]:
            cites = tuple(Citation.parse(key) for key in case["articles"])
            lines = tuple(_line(table["bring"], step) for step in case["steps"])
            title = Text(case["title"], case["en"][0].upper() + case["en"][1:])
            yield WorkedCase(table["procedure"], title, cites, lines)


def _line(bring: Mapping[str, Any], step: Mapping[str, Any]) -> Line:
    standing, _, named = step["by"].partition(":")
    organisation = named or standing
    return Line(
        on=step["on"],
        by=Actor(f"{organisation}-officer", organisation, frozenset({standing})),
        take=step["take"],
        brings=bring.get(step["take"], {}) | step.get("with", {}),
        then=step.get("then", ""),
        refused=step.get("refused", {}),
        ends=step.get("ends", {}),
        stands=step.get("stands", {}),
    )
