"""Which quarters of the register are over and not yet reported, and by when each is due (21, local 30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import working_days_left
from shuzha.offices.registry.operations.supervision import report_due
from shuzha.procedure.words import Actor
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.hainan_2023.procedures.report import REPORT
from shuzha.regulations.hainan_2023.quarters import ended_between


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A quarter that is over and was not reported, when it is due, and how many working days are left."""

    quarter: str
    due: date
    left: int

    @property
    def state(self) -> str:
        return "late" if self.left < 0 else "running"


def outstanding(actor: Actor, today: date) -> list[Outstanding]:
    """The unreported quarters since the first application, for those who report and those who are reported to."""
    first = CaseRecord.objects.filter(procedure=REGISTRATION.id).order_by("opened_at").first()
    if first is None or not actor.roles & {"registrar", "bureau"}:
        return []
    reported = set(CaseRecord.objects.filter(procedure=REPORT.id).values_list("facts__quarter", flat=True))
    missing = [q for q in ended_between(first.opened_at.astimezone(CHINA).date(), today) if q.written not in reported]
    days = [(quarter.written, report_due(quarter)) for quarter in missing]
    return [Outstanding(written, due, working_days_left(today, due, working_calendar())) for written, due in days]
