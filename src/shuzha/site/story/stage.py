"""The stage: everyone's accounts, the city's clock, the gate, and the voice that tells each step with its proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.evidence.queries import place_of
from shuzha.archive.parties.models import Account
from shuzha.enclave.door import GateClient
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA, CityClock
from shuzha.kernel.deadline import Unit, due
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

LOG_PATIENCE_SECONDS = 30.0


class NotAsTheLawSays(Exception):
    """A step of the story did not end as the law says it must."""


class Stage:
    """Where the story is played. `cases` remembers what earlier chapters made, by name."""

    def __init__(self, home: Path, echo: Callable[[str], None], accounts: Mapping[str, Account], url: str) -> None:
        self.home, self.echo, self.accounts, self.url = home, echo, accounts, url
        self.clock = CityClock(home / "city-clock.json")
        self.gate = GateClient(home / "run" / "gate.sock")
        self.cases: dict[str, CaseRecord] = {}
        self.steps = 0

    def who(self, username: str) -> Account:
        return self.accounts[username]

    def now(self) -> datetime:
        return self.clock.now()

    def on(self, day: date, hour: int = 9) -> None:
        """Moves the city's clock forward to a morning. Raises: ValueError when that lies in the past."""
        at = datetime.combine(day, clock_time(hour), CHINA)
        if at < self.now():
            raise ValueError(f"the city's clock does not run backwards: {day}")
        self.clock.set(at)

    def working_days_later(self, days: int, hour: int = 9) -> None:
        """Moves the city's clock forward to the morning of a later working day."""
        today = self.now().astimezone(CHINA).date()
        self.on(due(today, days, unit=Unit.WORKING, calendar=working_calendar()).last_day, hour)

    def chapter(self, number: int, title: Text) -> None:
        self.echo(f"\n━━ {number} · {title.zh} / {title.en} ━━")

    def opens(self, name: str, procedure: str, step: str, by: str, data: Mapping[str, Any]) -> CaseRecord:
        """Opens a case and tells it; remembered under `name`."""
        actor = self.who(by).actor
        case = open_case(
            procedure=procedure, step=step, by=actor, at=self.now(), data=data, command_id=f"story-{name}-{step}"
        )
        self.cases[name] = case
        self._tell_case(case, by)
        return case

    def acts(self, name: str, step: str, by: str, data: Mapping[str, Any] | None = None) -> CaseRecord:
        """Takes a step in a remembered case and tells it."""
        case = perform(case=self.cases[name], step=step, by=self.who(by).actor, at=self.now(), data=data or {})
        self.cases[name] = case
        self._tell_case(case, by)
        return case

    def must_refuse(self, what: Text, by: str, attempt: Callable[[], object], *codes: str) -> Refused:
        """Makes an attempt that the rules must refuse, with at least these codes, and tells the refusal.

        Raises: NotAsTheLawSays when it goes through, or is refused for other reasons.
        """
        try:
            attempt()
        except Refused as refusal:
            found = {denial.code for denial in refusal.denials}
            if not set(codes) <= found:
                raise NotAsTheLawSays(f"{what.en}: refused for {sorted(found)}, not {sorted(codes)}") from None
            self._tell_refusal(what, by, refusal)
            return refusal
        raise NotAsTheLawSays(f"{what.en}: was not refused")

    def tells(self, what: Text, by: str, cites: tuple[Citation, ...], event: EventRecord | None) -> None:
        """Tells one thing that happened: what, who, on which article, and the log entry that proves it."""
        self.steps += 1
        account = self.who(by)
        self.echo(f"\n{self.steps:>3}. {what.zh}\n     {what.en}")
        self.echo(
            f"     {self.now().astimezone(CHINA):%Y-%m-%d %H:%M} · {account.organisation.name_zh} {account.title_zh}"
            f" / {account.organisation.name_en}, {account.title_en}"
        )
        if cites:
            self.echo(
                "     依据 / on: " + "、".join(c.label.zh for c in cites) + " / " + "; ".join(c.label.en for c in cites)
            )
        if event is not None:
            self.echo(f"     存证 / proof: log entry {self.logged(event)} ({event.stream}#{event.seq})")

    def logged(self, event: EventRecord) -> int:
        """The event's place in the log, waiting for the sequencer. Raises: NotAsTheLawSays when it does not come."""
        waited_until = time.monotonic() + LOG_PATIENCE_SECONDS
        while (place := place_of(event)) is None:
            if time.monotonic() > waited_until:
                raise NotAsTheLawSays(f"event {event.stream}#{event.seq} did not reach the log")
            time.sleep(0.02)
        return place

    def last_event(self, stream: str) -> EventRecord:
        return EventRecord.objects.filter(stream=stream).order_by("-seq")[0]

    def expects(self, truth: bool, otherwise: str) -> None:
        """Raises: NotAsTheLawSays(otherwise) unless it is true."""
        if not truth:
            raise NotAsTheLawSays(otherwise)

    def _tell_case(self, case: CaseRecord, by: str) -> None:
        event = self.last_event(case.stream)
        procedure = running_for(case).procedure
        said = next(step.said for step in procedure.steps if step.event == event.type)
        self.tells(Text(f"{said.zh}（{case.title_zh}）", f"{said.en} ({case.title_en})"), by, event.citations, event)

    def _tell_refusal(self, what: Text, by: str, refusal: Refused) -> None:
        cites = tuple(dict.fromkeys(c for denial in refusal.denials for c in denial.cites))
        event = EventRecord.objects.filter(type="step-refused").latest("id")
        self.tells(Text(f"{what.zh} —— 未予办理", f"{what.en} — refused"), by, cites, event)
        for denial in refusal.denials:
            self.echo(f"     ✗ {denial.reason.zh}；{denial.remedy.zh}")
            self.echo(f"       {denial.reason.en}; {denial.remedy.en}")
            self.echo(f"       期限 / time limit: {denial.limit.words.zh} / {denial.limit.words.en}")
