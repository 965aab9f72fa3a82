"""Changes, transfers and cancellations by the operator: the certificate is carried in, and what is decided is entered at once."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.cases.replay import case_of
from shuzha.archive.notices.operations import PLATFORM, publish_notice
from shuzha.archive.notices.queries import BUREAU
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import FirstDay, Unit, due
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.operations.register import in_force, reissue, strike
from shuzha.procedure.decide import Situation
from shuzha.procedure.words import Command
from shuzha.regulations.hainan_2023.procedures import change, transfer
from shuzha.regulations.hainan_2023.procedures.cessation import CESSATION
from shuzha.regulations.hainan_2023.procedures.change import CHANGE
from shuzha.regulations.hainan_2023.procedures.transfer import TRANSFER
from shuzha.regulations.local_rules import PARAMETERS


def carried_in(certificate: Certificate) -> dict[str, Any]:
    """What a matter about a certificate knows of it: its registration, its holder, its product."""
    return {
        "registration": certificate.case.number,
        "holder": str(certificate.holder_id),
        "product_name": certificate.name.as_json(),
    }


def registration_of(case: CaseRecord) -> CaseRecord:
    return CaseRecord.objects.get(number=case.facts["registration"])


@prepares(CHANGE, "apply")
def check_holder(draft: Draft) -> dict[str, Any]:
    known = carried_in(in_force(draft.data.get("certificate")))
    return {**known, "own": known["holder"] == draft.by.organisation}


@prepares(TRANSFER, "apply")
def carry_in_former_holder(draft: Draft) -> dict[str, Any]:
    return carried_in(in_force(draft.data.get("certificate")))


@prepares(CESSATION, "announce")
def carry_in_certificate(draft: Draft) -> dict[str, Any]:
    return carried_in(in_force(draft.data.get("certificate")))


@prepares(CHANGE, "change")
@prepares(TRANSFER, "transfer", "cancel")
@prepares(CESSATION, "cancel")
def still_in_force(draft: Draft) -> dict[str, Any]:
    """What was cancelled or reissued meanwhile cannot be changed any more. Raises: Refused."""
    assert draft.case is not None
    in_force(draft.case.facts["certificate"])
    return {}


@prepares(CHANGE, "ask-to-complete")
@prepares(TRANSFER, "ask-to-complete")
def list_missing(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    procedure, materials = (
        (CHANGE, change.MATERIALS) if draft.case.procedure == CHANGE.id else (TRANSFER, transfer.MATERIALS)
    )
    command = Command("ask-to-complete", draft.by, draft.at, draft.data)
    situation = Situation(procedure, case_of(draft.case), command, working_calendar())
    return {"denials": [denial.as_json() for denial in materials.unmet(situation)]}


@projects(CHANGE, "registration-changed")
def enter_change(case: CaseRecord, event: EventRecord) -> None:
    registration, holder = registration_of(case), case.parties["holder"]
    reissue(registration=registration, event=event, because="change", matter=case, holder=holder, change=case.facts)


@projects(TRANSFER, "registration-transferred")
def enter_transfer(case: CaseRecord, event: EventRecord) -> None:
    registration, holder = registration_of(case), case.parties["successor"]
    reissue(registration=registration, event=event, because="transfer", matter=case, holder=holder, change={})


@projects(TRANSFER, "successor-cancelled")
def enter_successors_cancellation(case: CaseRecord, event: EventRecord) -> None:
    strike(registration=registration_of(case), event=event, because="successor", matter=case)


@projects(CESSATION, "cessation-announced")
def announce(case: CaseRecord, event: EventRecord) -> None:
    first = event.at.astimezone(CHINA).date()
    days = PARAMETERS.days("successor_notice_days", first)
    last = due(first, days, unit=Unit.WORKING, first_day=FirstDay.COUNTED, calendar=working_calendar()).last_day
    publish_notice(
        case=case,
        event=event,
        kind="cessation",
        title=Text("拟依职权注销登记公告：{name}", "Cancellation announced: {name}").format(name=case.title),
        body=Text(
            f"权利灭失且未发现新权利主体。主张权利者请于 {last} 前提出。",
            f"The rights have ceased and no successor is known. Whoever claims them comes forward by {last}.",
        ),
        publisher=case.parties["registrar"],
        last_day=last,
        sites=(BUREAU, PLATFORM),
    )


@projects(CESSATION, "cessation-cancelled")
def enter_cessation(case: CaseRecord, event: EventRecord) -> None:
    strike(registration=registration_of(case), event=event, because="ceased", matter=case)
