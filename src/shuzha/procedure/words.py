"""The vocabulary in which a regulation is written down so that the platform can run it.

A procedure is read like the law it stands on: in these states, this role may take this step, bringing this, on this
article; after this event that role owes this within so many days, and what follows when it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from shuzha.kernel.calendar import WorkingCalendar
from shuzha.kernel.citation import Citation, Instrument
from shuzha.kernel.deadline import Due, FirstDay, Unit, due, length_told
from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet
from shuzha.procedure.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Role:
    """Who may act. `held_by` is the standing an account must have to act in this role (an applicant acts through its company's representatives);
    where several will do (whichever authority a complaint goes to), `or_by` names the others.

    An `appointed` role is nobody's until the case names someone in it (an agent); any other stands open until then.
    """

    title: Text
    held_by: str
    appointed: bool = False
    or_by: frozenset[str] = frozenset()

    @property
    def standings(self) -> frozenset[str]:
        """Every standing that will do."""
        return self.or_by | {self.held_by}


@dataclass(frozen=True, slots=True)
class State:
    """A state a case can be in. A `final` state ends the case; in an `adverse` one something was denied or taken away."""

    name: str
    title: Text
    final: bool = False
    adverse: bool = False


STAYS = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A transition as complete data: from where, to where, by whom, bringing what, on which articles.

    `by` names roles; when the case already has a party in that role, only that party may act. `takes_part` says whom
    the step makes a party: a role to "actor" or to the field that names the organisation. A step whose source is empty
    opens the case. One whose target is `STAYS` leaves the case in the state it is in. A step that `follows` is taken when another case is settled (a handover), by whoever settles that one.
    Whoever takes an `unnamed` step is named neither by its event nor by the log: only the event's data, to which the log
    merely commits, may tell.
    """

    name: str
    title: Text
    source: frozenset[str]
    target: str
    by: frozenset[str]
    event: str
    said: Text
    cites: tuple[Citation, ...]
    needs: tuple[Requirement, ...] = ()
    takes_part: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    follows: bool = False
    unnamed: bool = False

    def leads_from(self, state: str) -> str:
        """The state in which the case is after the step was taken in `state`."""
        return self.target or state


@dataclass(frozen=True, slots=True)
class Limit:
    """How long, counted how, on which articles. The number is a dated parameter, never a literal."""

    parameters: ParameterSet
    parameter: str
    unit: Unit
    first_day: FirstDay
    cites: tuple[Citation, ...]

    @classmethod
    def working(cls, parameters: ParameterSet, parameter: str, *cites: Citation) -> Limit:
        """Working days, the day of the event not counted (Civil Code 201)."""
        return cls(parameters, parameter, Unit.WORKING, FirstDay.EXCLUDED, cites)

    @classmethod
    def printed(cls, parameters: ParameterSet, parameter: str, *cites: Citation) -> Limit:
        """Working days of a publicity: both printed dates count."""
        return cls(parameters, parameter, Unit.WORKING, FirstDay.COUNTED, cites)

    @classmethod
    def counted(cls, unit: Unit, parameters: ParameterSet, parameter: str, *cites: Citation) -> Limit:
        """Calendar days, months or years, the day of the event not counted."""
        return cls(parameters, parameter, unit, FirstDay.EXCLUDED, cites)

    def length(self, at: date) -> int:
        """How many of its units the limit was on the day `at`. Raises: LookupError when none was in force yet."""
        return self.parameters.integer(self.parameter, at)

    def told(self, at: date) -> Text:
        """The length in words."""
        return length_told(self.length(at), self.unit)

    def ends(self, started: date, calendar: WorkingCalendar) -> Due:
        """Where the time runs out that the event of `started` sets running, by the number in force on that day."""
        return due(started, self.length(started), unit=self.unit, first_day=self.first_day, calendar=calendar)


@dataclass(frozen=True, slots=True)
class Duty:
    """What `who` owes: counted from any event in `after`, discharged by any event in `done_by`; `late` says what follows.

    A duty with `waits` is a period that must run out instead (a publicity): nobody owes anything, and a step that
    needs it is refused until the day after its last day.
    """

    name: str
    title: Text
    who: str
    after: frozenset[str]
    done_by: frozenset[str]
    limit: Limit
    late: Text
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Confided:
    """Who alone sees the cases of a procedure, whatever anyone's part in them: the organisation in the role `to`, by
    those who may act in it, and the person whom the fact `by` names."""

    to: str
    by: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure of one instrument, whole. `version` is the day from which this reading of the instrument governs.

    It governs the cases opened from then on. `applies_to_running` is the day from which it also governs cases that were
    opened under an earlier version; None leaves those to the version they were opened under. `course` names, in their
    order, the states of a case in which nothing goes wrong. Cases that are `confided` to somebody are seen by nobody else.
    """

    id: str
    title: Text
    instrument: Instrument
    version: date
    roles: Mapping[str, Role]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    duties: tuple[Duty, ...] = ()
    course: tuple[str, ...] = ()
    confided: Confided | None = None
    applies_to_running: date | None = None

    @property
    def law_version(self) -> str:
        """What each event says it was done under: "beijing-2023@2023-12-08"."""
        return f"{self.instrument.id}@{self.version.isoformat()}"

    def state(self, name: str) -> State:
        """Raises: LookupError for a name that is not a state of this procedure."""
        for state in self.states:
            if state.name == name:
                return state
        raise LookupError(f"{self.id} has no state {name!r}")

    def step(self, name: str) -> Step:
        """Raises: LookupError for a name that is not a step of this procedure."""
        for step in self.steps:
            if step.name == name:
                return step
        raise LookupError(f"{self.id} has no step {name!r}")

    def step_of_event(self, event: str, status: str) -> Step:
        """The step that brings the event about from that state ("" before the case is opened).

        Raises: LookupError when no step does.
        """
        for step in self.steps:
            if step.event == event and (status in step.source if status else not step.source):
                return step
        raise LookupError(f"{self.id} knows no event {event!r} in state {status!r}")

    def duty(self, name: str) -> Duty:
        """Raises: LookupError for a name that is not a duty of this procedure."""
        for duty in self.duties:
            if duty.name == name:
                return duty
        raise LookupError(f"{self.id} has no duty {name!r}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, on behalf of an organisation, in the roles that organisation has by law."""

    person: str
    organisation: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Command:
    """Someone wants to take a step now, bringing `data`."""

    step: str
    by: Actor
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done: what, when, by whom, on which articles, with which data. Once said it is never changed."""

    type: str
    at: datetime
    person: str
    organisation: str
    cites: tuple[Citation, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What the events of one case add up to."""

    procedure: str
    status: str = ""
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    parties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    history: tuple[Event, ...] = ()

    def last(self, *types: str) -> Event | None:
        """The latest event of one of these types, if it has happened."""
        return next((event for event in reversed(self.history) if event.type in types), None)
