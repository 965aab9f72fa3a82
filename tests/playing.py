"""Playing a case against the procedure engine alone: no database, a day given in words, what was refused by its codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from shuzha.kernel.calendar import WorkingCalendar, china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.procedure.deadlines import Deadline, deadlines
from shuzha.procedure.decide import Refusal, decide, evolve
from shuzha.procedure.words import Actor, Case, Command, Procedure

CONDITIONS = {f"15-{n}": "证明" for n in range(1, 5)} | {f"16-{n}": "证明" for n in range(1, 8)}
CLAUSES = dict.fromkeys(
    ("parties", "content", "process", "scope", "term", "liability", "supervision", "ending"), "条款"
)
MATERIALS = {f"8-{n}": "材料" for n in range(1, 7)}


def someone(standing: str, organisation: str = "", person: str = "") -> Actor:
    """Who acts in that standing; the organisation is called after it unless another is named."""
    organisation = organisation or standing
    return Actor(person or f"{organisation}-officer", organisation, frozenset({standing}))


def moment(day: str | date, hour: int = 10, minute: int = 0) -> datetime:
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time(hour, minute), CHINA)


@dataclass
class Play:
    """One case of one procedure, as its steps are taken."""

    procedure: Procedure
    day: str = "2026-03-02"
    case: Case = field(init=False)
    denials: tuple[Deny, ...] = ()
    calendar: WorkingCalendar = field(default_factory=china_calendar)

    def __post_init__(self) -> None:
        self.case = Case(self.procedure.id)

    def take(self, step: str, by: str | Actor, on: str = "", at: datetime | None = None, **data: Any) -> str:
        """The state the case is in afterwards, or "refused"."""
        self.day = on or self.day
        who = someone(by) if isinstance(by, str) else by
        command = Command(step, who, at or moment(self.day), data)
        outcome = decide(self.procedure, self.case, command, self.calendar)
        if isinstance(outcome, Refusal):
            self.denials = outcome.denials
            return "refused"
        self.denials = ()
        self.case = evolve(self.procedure, self.case, outcome)
        return self.case.status

    @property
    def codes(self) -> list[str]:
        return [denial.code for denial in self.denials]

    def articles(self) -> set[str]:
        return {str(citation) for denial in self.denials for citation in denial.cites}

    def duty(self, name: str, today: str = "") -> Deadline:
        """The latest running of the duty, as it stands today."""
        on = date.fromisoformat(today or self.day)
        return [d for d in deadlines(self.procedure, self.case, on, self.calendar) if d.duty.name == name][-1]
