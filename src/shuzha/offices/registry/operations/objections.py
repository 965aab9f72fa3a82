"""Objections for infringement: the holder is carried in, and the outcome is entered in the register at once."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.offices.registry.operations.changes import carried_in, registration_of
from shuzha.offices.registry.operations.register import in_force, reissue, strike
from shuzha.regulations.hainan_2023.procedures.objection import OBJECTION

_CHANGING = ("dispose-revoke", "dispose-reissue", "revoke-by-judgment", "reissue-by-judgment")


@prepares(OBJECTION, "file")
def carry_in_holder(draft: Draft) -> dict[str, Any]:
    return carried_in(in_force(draft.data.get("certificate")))


@prepares(OBJECTION, *_CHANGING)
def find_present_certificate(draft: Draft) -> dict[str, Any]:
    """A certificate reissued meanwhile still falls under the objection; one cancelled meanwhile no longer. Raises: Refused."""
    assert draft.case is not None
    present = registration_of(draft.case).certificates.filter(standing="in-force").first()
    in_force(present.number if present else "")
    return {}


@projects(OBJECTION, "disposed-revoke", "judgment-revoke")
def enter_revocation(case: CaseRecord, event: EventRecord) -> None:
    strike(registration=registration_of(case), event=event, because=_because(event), matter=case)


@projects(OBJECTION, "disposed-reissue", "judgment-reissue")
def enter_reissue(case: CaseRecord, event: EventRecord) -> None:
    registration, recipient = registration_of(case), case.facts["recipient"]
    holder = case.parties["objector"] if recipient == "objector" else registration.parties["applicant"]
    reissue(
        registration=registration, event=event, because=_because(event), matter=case, holder=holder, change=case.facts
    )


def _because(event: EventRecord) -> str:
    return "judgment" if event.type.startswith("judgment") else "objection"
