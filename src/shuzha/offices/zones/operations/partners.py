"""Partners: when an exit begins, the registrations of the partner's people are removed, and with them their access."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.parties.models import Organisation
from shuzha.offices.zones.operations.under import own_agreement, standing_under
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.partner import PARTNER
from shuzha.regulations.beijing_2023.procedures.partnership import EXITS
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL


@prepares(PARTNER, "file")
def state_parties(draft: Draft) -> dict[str, Any]:
    agreement = own_agreement(draft)
    partner = referred(Organisation, draft.data.get("partner"), "partner")
    if "company" not in partner.standings:
        raise unknown_reference("partner")
    running = CaseRecord.objects.filter(
        procedure=PARTNER.id, final=False, facts__agreement=str(agreement.id), parties__partner=str(partner.id)
    )
    return {**standing_under(agreement), "partner_name": partner.name.as_json(), "already": running.exists()}


@projects(PARTNER, "partner-exit-begun")
def end_access(case: CaseRecord, event: EventRecord) -> None:
    """Everyone filed as this partner's: the registered are removed, from their grants too; who waits finds no partner."""
    by = Actor(event.person, event.organisation, frozenset({"company"}))
    reason = f"合作方退出（{EXITS[event.data['ground']].zh}），事项 {case.number}"
    for filed in CaseRecord.objects.filter(procedure=PERSONNEL.id, status="registered", facts__partner=str(case.id)):
        perform(case=filed, step="remove", by=by, at=event.at, data={"reason": reason})


@prepares(PERSONNEL, "register")
def check_partner(draft: Draft) -> dict[str, Any]:
    """A partner that began to leave meanwhile brings nobody in."""
    assert draft.case is not None
    partner = draft.case.facts.get("partner")
    admitted = not partner or CaseRecord.objects.filter(id=partner, status="admitted").exists()
    return {"partner_left": not admitted}
