"""Whether every (state × step × role) of a procedure is answered: allowed or refused with reasons, never anything else.

A case is brought to each state by the shortest way; there every role tries every step, bringing nothing, something
fit, and for each field everything unfit. The answer must be an event or a refusal; an exception is a defect, and so is
a refusal that says neither why nor what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Refusal, barred, brought, decide, evolve
from shuzha.procedure.finding import Finding, found, paths, told
from shuzha.procedure.requirements import Checklist, Field, Kind
from shuzha.procedure.words import Actor, Case, Command, Event, Procedure, Step

_FIT: Mapping[Kind, Any] = {
    Kind.TEXT: "x",
    Kind.LONG: "x",
    Kind.CHOICE: "x",
    Kind.CHOICES: ["x"],
    Kind.NUMBER: 1,
    Kind.MONEY: 1,
    Kind.DAY: "2026-12-31",
    Kind.FLAG: True,
    Kind.REFERENCE: "x",
    Kind.REFERENCES: ["x"],
}
_UNFIT: tuple[Any, ...] = (None, -1, 2**64, 1.5, True, "", "\0", "x" * 30_000, [], [None], [1], {}, {"x": {}})
_STRANGER = "stranger"


def unanswered(procedure: Procedure) -> Iterator[Finding]:
    """A finding for each step that somebody may attempt somewhere and that then is not properly answered."""
    known: set[tuple[str, str]] = set()
    for path in paths(procedure).values():
        case = sample_case(procedure, path)
        for finding in _tried(procedure, case, path):
            if (finding.rule, finding.place) not in known:
                known.add((finding.rule, finding.place))
                yield finding


def _tried(procedure: Procedure, case: Case, path: tuple[Step, ...]) -> Iterator[Finding]:
    for step in procedure.steps:
        open_to_someone = False
        for by in _standing_actors(procedure, case):
            command = Command(step.name, by, _when(procedure), {})
            bar = _bar(procedure, case, command)
            open_to_someone |= not bar
            for data in [{}] if bar else _attempts(step):
                yield from _answered(procedure, case, step, Command(step.name, by, command.at, data), path)
        if not open_to_someone and (case.status in step.source if case.status else not step.source):
            yield found(
                "nobody-may", procedure, step.name,
                "{story}；此时应可“{title}”，却没有任何人有权办理",
                "{story}; “{title}” should be possible, and nobody may take it", story=told(path), title=step.title,
            )  # fmt: skip


def _standing_actors(procedure: Procedure, case: Case) -> Iterator[Actor]:
    """Each actor once in every standing that its role may be held in."""
    for role, organisation in _actors(procedure, case):
        for standing in sorted(procedure.roles[role].standings):
            yield Actor("person", organisation, frozenset({standing}))


def _bar(procedure: Procedure, case: Case, command: Command) -> bool:
    """Whether the step is closed to the actor; where even that fails it counts as open, so that the fault is told."""
    try:
        return bool(barred(procedure, case, command, china_calendar()))
    except LookupError:
        return False


def _answered(
    procedure: Procedure, case: Case, step: Step, command: Command, path: tuple[Step, ...]
) -> Iterator[Finding]:
    values = {"story": told(path), "title": step.title}
    try:
        outcome = decide(procedure, case, command, china_calendar())
    except Exception as error:
        yield found(
            "unanswered", procedure, step.name,
            "{story}；有人办理“{title}”，得到的不是答复而是故障：{error}",
            "{story}; someone takes “{title}” and meets a fault, not an answer: {error}",
            **values, error=f"{type(error).__name__}: {error}"[:200],
        )  # fmt: skip
        return
    denials = outcome.denials if isinstance(outcome, Refusal) else ()
    for denial in denials:
        if not (_both(denial.reason) and _both(denial.remedy) and denial.cites):
            yield found(
                "mute-refusal", procedure, step.name,
                "{story}；“{title}”被拒绝（{code}），却没有理由、办法或依据",
                "{story}; “{title}” is refused ({code}) without reason, remedy or article", **values, code=denial.code,
            )  # fmt: skip


def _attempts(step: Step) -> Iterator[dict[str, Any]]:
    yield {}
    fit = _fit(step)
    yield fit
    for need in step.needs:
        if isinstance(need, Field | Checklist):
            for value in _UNFIT:
                yield {**fit, **brought(step, {need.name: value})}


def _fit(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for need in step.needs:
        if isinstance(need, Checklist):
            data[need.name] = {item.code: "x" for item in need.items}
        elif isinstance(need, Field):
            value = next(iter(need.choices)) if need.choices else _FIT[need.kind]
            data[need.name] = [value] if need.choices and need.kind is Kind.CHOICES else value
    return data


def sample_case(procedure: Procedure, path: tuple[Step, ...]) -> Case:
    """A case that went this way, with a fit value for whatever its steps ask and a party in every role they fill."""
    case = Case(procedure.id)
    for step in path:
        parties = {field: f"party:{role}" for role, field in step.takes_part.items() if field != "actor"}
        actor = next((f"party:{role}" for role, field in step.takes_part.items() if field == "actor"), "someone")
        data = MappingProxyType({**_fit(step), **parties})
        case = evolve(procedure, case, Event(step.event, _when(procedure), "earlier", actor, step.cites, data))
    return case


def _actors(procedure: Procedure, case: Case) -> Iterator[tuple[str, str]]:
    for role in procedure.roles:
        yield role, case.parties.get(role, f"party:{role}")
        yield role, _STRANGER


def _when(procedure: Procedure) -> datetime:
    """A moment at which the procedure and every number it counts by are in force."""
    numbers = [v.from_date for duty in procedure.duties for p in duty.limit.parameters for v in p.values]
    return datetime.combine(max([procedure.version, *numbers], default=date.min), time(9), CHINA)


def _both(text: Text) -> bool:
    return bool(text.zh.strip()) and bool(text.en.strip())
