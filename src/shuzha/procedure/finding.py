"""What is wrong with a procedure as written, told as a story that its author can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shuzha.kernel.text import Text
from shuzha.procedure.words import Procedure, Step


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: which rule of good procedures it breaks, in which procedure, at which step, state or duty."""

    rule: str
    procedure: str
    place: str
    story: Text


def found(rule: str, procedure: Procedure, place: str, zh: str, en: str, **values: object) -> Finding:
    return Finding(rule, procedure.id, place, Text(zh, en).format(**values))


def told(path: Sequence[Step]) -> Text:
    """The steps as a story, one sentence after another."""
    if not path:
        return Text("事项尚未开始", "Before the case is opened")
    return Text("；".join(step.said.zh for step in path), "; ".join(step.said.en for step in path))


def paths(procedure: Procedure) -> dict[str, tuple[Step, ...]]:
    """For each state that can be reached, the shortest way to it; "" is the case not yet opened."""
    ways: dict[str, tuple[Step, ...]] = {"": ()}
    waiting = [""]
    while waiting:
        state = waiting.pop(0)
        for step in procedure.steps:
            leaves = state in step.source if state else not step.source
            after = step.leads_from(state)
            if leaves and after not in ways:
                ways[after] = (*ways[state], step)
                waiting.append(after)
    return ways
