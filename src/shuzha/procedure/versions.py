"""Changed law and running cases: which version of a procedure governs a case, and what a new version changes for it.

A case goes on under the version it was opened under. A new version takes over running cases only where it says so, from
the day it says: a rule of transition is data of the new version, never a decision taken in passing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.text import Text
from shuzha.procedure.deadlines import Deadline, Standing, deadlines
from shuzha.procedure.finding import Finding, found
from shuzha.procedure.words import Case, Duty, Procedure, Step


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a new version does otherwise: what kind of change, and in words."""

    kind: str
    name: str
    told: Text

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "told": self.told.as_json()}


@dataclass(frozen=True, slots=True)
class Shift:
    """A running deadline under the old version and under the new one; None where only one of them knows it."""

    duty: Duty
    before: date | None
    after: date | None

    def as_json(self) -> dict[str, Any]:
        days = {
            name: day.isoformat() if day else None for name, day in (("before", self.before), ("after", self.after))
        }
        return {"duty": self.duty.name, "title": self.duty.title.as_json(), **days}


def governing(versions: Sequence[Procedure], opened: date, at: date) -> Procedure:
    """The version, of one procedure's, that on the day `at` governs a case opened on `opened`.

    What is older than the first version is governed by the first. Raises: ValueError when there is no version.
    """
    ordered = sorted(versions, key=lambda one: one.version)
    if not ordered:
        raise ValueError("a procedure has at least one version")
    governs = ordered[0]
    for one in ordered[1:]:
        takes_over = one.applies_to_running is not None and max(one.version, one.applies_to_running) <= at
        if one.version <= opened or takes_over:
            governs = one
    return governs


def changes(old: Procedure, new: Procedure, at: date) -> tuple[Change, ...]:
    """What `new` does otherwise than `old`: steps and duties added, removed or changed, limits as of the day `at`."""
    return (*_step_changes(old, new), *_duty_changes(old, new, at))


def shifts(old: Procedure, new: Procedure, case: Case, at: date, calendar: WorkingCalendar) -> tuple[Shift, ...]:
    """How the case's running deadlines would stand on the day `at` under `new` instead of `old`; only what differs."""
    before, after = ({(d.duty.name, d.started): d for d in _open(p, case, at, calendar)} for p in (old, new))
    rows = []
    for key in sorted({*before, *after}, key=lambda key: (key[1], key[0])):
        one, other = before.get(key), after.get(key)
        if (one and one.last_day) != (other and other.last_day):
            duty = (other or before[key]).duty
            rows.append(Shift(duty, one.last_day if one else None, other.last_day if other else None))
    return tuple(rows)


def stranded(old: Procedure, new: Procedure) -> Iterator[Finding]:
    """A finding for each state of `old` in which a case that `new` takes over could not go on."""
    if new.applies_to_running is None:
        return
    known = {state.name for state in new.states}
    for state in old.states:
        if state.name not in known and not state.final:
            yield found(
                "stranded", new, state.name,
                "新版本自{day}起适用于在办事项，却没有“{state}”：停在此处的事项无法继续",
                "From {day} the new version governs running cases, and it has no “{state}”: a case there cannot go on",
                day=new.applies_to_running, state=state.title,
            )  # fmt: skip


def _open(procedure: Procedure, case: Case, at: date, calendar: WorkingCalendar) -> list[Deadline]:
    running = deadlines(procedure, case, at, calendar)
    return [one for one in running if one.standing in (Standing.RUNNING, Standing.LATE)]


def _step_changes(old: Procedure, new: Procedure) -> Iterator[Change]:
    before, after = _ways(old), _ways(new)
    for key, step in {**before, **after}.items():
        if key not in before:
            yield Change("step-added", step.name, Text("新增步骤“{t}”", "new step “{t}”").format(t=step.title))
        elif key not in after:
            yield Change("step-removed", step.name, Text("取消步骤“{t}”", "step “{t}” is gone").format(t=step.title))
        elif before[key] != step:
            told = Text("步骤“{t}”改变：{what}", "step “{t}” changes: {what}")
            yield Change("step-changed", step.name, told.format(t=step.title, what=_difference(before[key], step)))


def _ways(procedure: Procedure) -> dict[tuple[str, int], Step]:
    """Each step by its name and, where several share it, its place among them."""
    ways: dict[tuple[str, int], Step] = {}
    for step in procedure.steps:
        ways[step.name, sum(name == step.name for name, _ in ways)] = step
    return ways


def _difference(one: Step, other: Step) -> Text:
    parts = {
        "source": Text("可办理的状态", "where it may be taken"),
        "target": Text("办理后的状态", "where it leads"),
        "by": Text("由谁办理", "who takes it"),
        "needs": Text("所需材料与条件", "what it needs"),
        "cites": Text("依据", "the articles it stands on"),
    }
    names = [text for part, text in parts.items() if getattr(one, part) != getattr(other, part)]
    names = names or [Text("文字", "its wording")]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _duty_changes(old: Procedure, new: Procedure, at: date) -> Iterator[Change]:
    before, after = ({duty.name: duty for duty in p.duties} for p in (old, new))
    for name, duty in {**before, **after}.items():
        if name not in before:
            told = Text("新增期限“{t}”：{n}", "new duty “{t}”: {n}")
            yield Change("duty-added", name, told.format(t=duty.title, n=duty.limit.told(at)))
        elif name not in after:
            yield Change("duty-removed", name, Text("取消期限“{t}”", "duty “{t}” is gone").format(t=duty.title))
        elif before[name] != duty:
            told = Text("期限“{t}”改变：{a} → {b}", "duty “{t}” changes: {a} → {b}")
            lengths = {"a": before[name].limit.told(at), "b": duty.limit.told(at)}
            yield Change("duty-changed", name, told.format(t=duty.title, **lengths))
