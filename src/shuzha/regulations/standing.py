"""What stands on an article: the steps, requirements, duties, credit facts and numbers that cite it, so that a rule can be read from the law's side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.credit import CreditRule
from shuzha.procedure.exceptions import Rule
from shuzha.procedure.parameters import Parameter
from shuzha.procedure.requirements import Checklist
from shuzha.procedure.words import Duty, Procedure, Step
from shuzha.regulations import law
from shuzha.regulations.credit import all_credit_rules
from shuzha.regulations.procedures import all_procedures


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that stands on one article."""

    steps: tuple[tuple[Procedure, Step], ...]
    needs: tuple[tuple[Procedure, Step, Text], ...]
    duties: tuple[tuple[Procedure, Duty], ...]
    credit: tuple[CreditRule, ...]
    parameters: tuple[Parameter, ...]

    @property
    def nothing(self) -> bool:
        return not (self.steps or self.needs or self.duties or self.credit or self.parameters)

    def as_json(self, at: date) -> dict[str, Any]:
        """All of it with the limits and numbers in force on the day `at`."""
        return {
            "steps": [_step(procedure, step) for procedure, step in self.steps],
            "requirements": [
                {"procedure": procedure.id, "step": step.name, "title": words.as_json()}
                for procedure, step, words in self.needs
            ],
            "duties": [_duty(procedure, duty, at) for procedure, duty in self.duties],
            "credit": [_credit(rule) for rule in self.credit],
            "parameters": [_parameter(parameter, at) for parameter in self.parameters],
        }


def standing_on(instrument: str, article: int) -> Standing:
    """What cites the article, or an item of it."""

    def cited(cites: tuple[Citation, ...]) -> bool:
        return any(one.instrument == instrument and one.article == article for one in cites)

    steps = [(p, step) for p in all_procedures() for step in p.steps]
    # A step that leaves several states in several ways is written down once for each, and is told once.
    citing = {(p.id, step.name, step.by): (p, step) for p, step in reversed(steps) if cited(step.cites)}
    needing = {(p.id, s.name, words): (p, s, words) for p, s in steps for words, cites in _needs(s) if cited(cites)}
    return Standing(
        steps=tuple(reversed(citing.values())),
        needs=tuple(needing.values()),
        duties=tuple((p, duty) for p in all_procedures() for duty in p.duties if cited(duty.limit.cites)),
        credit=tuple(rule for rule in all_credit_rules() if cited(rule.cites)),
        parameters=tuple(
            parameter
            for one in law.instruments()
            for parameter in law.parameters(one.id)
            if any(cited(value.cites) for value in parameter.values)
        ),
    )


def by_whom(procedure: Procedure, step: Step) -> Text:
    """Who may take the step, in words."""
    titles = list(dict.fromkeys(procedure.roles[role].title for role in sorted(step.by)))
    return Text("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))


def _needs(step: Step) -> list[tuple[Text, tuple[Citation, ...]]]:
    """The requirements of a step, each in words with its articles."""
    found: list[tuple[Text, tuple[Citation, ...]]] = []
    for need in step.needs:
        if isinstance(need, Checklist):
            found += [(item.title, item.cites) for item in need.items]
            continue
        if isinstance(need, Rule):
            label = Text("例外（{label}）：{title}", "exception ({label}): {title}")
            found += [(label.format(label=one.label, title=one.title), one.cites) for one in need.exceptions]
        words = getattr(need, "title", None) or getattr(need, "reason", None)
        if words is not None:
            found.append((words, getattr(need, "cites", ())))
    return found


def _step(procedure: Procedure, step: Step) -> dict[str, Any]:
    return {
        "procedure": procedure.id,
        "step": step.name,
        "title": step.title.as_json(),
        "by": by_whom(procedure, step).as_json(),
    }


def _duty(procedure: Procedure, duty: Duty, at: date) -> dict[str, Any]:
    limit = duty.limit
    return {
        "procedure": procedure.id,
        "duty": duty.name,
        "title": duty.title.as_json(),
        "who": procedure.roles[duty.who].title.as_json(),
        "length": limit.length(at),
        "unit": limit.unit.value,
        "first_day": limit.first_day.value,
        "source": str(limit.parameters.citation(limit.parameter, at)),
        "local": limit.parameters.instrument.local,
        "late": duty.late.as_json(),
    }


def _credit(rule: CreditRule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "procedure": rule.procedure.id,
        "title": rule.title.as_json(),
        "good": rule.good,
        "counts_for": rule.term.parameter,
    }


def _parameter(parameter: Parameter, at: date) -> dict[str, Any]:
    """The number in force, or the first one to come where none is yet."""
    dated = parameter.at(max(at, parameter.values[0].from_date))
    return {
        "name": parameter.name,
        "title": parameter.title.as_json(),
        "value": str(dated.value),
        "unit": parameter.unit.value,
        "from": dated.from_date.isoformat(),
        "source": str(dated.cites[0]),
        "local": parameter.local,
    }
