"""What a step needs before it may be taken. Each requirement names everything that is unmet, never only the first.

Requirements are declarations first: a page draws its form from them, `law show` explains them, and `decide` checks
them. Only `Condition` carries a function, for what no declaration can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit

if TYPE_CHECKING:
    from shuzha.procedure.deadlines import Deadline
    from shuzha.procedure.decide import Situation


class Requirement(Protocol):
    def unmet(self, situation: Situation) -> Iterator[Deny]:
        """One denial for each thing that is missing or wrong; none when the requirement is met."""
        ...


class Kind(StrEnum):
    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    FLAG = "flag"
    REFERENCE = "reference"
    REFERENCES = "references"


_FITS: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.TEXT: lambda v: _is_text(v, 300),
    Kind.LONG: lambda v: _is_text(v, 20_000),
    Kind.CHOICE: lambda v: _is_text(v, 200),
    Kind.CHOICES: lambda v: isinstance(v, list) and all(_is_text(i, 200) for i in v),
    Kind.NUMBER: lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v < 2**53,
    Kind.MONEY: lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v < 2**53,
    Kind.DAY: lambda v: isinstance(v, str) and _is_day(v),
    Kind.FLAG: lambda v: isinstance(v, bool),
    Kind.REFERENCE: lambda v: _is_text(v, 200),
    Kind.REFERENCES: lambda v: isinstance(v, list) and all(_is_text(i, 200) for i in v),
}


def _is_text(value: Any, longest: int) -> bool:
    """Text that can be stored: no NUL character, no half of a surrogate pair."""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _is_day(value: str) -> bool:
    """Exactly YYYY-MM-DD, so that days compare as text too."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Field:
    """A value the actor states. `choices` maps each allowed value to its title; `source` names a list the page offers.

    A `supplied` value is stated by the archive: the event must say it, nobody is asked for it, nobody can bring it. A
    `filled` one may be left open by the actor, and the archive states it then.
    """

    name: str
    title: Text
    kind: Kind
    cites: tuple[Citation, ...]
    required: bool = True
    help: Text | None = None
    choices: Mapping[str, Text] | None = None
    source: str = ""
    supplied: bool = False
    filled: bool = False

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        return self.wrong(situation.command.data)

    def wrong(self, data: Mapping[str, Any]) -> Iterator[Deny]:
        value = data.get(self.name)
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            if self.required:
                yield self._deny(
                    "missing", Text("未填写“{title}”", "“{title}” is missing"), Text("请填写该项", "Fill it in")
                )
            return
        if not _FITS[self.kind](value):
            yield self._deny(
                "malformed",
                Text("“{title}”的格式不正确", "“{title}” has the wrong form"),
                _FORM[self.kind],
            )
            return
        chosen = value if isinstance(value, list) else [value]
        if self.choices is not None and any(item not in self.choices for item in chosen):
            allowed = self.choices.values()
            yield self._deny(
                "not-a-choice",
                Text("“{title}”不在可选范围内", "“{title}” is not one of the choices"),
                Text("可选：" + "、".join(t.zh for t in allowed), "Choose from: " + ", ".join(t.en for t in allowed)),
            )

    def _deny(self, what: str, reason: Text, remedy: Text) -> Deny:
        return Deny(f"field-{what}", reason.format(title=self.title), self.cites, remedy, self.name)


_FORM: Mapping[Kind, Text] = {
    Kind.TEXT: Text("请输入不超过 300 字的文字", "Enter text of at most 300 characters"),
    Kind.LONG: Text("请输入不超过 2 万字的文字", "Enter text of at most 20,000 characters"),
    Kind.CHOICE: Text("请选择一项", "Choose one"),
    Kind.CHOICES: Text("请从列表中选择", "Choose from the list"),
    Kind.NUMBER: Text("请输入非负整数", "Enter a whole number that is not negative"),
    Kind.MONEY: Text("请输入金额，如 1234.50", "Enter an amount such as 1234.50"),
    Kind.DAY: Text("请输入日期，如 2026-03-12", "Enter a date such as 2026-03-12"),
    Kind.FLAG: Text("请选择是或否", "Say yes or no"),
    Kind.REFERENCE: Text("请从列表中选择", "Choose from the list"),
    Kind.REFERENCES: Text("请从列表中选择", "Choose from the list"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: a condition, a material or a clause, with the article item that asks for it."""

    code: str
    title: Text
    cites: tuple[Citation, ...]
    remedy: Text


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every item must be present: `name` maps an item's code to what supports it (a document's reference, a clause's text).

    What an earlier event said counts too. A checklist that is not `required` only collects, for a later step that
    requires it. `only_if` switches single items off for cases to which they do not apply.
    """

    name: str
    title: Text
    items: tuple[Item, ...]
    required: bool = True
    only_if: Mapping[str, Callable[[Situation], bool]] | None = None

    def taken(self, given: Any) -> dict[str, str]:
        """What of an actor's answer the checklist takes: known codes with a text each, nothing else."""
        if not isinstance(given, Mapping):
            return {}
        codes = {item.code for item in self.items}
        return {code: text[:20_000] for code, text in given.items() if code in codes and isinstance(text, str)}

    def applying(self, situation: Situation) -> tuple[Item, ...]:
        tests = self.only_if or {}
        return tuple(i for i in self.items if i.code not in tests or tests[i.code](situation))

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        if not self.required:
            return
        given = situation.said.get(self.name)
        if not isinstance(given, Mapping):
            given = {}
        for item in self.applying(situation):
            support = given.get(item.code)
            if not (isinstance(support, str) and support.strip()):
                reason = Text("缺少：{item}", "Not shown: {item}").format(item=item.title)
                yield Deny(f"{self.name}-{item.code}", reason, item.cites, item.remedy, self.name)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the case, the command and the moment, with its reason and remedy; `limit` dates one that has a day."""

    code: str
    holds: Callable[[Situation], bool]
    reason: Text
    remedy: Text
    cites: tuple[Citation, ...]
    field: str = ""
    limit: Callable[[Situation], TimeLimit] = lambda situation: NO_LIMIT

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        if not self.holds(situation):
            yield Deny(self.code, self.reason, self.cites, self.remedy, self.field, self.limit(situation))


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The named period of the procedure has run out: the step may be taken from the day after its last day."""

    duty: str
    cites: tuple[Citation, ...]

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        deadline = situation.deadline(self.duty)
        if deadline is None:
            title = situation.procedure.duty(self.duty).title
            yield Deny(
                f"{self.duty}-not-begun",
                Text("“{title}”尚未开始", "“{title}” has not begun").format(title=title),
                self.cites,
                Text("请待期间开始并届满", "Wait until the period has begun and ended"),
                limit=_to_begin(situation, self.duty),
            )
        elif situation.today <= deadline.last_day:
            yield Deny(
                f"{self.duty}-running",
                Text("“{title}”尚未届满（{day} 止）", "“{title}” still runs (until {day})").format(
                    title=deadline.duty.title, day=deadline.last_day.isoformat()
                ),
                self.cites,
                Text("请于期满次日起办理", "Come back on the day after the period ends"),
                limit=_period(
                    deadline, Text("{day} 届满，次日起可办理", "It ends on {day}; possible from the day after")
                ),
            )


@dataclass(frozen=True, slots=True)
class Within:
    """The named period of the procedure still runs: the step may be taken up to and including its last day."""

    duty: str
    cites: tuple[Citation, ...]
    remedy: Text

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        deadline = situation.deadline(self.duty)
        if deadline is None or situation.today > deadline.last_day:
            title = situation.procedure.duty(self.duty).title
            yield Deny(
                f"{self.duty}-over",
                Text("“{title}”不在进行中或已届满", "“{title}” is not running or has ended").format(title=title),
                self.cites,
                self.remedy,
                limit=_period(deadline, Text("已于 {day} 届满", "It ended on {day}"))
                if deadline
                else _to_begin(situation, self.duty),
            )


def _to_begin(situation: Situation, name: str) -> TimeLimit:
    """What a period begins with; its first day nobody knows before that is done."""
    procedure, duty = situation.procedure, situation.procedure.duty(name)
    begins = dict.fromkeys(step.said for step in procedure.steps if step.event in duty.after)
    zh, en = "；".join(said.zh for said in begins), "; ".join(said.en for said in begins)
    return TimeLimit(Text(f"自以下事项起算：{zh}", f"It runs from: {en}"), cites=duty.limit.cites)


def _period(deadline: Deadline, words: Text) -> TimeLimit:
    return TimeLimit.dated(words, deadline.last_day, deadline.duty.limit.cites, deadline.provisional)


@dataclass(frozen=True, slots=True)
class NotBy:
    """Nobody reviews their own: the actor is neither the organisation nor the person that acted in the earlier event."""

    event: str
    cites: tuple[Citation, ...]

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        earlier, by = situation.case.last(self.event), situation.command.by
        if earlier and (
            earlier.person == by.person or (earlier.organisation and earlier.organisation == by.organisation)
        ):
            yield Deny(
                "own-case",
                Text("不得审查本人或本单位提出的事项", "Nobody reviews what they or their organisation submitted"),
                self.cites,
                Text("请由其他单位或人员办理", "Another organisation or person must act"),
            )
