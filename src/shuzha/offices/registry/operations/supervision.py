"""Supervision: reports counted from the events, inspections drawn from published lists, decisions after monitoring entered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.evidence.queries import lot_seed, place_of
from shuzha.archive.notices.operations import PLATFORM, publish_notice
from shuzha.archive.notices.queries import BUREAU
from shuzha.archive.parties.models import Account
from shuzha.commons.metering.operations import alone_with, resume_delivery, suspend_delivery
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import Unit, due
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.operations.changes import carried_in, registration_of
from shuzha.offices.registry.operations.register import in_force, strike
from shuzha.procedure.lots import draw
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.procedures.incident import INCIDENT, SUSPENDED
from shuzha.regulations.hainan_2023.procedures.inspection import INSPECTION
from shuzha.regulations.hainan_2023.procedures.report import REPORT
from shuzha.regulations.hainan_2023.quarters import Quarter, parse_quarter
from shuzha.regulations.local_rules import PARAMETERS

# Which events of which procedures each figure of the report counts.
_COUNTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "applied": ("registry.registration", ("applied", "applied-through-agent")),
    "accepted": ("registry.registration", ("accepted",)),
    "refused": ("registry.registration", ("registration-refused",)),
    "certified": ("registry.registration", ("certified",)),
    "changed": ("registry.change", ("registration-changed",)),
    "transferred": ("registry.transfer", ("registration-transferred",)),
    "cancelled": ("registry.registration", ("registration-cancelled", "registration-struck")),
    "objections": ("registry.objection", ("objection-filed",)),
}


def report_due(quarter: Quarter) -> date:
    """The last day on which the quarter is reported in time. Cites: local/30.

    For a quarter that was over before the city set a limit, the time counts from the day on which the limit took force.
    """
    begun = max(quarter.last, PARAMETERS.parameter("report_days").values[0].from_date)
    days = PARAMETERS.days("report_days", begun)
    return due(begun, days, unit=Unit.WORKING, calendar=working_calendar()).last_day


@prepares(REPORT, "draw-up")
def draw_up(draft: Draft) -> dict[str, Any]:
    try:
        quarter = parse_quarter(str(draft.data.get("quarter", "")))
    except ValueError:
        raise Refused([_no_such_quarter()]) from None
    return {
        "last": quarter.last.isoformat(),
        "due": report_due(quarter).isoformat(),
        "reported": CaseRecord.objects.filter(procedure=REPORT.id, facts__quarter=quarter.written).exists(),
        **_figures(quarter),
    }


def _figures(quarter: Quarter) -> dict[str, int]:
    begins = datetime.combine(quarter.first, time(), CHINA)
    ends = datetime.combine(quarter.last + timedelta(days=1), time(), CHINA)
    within = EventRecord.objects.filter(at__gte=begins, at__lt=ends)
    found = {}
    for name, (procedure, types) in _COUNTED.items():
        streams = [case.stream for case in CaseRecord.objects.filter(procedure=procedure).only("id")]
        found[name] = within.filter(type__in=types, stream__in=streams).count()
    registry = [
        f"duty-{key}"
        for key in CaseRecord.objects.filter(procedure__startswith="registry.").values_list("id", flat=True)
    ]
    return {**found, "overdue": within.filter(type="deadline-missed", stream__in=registry).count()}


def _no_such_quarter() -> Deny:
    return Deny(
        "no-such-quarter",
        Text("没有这个季度", "There is no such quarter"),
        (INSTRUMENT.article(21),),
        Text("请按“2026-Q1”填写", "Write it as 2026-Q1"),
        "quarter",
    )


@prepares(INSPECTION, "announce")
def list_both(draft: Draft) -> dict[str, Any]:
    """What may be drawn: every certificate in force, and everyone who acts for the bureau."""
    on = draft.at.astimezone(CHINA).date()
    registrations = list(
        Certificate.objects.filter(standing="in-force").order_by("number").values_list("number", flat=True)
    )
    officers = Account.objects.filter(
        organisation_id=draft.by.organisation, standings__contains=["bureau"], is_active=True
    )
    persons = sorted({str(person) for person in officers.values_list("person_id", flat=True)})
    enough = len(registrations) >= PARAMETERS.integer("inspected_registrations", on)
    return {
        "registrations": registrations,
        "inspectors": persons,
        "enough": enough and len(persons) >= PARAMETERS.integer("inspectors", on),
    }


@prepares(INSPECTION, "draw")
def draw_both(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    facts, on = draft.case.facts, draft.at.astimezone(CHINA).date()
    listed = EventRecord.objects.get(stream=draft.case.stream, type="inspection-announced")
    seed = lot_seed(draft.case)
    registrations = draw(
        f"{seed}/registrations", facts["registrations"], PARAMETERS.integer("inspected_registrations", on)
    )
    inspectors = draw(f"{seed}/inspectors", facts["inspectors"], PARAMETERS.integer("inspectors", on))
    return {
        "seed": seed,
        "after_list": place_of(listed) is not None,
        "drawn_registrations": list(registrations.drawn),
        "drawn_inspectors": list(inspectors.drawn),
    }


@prepares(INSPECTION, "record")
def keep_record(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    number = draft.data.get("registration", "")
    certificate = Certificate.objects.filter(number=number).first()
    return {
        "holder": str(certificate.holder_id) if certificate else "",
        "records": {
            **draft.case.facts.get("records", {}),
            number: {"conforms": draft.data.get("conforms"), "finding": draft.data.get("finding")},
        },
    }


@projects(INSPECTION, "inspection-announced")
def publish_lists(case: CaseRecord, event: EventRecord) -> None:
    """The registrations by number, the inspectors by the identifiers with which they are drawn: anyone can repeat it."""
    registrations, inspectors = "\n".join(event.data["registrations"]), "\n".join(event.data["inspectors"])
    _publish(
        case,
        event,
        Text("登记抽查名单公布", "Lists of an inspection"),
        Text(
            f"登记编号：\n{registrations}\n检查人员标识：\n{inspectors}",
            f"Registrations:\n{registrations}\nInspectors' identifiers:\n{inspectors}",
        ),
    )


@projects(INSPECTION, "inspection-drawn")
def publish_draw(case: CaseRecord, event: EventRecord) -> None:
    drawn = "、".join([*event.data["drawn_registrations"], *event.data["drawn_inspectors"]])
    _publish(
        case,
        event,
        Text("登记抽查抽取结果", "Draw of an inspection"),
        Text(f"种子：{event.data['seed']}\n抽中：{drawn}", f"Seed: {event.data['seed']}\nDrawn: {drawn}"),
    )


@projects(INSPECTION, "inspection-concluded")
def publish_result(case: CaseRecord, event: EventRecord) -> None:
    lines = [
        Text(
            f"{number}：{'符合' if one['conforms'] else '不符合'}",
            f"{number}: {'conforms' if one['conforms'] else 'does not conform'}",
        )
        for number, one in sorted(case.facts["records"].items())
    ]
    body = Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))
    _publish(case, event, Text("登记抽查结果公开", "Result of an inspection"), body)


def _publish(case: CaseRecord, event: EventRecord, title: Text, body: Text) -> None:
    publish_notice(
        case=case,
        event=event,
        kind="inspection",
        title=title,
        body=body,
        publisher=event.organisation,
        sites=(BUREAU, PLATFORM),
    )


@prepares(INCIDENT, "find")
def carry_in_certificate(draft: Draft) -> dict[str, Any]:
    return carried_in(in_force(draft.data.get("certificate")))


@projects(INCIDENT, "sale-suspended")
def stop_delivery(case: CaseRecord, event: EventRecord) -> None:
    interface = registration_of(case).facts.get("interface")
    if interface:
        alone_with(interface)
        suspend_delivery(interface=interface, at=event.at)


@projects(INCIDENT, "measure-lifted")
def let_delivery_resume(case: CaseRecord, event: EventRecord) -> None:
    """A product suspended by another decision too stays suspended."""
    interface = registration_of(case).facts.get("interface")
    if not interface:
        return
    alone_with(interface)
    others = CaseRecord.objects.filter(
        procedure=INCIDENT.id, status=SUSPENDED, facts__registration=case.facts["registration"]
    )
    if not others.exists():
        resume_delivery(interface=interface)


@projects(INCIDENT, "cancellation-decided")
def enter_cancellation(case: CaseRecord, event: EventRecord) -> None:
    strike(registration=registration_of(case), event=event, because="monitoring", matter=case)
