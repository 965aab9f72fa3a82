"""A step's form, drawn from what the step needs; and what was posted, read back into what the step is given.

Nothing is judged here: what cannot be read as its kind is passed on as it was typed, so that the procedure refuses it
in its own words and the form shows it again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.queries import standing_of
from shuzha.archive.cases.references import Asked, Option
from shuzha.archive.documents.operations import keep_document
from shuzha.kernel.decision import Deny
from shuzha.kernel.money import Money
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Field, Item, Kind
from shuzha.procedure.words import Case, Command, Step
from shuzha.site.pages.references import options

YES, NO = "yes", "no"
_FLAG = (Option(YES, Text("是", "Yes")), Option(NO, Text("否", "No")))
_CHOOSE = Option("", Text("请选择", "Choose"))
_INPUTS: Mapping[Kind, str] = {
    Kind.LONG: "textarea",
    Kind.CHOICE: "select",
    Kind.CHOICES: "checkboxes",
    Kind.DAY: "date",
    Kind.FLAG: "radio",
    Kind.REFERENCE: "select",
    Kind.REFERENCES: "checkboxes",
}
_HELP: Mapping[Kind, Text] = {
    Kind.MONEY: Text("人民币元，如 1234.50", "In yuan, for example 1234.50"),
    Kind.NUMBER: Text("非负整数", "A whole number, not negative"),
}


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a form."""

    field: Field
    type: str
    id: str
    value: Any
    required: bool
    options: tuple[Option, ...] = ()

    @property
    def help(self) -> Text:
        return self.field.help or _HELP.get(self.field.kind, Text("", ""))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a checklist: what supports it, and what is wrong with it."""

    item: Item
    name: str
    id: str
    value: str
    denials: tuple[Deny, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A checklist as a form shows it; `settled` ones were filled in earlier and are only looked through here."""

    checklist: Checklist
    rows: tuple[Row, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form of one step: its inputs in the order in which the procedure asks for them."""

    procedure: str
    step: Step
    case: CaseRecord | None
    asked: Asked
    posted: QueryDict | None = None
    denials: tuple[Deny, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    command_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def inputs(self) -> list[Input]:
        return [self._input(need) for need in self.fields()]

    @property
    def sheets(self) -> list[Sheet]:
        return [self._sheet(need) for need in self.step.needs if isinstance(need, Checklist)]

    @property
    def known(self) -> set[str]:
        """The names under which a denial is shown beside its input."""
        return {need.name for need in self.fields()} | {sheet.checklist.name for sheet in self.sheets}

    @property
    def elsewhere(self) -> tuple[Deny, ...]:
        """The denials that are about no input of this form."""
        return tuple(denial for denial in self.denials if denial.field not in self.known)

    def fields(self) -> Iterator[Field]:
        """What the actor is asked for: every field that the archive does not supply itself."""
        return (need for need in self.step.needs if isinstance(need, Field) and not need.supplied)

    def _input(self, need: Field) -> Input:
        return Input(
            field=need,
            type=_INPUTS.get(need.kind, "text"),
            id=f"{self.step.name}-{need.name}",
            value=self._typed(need),
            required=need.required and not need.filled,
            options=tuple(self._options(need)),
        )

    def _typed(self, need: Field) -> Any:
        if self.posted is None:
            return [] if need.kind in (Kind.CHOICES, Kind.REFERENCES) else ""
        if need.kind in (Kind.CHOICES, Kind.REFERENCES):
            return self.posted.getlist(need.name)
        return self.posted.get(need.name, "")

    def _options(self, need: Field) -> Iterator[Option]:
        if need.kind is Kind.FLAG:
            yield from _FLAG
            return
        if need.kind in (Kind.CHOICE, Kind.REFERENCE):
            yield _CHOOSE
        yield from options(need, self.asked)

    def _sheet(self, checklist: Checklist) -> Sheet:
        earlier = earlier_support(self.case, checklist)
        given = self.kept.get(checklist.name) or {}
        rows = tuple(
            Row(
                item,
                f"{checklist.name}.{item.code}",
                f"{self.step.name}-{checklist.name}-{item.code}",
                str(given.get(item.code) or earlier.get(item.code) or ""),
                tuple(d for d in self.denials if d.code == f"{checklist.name}-{item.code}"),
            )
            for item in self._applying(checklist)
        )
        return Sheet(checklist, rows, is_settled(self.case, checklist))

    def _applying(self, checklist: Checklist) -> tuple[Item, ...]:
        case = standing_of(self.case) if self.case else Case(self.procedure)
        if self.case is None:
            return checklist.items
        command = Command(self.step.name, self.asked.by.actor, self.asked.at, {})
        procedure = running_for(self.case).procedure
        return checklist.applying(Situation(procedure, case, command, working_calendar()))


def is_settled(case: CaseRecord | None, checklist: Checklist) -> bool:
    """Whether the step only looks through what others handed in: a requirement on a case that is already open."""
    return case is not None and checklist.required


def earlier_support(case: CaseRecord | None, checklist: Checklist) -> Mapping[str, Any]:
    """What the case's events already say under the checklist's name."""
    found = case.facts.get(checklist.name) if case else None
    return found if isinstance(found, Mapping) else {}


def read(form: StepForm, request: HttpRequest) -> dict[str, Any]:
    """What the actor brings to the step. Files are kept first, and their references stand in for them.

    Raises: Refused for a file that is not accepted.
    """
    data: dict[str, Any] = {}
    for one in form.fields():
        value = _value(one, request.POST)
        if value not in ("", []):
            data[one.name] = value
    for need in form.step.needs:
        if isinstance(need, Checklist) and not is_settled(form.case, need):
            data[need.name] = _supports(need, form, request)
    return data


def _value(need: Field, posted: QueryDict) -> Any:
    typed = posted.get(need.name, "").strip().replace("\r\n", "\n")
    match need.kind:
        case Kind.CHOICES | Kind.REFERENCES:
            return [one for one in posted.getlist(need.name) if one]
        case Kind.NUMBER:
            return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 17 else typed
        case Kind.MONEY:
            return _fen(typed)
        case Kind.FLAG:
            return {YES: True, NO: False}.get(typed, typed)
        case _:
            return typed


def _fen(typed: str) -> int | str:
    try:
        return Money.parse(typed).fen
    except ValueError:
        return typed


def _supports(checklist: Checklist, form: StepForm, request: HttpRequest) -> dict[str, str]:
    """What is handed in for each item now: a kept file's reference, or the words typed; emptied, it is withdrawn."""
    earlier, found = earlier_support(form.case, checklist), {}
    for item in checklist.items:
        name = f"{checklist.name}.{item.code}"
        typed = request.POST.get(name, "").strip()
        upload = request.FILES.get(f"{name}.file")
        if upload:
            document = keep_document(
                content=upload.read(),
                filename=upload.name or "",
                organisation=form.asked.by.organisation,
                at=form.asked.at,
            )
            typed = document.reference
        if typed or item.code in earlier:
            found[item.code] = typed
    return found
