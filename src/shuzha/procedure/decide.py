"""`decide` and `evolve`: whether a step may be taken, and what the case is afterwards. Pure functions, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.procedure.deadlines import Deadline, deadlines
from shuzha.procedure.requirements import Checklist, Field
from shuzha.procedure.timelimits import limited, owing
from shuzha.procedure.words import Actor, Case, Command, Event, Procedure, Step


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a requirement may look at: the procedure, the case so far, the command and the calendar."""

    procedure: Procedure
    case: Case
    command: Command
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        """The day in China on which the command is given."""
        return self.command.at.astimezone(CHINA).date()

    @property
    def said(self) -> Mapping[str, Any]:
        """What the case's events said so far, overlaid with what the command says."""
        return overlaid(self.procedure, self.case.facts, self.command.data)

    def deadline(self, duty: str) -> Deadline | None:
        """The latest running of the named duty or period, if it has started."""
        found = [d for d in deadlines(self.procedure, self.case, self.today, self.calendar) if d.duty.name == duty]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step may not be taken: everything unmet at once."""

    denials: tuple[Deny, ...]


def decide(procedure: Procedure, case: Case, command: Command, calendar: WorkingCalendar) -> Event | Refusal:
    """The event that taking the step brings about, or the refusal that names every unmet requirement.

    Whether the step exists in this state and who may take it is answered first, alone: what else would be missing
    is nobody's business who may not take it.
    """
    bar = barred(procedure, case, command, calendar)
    if bar:
        return Refusal(bar)
    step = _leaving(procedure, command.step, case)
    situation = Situation(procedure, case, command, calendar)
    unmet = tuple(_unmet(step, situation))
    if unmet:
        return Refusal(limited(unmet, procedure, case, step.name, situation.today, calendar))
    person, organisation = ("", "") if step.unnamed else (command.by.person, command.by.organisation)
    data = MappingProxyType(dict(command.data))
    return Event(step.event, command.at, person, organisation, step.cites, data)


def barred(procedure: Procedure, case: Case, command: Command, calendar: WorkingCalendar) -> tuple[Deny, ...]:
    """Why the step is closed to this actor in this state, whatever they bring; empty when it is open.

    Whoever owes something else in the case is told until when; nobody else learns a day of it.
    """
    step = _leaving(procedure, command.step, case)
    situation = Situation(procedure, case, command, calendar)
    bar = tuple(_barred(step, situation))
    own = (
        {role for role in procedure.roles if _is_own(procedure, case, role, command.by)}
        if bar and case.history
        else set()
    )
    return owing(bar, procedure, case, own, situation.today, calendar) if own else bar


def brought(step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the step takes of what an actor brings: its declared fields and checklists, and nothing else.

    A checklist required of a case that is already open is only looked through: what one party handed in is not made
    complete by the office that judges it.
    """
    taken: dict[str, Any] = {}
    for need in step.needs:
        if isinstance(need, Checklist) and need.name in data:
            if not (need.required and step.source):
                taken[need.name] = need.taken(data[need.name])
        elif isinstance(need, Field) and need.name in data and not need.supplied:
            taken[need.name] = data[need.name]
    return taken


def misformed(step: Step, data: Mapping[str, Any]) -> tuple[Deny, ...]:
    """What is missing or wrong in the values themselves, whatever the case says."""
    return tuple(denial for need in step.needs if isinstance(need, Field) for denial in need.wrong(data))


def wellformed(step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` without the values that are not of their declared form: what can be computed with."""
    wrong = {denial.field for denial in misformed(step, data)}
    return {name: value for name, value in data.items() if name not in wrong}


def overlaid(procedure: Procedure, facts: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """`facts` with what `data` says in their place; a checklist keeps the items that are not handed in anew."""
    lists = {need.name for step in procedure.steps for need in step.needs if isinstance(need, Checklist)}
    both = {name: (facts.get(name), data.get(name)) for name in lists}
    kept = {
        name: {**earlier, **now}
        for name, (earlier, now) in both.items()
        if isinstance(earlier, Mapping) and isinstance(now, Mapping)
    }
    return {**facts, **data, **kept}


def evolve(procedure: Procedure, case: Case, event: Event) -> Case:
    """The case after the event. Raises: LookupError for an event the procedure does not know."""
    step = procedure.step_of_event(event.type, case.status)
    parties = dict(case.parties)
    for role, source in step.takes_part.items():
        parties[role] = event.organisation if source == "actor" else str(event.data[source])
    return replace(
        case,
        status=step.leads_from(case.status),
        facts=MappingProxyType(overlaid(procedure, case.facts, event.data)),
        parties=MappingProxyType(parties),
        history=(*case.history, event),
    )


def open_steps(procedure: Procedure, case: Case, by: Actor) -> tuple[Step, ...]:
    """The steps that leave the case's present state and that `by` may take, whatever else they need."""
    return tuple(step for step in procedure.steps if _leaves(step, case) and _acts(procedure, step, case, by))


def _unmet(step: Step, situation: Situation) -> Iterator[Deny]:
    """Everything unmet; conditions see only values of the right form, and a value already refused is refused once."""
    command = situation.command
    refused = {denial.field for denial in misformed(step, command.data)}
    sound = replace(situation, command=replace(command, data=wellformed(step, command.data)))
    for need in step.needs:
        if isinstance(need, Field):
            yield from need.unmet(situation)
        else:
            yield from (denial for denial in need.unmet(sound) if denial.field not in refused)


def _leaving(procedure: Procedure, name: str, case: Case) -> Step:
    """The step of that name that leaves the case's state, else any of that name, so that the refusal can speak of it."""
    named = [step for step in procedure.steps if step.name == name]
    return next((step for step in named if _leaves(step, case)), None) or procedure.step(name)


def _leaves(step: Step, case: Case) -> bool:
    return case.status in step.source if case.history else not step.source


def _held(procedure: Procedure, step: Step, by: Actor) -> list[str]:
    return [role for role in step.by if procedure.roles[role].standings & by.roles]


def _is_own(procedure: Procedure, case: Case, role: str, by: Actor) -> bool:
    return bool(procedure.roles[role].standings & by.roles) and _stands_open(procedure, case, role, by)


def _acts(procedure: Procedure, step: Step, case: Case, by: Actor) -> bool:
    return any(_stands_open(procedure, case, role, by) for role in _held(procedure, step, by))


def _stands_open(procedure: Procedure, case: Case, role: str, by: Actor) -> bool:
    open_to = "" if procedure.roles[role].appointed else by.organisation
    return case.parties.get(role, open_to) == by.organisation


def _barred(step: Step, situation: Situation) -> Iterator[Deny]:
    procedure, case, by = situation.procedure, situation.case, situation.command.by
    if not _leaves(step, case):
        title = procedure.state(case.status).title if case.status else Text("尚未开始", "not yet opened")
        yield Deny(
            "wrong-state",
            Text("本事项现为“{state}”，不能“{step}”", "The case is “{state}”: “{step}” is not possible").format(
                state=title, step=step.title
            ),
            step.cites,
            Text("请查看本事项当前可办理的步骤", "See which steps are open in this case"),
        )
        return
    if not _held(procedure, step, by):
        titles = [procedure.roles[role].title for role in sorted(step.by)]
        yield Deny(
            "wrong-role",
            Text(
                "“{step}”由" + "、".join(t.zh for t in titles) + "办理",
                "“{step}” is taken by: " + ", ".join(t.en for t in titles),
            ).format(step=step.title),
            step.cites,
            Text("请以相应身份办理", "Act in that role"),
        )
    elif not _acts(procedure, step, case, by):
        yield Deny(
            "not-a-party",
            Text("贵单位不是本事项的当事单位", "Your organisation is not the party to this case"),
            step.cites,
            Text("请由当事单位办理", "The party to the case must act"),
        )
