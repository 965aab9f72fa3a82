"""Supplements: what was signed becomes the agreement's own wording, in the transaction that signs it."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.offices.zones.operations.under import standing_under
from shuzha.offices.zones.purposes import PURPOSES
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.supplement import SUPPLEMENT


@prepares(SUPPLEMENT, "draft")
def state_agreement(draft: Draft) -> dict[str, Any]:
    supervisors_stay()
    agreement = referred_case(AGREEMENT, draft.data.get("agreement"), "agreement")
    if not set(draft.data.get("scope") or []) <= set(PURPOSES):
        raise unknown_reference("scope")
    return {
        **standing_under(agreement),
        "legacy": "signed_on" in agreement.facts,
        "may_be_supplemented": agreement.status in ("in-force", "legacy"),
    }


@projects(SUPPLEMENT, "supplement-signed")
def change_agreement(case: CaseRecord, event: EventRecord) -> None:
    """Raises: Refused where the agreement has meanwhile been suspended or ended: then the signature does not stand."""
    agreement = CaseRecord.objects.get(id=case.facts["agreement"])
    by = Actor(event.person, event.organisation, frozenset({"company"}))
    perform(case=agreement, step="supplement", by=by, at=event.at, data={"supplement": str(case.id)})


@prepares(AGREEMENT, "supplement")
def read_supplement(draft: Draft) -> dict[str, Any]:
    """Purposes and clauses come from the latest supplement signed for this agreement, never from whoever takes the step."""
    assert draft.case is not None
    named = referred_case(SUPPLEMENT, draft.data.get("supplement"), "supplement")
    signed = CaseRecord.objects.filter(
        procedure=SUPPLEMENT.id, status="signed", facts__agreement=str(draft.case.id)
    ).order_by("-moved_at", "-opened_at")
    if named != signed.first():
        raise unknown_reference("supplement")
    return {"scope": named.facts["scope"], "clauses": named.facts["clauses"]}
