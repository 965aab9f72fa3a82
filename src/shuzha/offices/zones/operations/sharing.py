"""Sharing requests: the archive states grades, providers and who is registered; approval makes the grant."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q

from shuzha.archive.cases.lookup import referred_all, referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.grants.operations import halt
from shuzha.archive.parties.models import Person
from shuzha.kernel.clock import CHINA
from shuzha.kernel.deadline import months_after
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.offices.zones.purposes import PURPOSES
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING
from shuzha.regulations.local_rules import PARAMETERS


@prepares(SHARING, "apply")
def state_facts(draft: Draft) -> dict[str, Any]:
    supervisors_stay()
    agreement = referred_case(AGREEMENT, draft.data.get("agreement"), "agreement")
    if agreement.parties["operator"] != draft.by.organisation:
        raise unknown_reference("agreement")
    columns = _columns(draft)
    persons = [str(p.id) for p in referred_all(Person, draft.data.get("persons") or [], "persons")]
    purpose = PURPOSES.get(str(draft.data.get("purpose")), Text("未列明用途", "Unlisted purpose"))
    publishers = {str(c.resource.publisher_id) for c in columns}
    providers = sorted(publishers - {draft.by.organisation})
    return {
        "agreement_in_force": agreement.status == "in-force",
        "agreement_scope": agreement.facts["scope"],
        "operator_name": agreement.facts["operator_name"],
        "supervisor": agreement.parties["supervisor"],
        "purpose_name": purpose.as_json(),
        "providers": providers,
        "provider": providers[0] if providers else "",
        "only_own": bool(publishers) and not providers,
        "grades": sorted({c.grade for c in columns if c.grade is not None}),
        "personal": any(c.resource.unit == Resource.Unit.PERSON for c in columns),
        "unregistered": [p for p in persons if not _registered(p, draft.by.organisation)],
    }


@prepares(SHARING, "approve")
def set_expiry(draft: Draft) -> dict[str, Any]:
    """The local rule's number of months, but never beyond the agreement; and what the request stood on still stands."""
    assert draft.case is not None
    today = draft.at.astimezone(CHINA).date()
    longest = months_after(today, PARAMETERS.integer("grant_months", today)).isoformat()
    # Held until the grant is written, so that no suspension passes between the two.
    agreement = CaseRecord.objects.select_for_update().get(id=draft.case.facts["agreement"])
    asked = str(draft.data.get("expires") or longest)
    return {
        "expires": min(asked, longest, agreement.facts["ends"]),
        "agreement_in_force": agreement.status == "in-force",
        "unregistered": [p for p in draft.case.facts["persons"] if not _registered(p, agreement.parties["operator"])],
    }


@projects(SHARING, "sharing-granted")
def make_grant(case: CaseRecord, event: EventRecord) -> None:
    facts, purpose = case.facts, Text.from_json(case.facts["purpose_name"])
    last_moment = datetime.combine(datetime.fromisoformat(facts["expires"]).date() + timedelta(days=1), time(), CHINA)
    # Under the case's own number, so that the log shows to anyone which grant a use stands on.
    grant = Grant.objects.create(
        id=case.pk,
        case=case,
        agreement_id=facts["agreement"],
        operator_id=case.parties["operator"],
        purpose=facts["purpose"],
        purpose_zh=purpose.zh,
        purpose_en=purpose.en,
        forms=facts["forms"],
        starts=event.at,
        expires=last_moment,
    )
    grant.columns.set(Column.objects.filter(id__in=[int(c) for c in facts["columns"]]))
    grant.persons.set(facts["persons"])


@projects(SHARING, "sharing-ended")
def stop_use(case: CaseRecord, event: EventRecord) -> None:
    halt(grants=[case.grant], ground=Halt.Ground.TERMINATION, case=case, at=event.at)


def _columns(draft: Draft) -> list[Column]:
    """Of departments, and the operator's own to be combined with them; what another company brought in is its own."""
    keys = [str(k) for k in draft.data.get("columns") or []]
    if not all(k.isdecimal() and len(k) < 19 for k in keys):
        raise unknown_reference("columns")
    found = list(
        Column.objects.select_related("resource")
        .filter(id__in=[int(k) for k in keys], resource__status=Resource.Status.SEALED)
        .filter(
            Q(resource__publisher_id=draft.by.organisation) | Q(resource__publisher__standings__contains=["provider"])
        )
        .exclude(treatment=Column.Treatment.DROP)
    )
    if len(found) != len(set(keys)):
        raise unknown_reference("columns")
    return found


def _registered(person: str, operator: str) -> bool:
    return CaseRecord.objects.filter(
        procedure=PERSONNEL.id, status="registered", facts__person=person, parties__operator=operator
    ).exists()
