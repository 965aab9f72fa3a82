"""Personnel: real names are checked before anyone is registered; removal takes effect in every grant at once."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred, referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.grants.models import Grant
from shuzha.archive.grants.operations import take_off
from shuzha.archive.parties.models import Account, Person
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.partner import PARTNER
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL


@prepares(PERSONNEL, "file")
def check_real_name(draft: Draft) -> dict[str, Any]:
    supervisors_stay()
    agreement = referred_case(AGREEMENT, draft.data.get("agreement"), "agreement")
    person = referred(Person, draft.data.get("person"), "person")
    employer = draft.by.organisation
    if draft.data.get("partner"):
        partnership = referred_case(PARTNER, draft.data["partner"], "partner")
        if partnership.status != "admitted" or partnership.facts["agreement"] != str(agreement.id):
            raise unknown_reference("partner")
        employer = partnership.parties["partner"]
    employed = Account.objects.filter(person=person, organisation_id=employer).exists()
    post = str(draft.data.get("post", ""))
    return {
        "supervisor": agreement.parties["supervisor"],
        "operator_name": agreement.facts["operator_name"],
        "real_name": employed and person.real_name_checked_at is not None,
        "post_name": Text(post, post).as_json(),
    }


@projects(PERSONNEL, "personnel-removed")
def take_from_grants(case: CaseRecord, event: EventRecord) -> None:
    person = Person.objects.get(id=case.facts["person"])
    take_off(person=person, grants=Grant.objects.filter(operator_id=case.parties["operator"], persons=person))
