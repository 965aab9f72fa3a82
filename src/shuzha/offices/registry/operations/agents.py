"""Agents: what one brings is brought for its principal, within a power of attorney that is in force on that day."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit, ends
from shuzha.offices.registry.operations.applying import own_interface
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.procedures.delegation import DELEGATION, SCOPE
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION

_CITES = (INSTRUMENT.article(6), local_rules.INSTRUMENT.article(25))


@prepares(DELEGATION, "delegate")
def name_both(draft: Draft) -> dict[str, Any]:
    agent = referred(Organisation, draft.data.get("agent"), "agent")
    principal = Organisation.objects.get(id=draft.by.organisation)
    return {"agent": str(agent.id), "agent_name": agent.name.as_json(), "principal_name": principal.name.as_json()}


@prepares(REGISTRATION, "apply-through-agent")
def name_principal(draft: Draft) -> dict[str, Any]:
    delegation = CaseRecord.objects.filter(procedure=DELEGATION.id, number=draft.data.get("delegation", "")).first()
    if delegation is None or delegation.parties["agent"] != draft.by.organisation:
        raise unknown_reference("delegation")
    _within(delegation, "apply", draft)
    own_interface(draft, delegation.parties["principal"])
    return {"principal": delegation.parties["principal"]}


@prepares(REGISTRATION, "complete", "supply-further")
def check_authority(draft: Draft) -> dict[str, Any]:
    """Whoever acts for another acts within its authority at that moment; the applicant itself needs none."""
    assert draft.case is not None
    if draft.by.organisation != draft.case.parties["applicant"]:
        delegation = CaseRecord.objects.get(procedure=DELEGATION.id, number=draft.case.facts["delegation"])
        _within(delegation, "complete" if draft.case.status == "incomplete" else "supply-further", draft)
    return {}


def _within(delegation: CaseRecord, what: str, draft: Draft) -> None:
    """Raises: Refused when the delegation has ended, its last day has passed, or it does not name the step."""
    denials = []
    today = draft.at.astimezone(CHINA).date().isoformat()
    if delegation.status != "in-force" or delegation.facts["until"] < today:
        denials.append(
            _deny(
                "delegation-not-in-force",
                Text("委托未生效、已终止或已过截止日期", "The delegation is not in force, was ended, or is over"),
                ends(delegation.facts["until"], draft.at.astimezone(CHINA).date(), *_CITES),
            )
        )
    if what not in delegation.facts["scope"]:
        denials.append(
            _deny(
                "outside-scope",
                Text("委托书未授权“{what}”", "The power of attorney does not cover “{what}”").format(what=SCOPE[what]),
            )
        )
    if denials:
        raise Refused(denials)


def _deny(code: str, reason: Text, limit: TimeLimit = NO_LIMIT) -> Deny:
    remedy = Text("请由委托人自行办理，或另行委托", "The principal may act itself, or delegate anew")
    return Deny(code, reason, _CITES, remedy, "delegation", limit)
