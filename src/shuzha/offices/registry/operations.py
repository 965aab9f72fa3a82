"""Writes of the registry: what a step of a registration adds before it is decided and writes once it is."""

from __future__ import annotations

from typing import Any

from django.db import connection

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.cases.replay import case_of
from shuzha.archive.grants.models import Interface
from shuzha.archive.notices.operations import PLATFORM, publish_notice
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import FirstDay, Unit, due
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.ledger.credential import digest
from shuzha.offices.registry.certificates import make_credential
from shuzha.offices.registry.models import Certificate
from shuzha.procedure.decide import Situation
from shuzha.procedure.words import Command
from shuzha.regulations.hainan_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.hainan_2023.procedures.registration import MATERIALS, REGISTRATION

_BUREAU_SITE = "bureau"
_NUMBERS = 0x5A68_5245  # the advisory lock under which registration numbers are handed out


def attach() -> None:
    """Attaches this office's preparations and projections to its procedure."""
    prepares(REGISTRATION, "apply")(_check_interface)
    prepares(REGISTRATION, "accept")(_check_agency)
    prepares(REGISTRATION, "ask-to-complete")(_list_missing)
    prepares(REGISTRATION, "certify")(_sign_certificate)
    projects(REGISTRATION, "publicity-started")(_publicise)
    projects(REGISTRATION, "certified")(_enter_in_register)
    projects(REGISTRATION, "registration-cancelled")(_cancel)


def _check_interface(draft: Draft) -> dict[str, Any]:
    """An interface is registered only by the operator whose grant it stands on."""
    if not draft.data.get("interface"):
        return {}
    interface = referred(Interface, draft.data["interface"], "interface")
    if str(interface.grant.operator_id) != draft.by.organisation:
        raise Refused(
            [
                Deny(
                    "not-own-interface",
                    Text("该数据接口不属于贵单位", "This interface is not your organisation's"),
                    (INSTRUMENT.article(8, 4),),
                    Text("请选择本单位的数据接口", "Choose one of your own"),
                    "interface",
                )
            ]
        )
    return {}


def _check_agency(draft: Draft) -> dict[str, Any]:
    agency = referred(Organisation, draft.data.get("agency"), "agency")
    if "agency" not in agency.standings:
        raise Refused(
            [
                Deny(
                    "not-an-agency",
                    Text("所选单位不在第三方服务机构名录内", "This organisation is not on the roster of agencies"),
                    (INSTRUMENT.article(5), INSTRUMENT.article(23)),
                    Text("请从名录中选择", "Choose one from the roster"),
                    "agency",
                )
            ]
        )
    return {}


def _list_missing(draft: Draft) -> dict[str, Any]:
    """Everything missing is named at once. Cites: hainan-2023/9(2)."""
    assert draft.case is not None
    command = Command("ask-to-complete", draft.by, draft.at, draft.data)
    situation = Situation(REGISTRATION, case_of(draft.case), command, working_calendar())
    return {"denials": [denial.as_json() for denial in MATERIALS.unmet(situation)]}


def _sign_certificate(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    number = _next_number(draft)
    credential = make_credential(case=draft.case, number=number, at=draft.at)
    Certificate.objects.create(
        number=number,
        case=draft.case,
        holder_id=draft.case.parties["applicant"],
        name_zh=draft.case.title_zh,
        name_en=draft.case.title_en,
        credential=credential,
        issued_at=draft.at,
    )
    return {"registration_number": number, "credential_sha256": digest(credential)}


def _next_number(draft: Draft) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
    year = draft.at.astimezone(CHINA).year
    taken = Certificate.objects.filter(number__startswith=f"HC-SJCP-{year}-").count()
    return f"HC-SJCP-{year}-{taken + 1:06d}"


def _publicise(case: CaseRecord, event: EventRecord) -> None:
    """On the bureau's site and on the platform, for the days the rules give. Cites: hainan-2023/16."""
    first = event.at.astimezone(CHINA).date()
    last = due(
        first,
        PARAMETERS.days("publicity_days", first),
        unit=Unit.WORKING,
        first_day=FirstDay.COUNTED,
        calendar=working_calendar(),
    ).last_day
    holder = Organisation.objects.get(id=case.parties["applicant"])
    publish_notice(
        case=case,
        event=event,
        kind="publicity",
        title=Text("数据产品确权登记公示：{name}", "Publicity of a registration: {name}").format(name=case.title),
        body=Text(
            f"申请对象：{holder.name_zh}\n使用场景：{case.facts['scenario']}\n公示期：{first} 至 {last}",
            f"Applicant: {holder.name_en}\nScenario: {case.facts['scenario']}\nFrom {first} to {last}",
        ),
        publisher=case.parties["registrar"],
        last_day=last,
        sites=(_BUREAU_SITE, PLATFORM),
    )


def _enter_in_register(case: CaseRecord, event: EventRecord) -> None:
    Certificate.objects.filter(case=case).update(standing=Certificate.Standing.IN_FORCE, event=event)


def _cancel(case: CaseRecord, event: EventRecord) -> None:
    Certificate.objects.filter(case=case).update(standing=Certificate.Standing.CANCELLED)
    publish_notice(
        case=case,
        event=event,
        kind="cancellation",
        title=Text("数据产品确权登记注销：{name}", "Registration cancelled: {name}").format(name=case.title),
        body=Text("登记凭证已注销。", "The certificate was cancelled."),
        publisher=case.parties["registrar"],
        sites=(_BUREAU_SITE, PLATFORM),
    )
