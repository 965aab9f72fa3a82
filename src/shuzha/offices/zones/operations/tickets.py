"""Defects of quality and the departments' yearly record: what is counted is counted from deadlines, not from statements."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, running_for
from shuzha.archive.cases.replay import case_of
from shuzha.archive.grants.models import Grant
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.procedure.deadlines import Deadline, Standing, deadlines
from shuzha.regulations.beijing_2023.procedures.record import RECORD
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING
from shuzha.regulations.beijing_2023.procedures.ticket import DEFECTS, TICKET

_LATE = (Standing.LATE, Standing.DONE_LATE)
_MENDED = ("defect-mended", "defect-explained")


@prepares(TICKET, "report")
def state_grant(draft: Draft) -> dict[str, Any]:
    supervisors_stay()
    grant = referred(Grant, draft.data.get("grant"), "grant")
    if str(grant.operator_id) != draft.by.organisation:
        raise unknown_reference("grant")
    kind = DEFECTS.get(str(draft.data.get("kind")), Text("未列明", "Unlisted"))
    return {
        "agreement": str(grant.agreement_id),
        "supervisor": grant.agreement.parties["supervisor"],
        "provider": grant.case.parties["provider"],
        "operator_name": grant.operator.name.as_json(),
        "kind_name": kind.as_json(),
    }


@prepares(RECORD, "compile")
def count_year(draft: Draft) -> dict[str, Any]:
    department = referred(Organisation, draft.data.get("department"), "department")
    if "provider" not in department.standings:
        raise unknown_reference("department")
    year = int(draft.data.get("year") or 0)
    earlier = CaseRecord.objects.filter(procedure=RECORD.id, parties__provider=str(department.id), facts__year=year)
    return {
        "already": earlier.exists(),
        "department_name": department.name.as_json(),
        "year_name": Text(f"{year} 年", str(year)).as_json(),
        **department_record(str(department.id), year, draft.at.astimezone(CHINA).date()),
    }


def department_record(department: str, year: int, today: date) -> dict[str, int]:
    """How many requests and defects came to the department in that year, how many it dealt with, and how many late
    as of `today`.

    Late is a duty that was done after its last day, or not done though that day is over. Cites: beijing-2023/24.
    """
    if not 2000 <= year < date.max.year:
        return dict.fromkeys(("requests", "requests_late", "defects", "defects_mended", "defects_late"), 0)
    begins, ends = (datetime.combine(date(y, 1, 1), time(), CHINA) for y in (year, year + 1))
    requests = _cases_with(department, SHARING.id, ("sharing-confirmed",), begins, ends)
    defects = _cases_with(department, TICKET.id, ("defect-forwarded", "defect-insisted"), begins, ends)
    streams = [case.stream for case in defects]
    mended = EventRecord.objects.filter(stream__in=streams, type__in=_MENDED).values("stream").distinct()
    return {
        "requests": len(requests),
        "requests_late": _late(requests, ("approve-sharing",), today),
        "defects": len(defects),
        "defects_mended": mended.count(),
        "defects_late": _late(defects, ("mend-defect", "mend-at-source"), today),
    }


def _cases_with(
    department: str, procedure: str, events: tuple[str, ...], begins: datetime, ends: datetime
) -> list[CaseRecord]:
    """The department's cases in which one of these events happened in the period."""
    streams = EventRecord.objects.filter(type__in=events, at__gte=begins, at__lt=ends).values_list("stream", flat=True)
    keys = {stream.removeprefix("case-") for stream in streams}
    return list(CaseRecord.objects.filter(id__in=keys, procedure=procedure, parties__provider=department))


def _late(cases: list[CaseRecord], duties: tuple[str, ...], today: date) -> int:
    """In how many of the cases one of these duties was missed or done late."""
    return sum(any(d.duty.name in duties and d.standing in _LATE for d in _deadlines(case, today)) for case in cases)


def _deadlines(case: CaseRecord, today: date) -> tuple[Deadline, ...]:
    return deadlines(running_for(case).procedure, case_of(case), today, working_calendar())
