"""Applications: one's own interface, an agent within its power of attorney, everything missing at once, earlier registrations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.lookup import referred
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.cases.replay import case_of
from shuzha.archive.grants.models import Interface
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.registry.operations.agencies import draw_agency
from shuzha.procedure.decide import Situation
from shuzha.procedure.words import Actor, Command
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.materials import MATERIALS
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.hainan_2023.steps.applying import WHOLE

PLATFORM = frozenset({"platform"})
_DEAD = ("out-of-scope", "declining", "refused", "cancelled")


@prepares(REGISTRATION, "apply")
def check_interface(draft: Draft) -> dict[str, Any]:
    """An interface is registered only by the operator whose grant it stands on."""
    own_interface(draft, draft.by.organisation)
    return {}


def own_interface(draft: Draft, owner: str) -> None:
    """Raises: Refused when the interface stands on a grant of somebody else's than `owner`. Cites: hainan-2023/8(4)."""
    if not draft.data.get("interface"):
        return
    interface = referred(Interface, draft.data["interface"], "interface")
    if str(interface.grant.operator_id) != owner:
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


@prepares(REGISTRATION, "accept")
def check_before_accepting(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    found = _earlier(draft)
    if found and not draft.data.get("distinction"):
        raise Refused([_conflict(found)])
    return {"earlier": [case.number for case in found], **draw_agency(draft.case, draft)}


def _earlier(draft: Draft) -> list[CaseRecord]:
    """Registrations applied for or accepted before this one, of the same interface or by the same name."""
    assert draft.case is not None
    case, facts = draft.case, draft.case.facts
    first = Q(opened_at__lt=case.opened_at) | ~Q(status__in=("submitted", "incomplete"))
    others = CaseRecord.objects.filter(first, procedure=REGISTRATION.id).exclude(status__in=_DEAD).exclude(pk=case.pk)
    same = others.filter(title_zh__iexact=facts["name_zh"])
    if facts.get("interface"):
        same |= others.filter(facts__interface=facts["interface"])
    return list(same.order_by("opened_at")[:20])


def _conflict(found: list[CaseRecord]) -> Deny:
    numbers = Text("、".join(case.number for case in found), ", ".join(case.number for case in found))
    return Deny(
        "earlier-registration",
        Text(
            "登记簿中已有同一接口或同名的登记：{numbers}",
            "There are registrations of the same interface or name: {numbers}",
        ).format(numbers=numbers),
        (INSTRUMENT.article(7), local_rules.INSTRUMENT.article(27)),
        Text("核实后说明区别再受理，或依第十五条第四项处理", "State how it differs, or see article 15(4)"),
        "distinction",
    )


@prepares(REGISTRATION, "ask-to-complete")
def list_missing(draft: Draft) -> dict[str, Any]:
    """Everything missing is named at once. Cites: hainan-2023/9(2)."""
    assert draft.case is not None
    command = Command("ask-to-complete", draft.by, draft.at, draft.data)
    situation = Situation(REGISTRATION, case_of(draft.case), command, working_calendar())
    return {"denials": [denial.as_json() for need in (MATERIALS, WHOLE) for denial in need.unmet(situation)]}


@projects(REGISTRATION, "accepted", "returned-incomplete", "found-out-of-scope")
def deliver_decision(case: CaseRecord, event: EventRecord) -> None:
    """Puts the decision before the applicant in the same transaction, so that the day for the notice is never lost."""
    by = Actor(event.person, event.organisation, PLATFORM)
    perform(case=case, step="deliver", by=by, at=event.at, command_id=f"deliver-{event.pk}")
    case.refresh_from_db()
