"""Destruction: ordered for grants that have ended, and certified by a digest over what the case says."""

from __future__ import annotations

import hashlib
from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.archive.grants.models import Grant, Halt
from shuzha.kernel.canonical import canonical
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.offices.zones.operations.under import standing_under
from shuzha.regulations.beijing_2023.procedures.destruction import DESTRUCTION


@prepares(DESTRUCTION, "order")
def state_grant(draft: Draft) -> dict[str, Any]:
    """Ended: past its last day, or halted for good. A cut-off or a suspension may yet be lifted."""
    supervisors_stay()
    grant = referred(Grant, draft.data.get("grant"), "grant")
    supervisor = grant.agreement.parties["supervisor"]
    if "bigdata" not in draft.by.roles and supervisor != draft.by.organisation:
        raise unknown_reference("grant")
    halted = grant.halts.filter(ground=Halt.Ground.TERMINATION, lifted_at=None).exists()
    earlier = CaseRecord.objects.filter(procedure=DESTRUCTION.id, facts__grant=str(grant.id)).exclude(status="revoked")
    return {
        **standing_under(grant.agreement),
        "agreement": str(grant.agreement_id),
        "provider": grant.case.parties["provider"],
        "purpose_name": grant.purpose_text.as_json(),
        "grant_ended": halted or grant.expires <= draft.at,
        "already": earlier.exists(),
    }


@prepares(DESTRUCTION, "certify")
def seal_certificate(draft: Draft) -> dict[str, Any]:
    """SHA-256 over the canonical JSON of number, grant, what was destroyed, how, by whom, when, and how it was verified."""
    assert draft.case is not None
    facts = draft.case.facts
    said = {key: facts[key] for key in ("grant", "extent", "destroyed", "method", "done_on", "responsible")}
    whole = {"number": draft.case.number, "verification": draft.data.get("verification", ""), **said}
    return {"certificate": hashlib.sha256(canonical(whole)).hexdigest()}
