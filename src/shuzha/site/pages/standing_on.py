"""What stands on an article: the steps, conditions, deadlines and numbers of the running procedures that cite it."""

from __future__ import annotations

from dataclasses import dataclass

from shuzha.archive.cases.procedures import all_running
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import Parameter
from shuzha.procedure.requirements import Checklist
from shuzha.procedure.words import Duty, Procedure, Step
from shuzha.regulations import law


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that stands on one article."""

    steps: tuple[tuple[Procedure, Step], ...]
    needs: tuple[tuple[Procedure, Step, Text], ...]
    duties: tuple[tuple[Procedure, Duty], ...]
    parameters: tuple[Parameter, ...]

    @property
    def nothing(self) -> bool:
        return not (self.steps or self.needs or self.duties or self.parameters)


def standing_on(instrument: str, article: int) -> Standing:
    """What cites the article, or an item of it."""

    def cited(cites: tuple[Citation, ...]) -> bool:
        return any(one.instrument == instrument and one.article == article for one in cites)

    procedures = [run.procedure for run in all_running()]
    steps = [(p, step) for p in procedures for step in p.steps]
    return Standing(
        steps=tuple((p, step) for p, step in steps if cited(step.cites)),
        needs=tuple((p, step, title) for p, step in steps for title, cites in _needs(step) if cited(cites)),
        duties=tuple((p, duty) for p in procedures for duty in p.duties if cited(duty.limit.cites)),
        parameters=tuple(
            parameter
            for one in law.instruments()
            for parameter in law.parameters(one.id)
            if any(cited(value.cites) for value in parameter.values)
        ),
    )


def _needs(step: Step) -> list[tuple[Text, tuple[Citation, ...]]]:
    """The requirements of a step, each in words with its articles."""
    found: list[tuple[Text, tuple[Citation, ...]]] = []
    for need in step.needs:
        if isinstance(need, Checklist):
            found += [(item.title, item.cites) for item in need.items]
            continue
        words = getattr(need, "title", None) or getattr(need, "reason", None)
        if words is not None:
            found.append((words, getattr(need, "cites", ())))
    return found
