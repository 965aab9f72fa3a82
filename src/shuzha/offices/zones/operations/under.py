"""What stands under an agreement: most matters of a zone name one, and take their parties and their zone from it."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred_case, unknown_reference
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import Draft
from shuzha.archive.parties.models import Organisation
from shuzha.commons.authorities import knows_supervisors
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT


def own_agreement(draft: Draft) -> CaseRecord:
    """The actor's own agreement, as named in its draft. Raises: Refused when there is none or it is another's."""
    supervisors_stay()
    agreement = referred_case(AGREEMENT, draft.data.get("agreement"), "agreement")
    if agreement.parties["operator"] != draft.by.organisation:
        raise unknown_reference("agreement")
    return agreement


def overseen_agreement(draft: Draft) -> CaseRecord:
    """An agreement that the actor supervises, or any for the authority. Raises: Refused when it is not theirs."""
    supervisors_stay()
    agreement = referred_case(AGREEMENT, draft.data.get("agreement"), "agreement")
    if "bigdata" not in draft.by.roles and agreement.parties["supervisor"] != draft.by.organisation:
        raise unknown_reference("agreement")
    return agreement


def standing_under(agreement: CaseRecord) -> dict[str, Any]:
    """The parties and the zone that a case takes over from its agreement, and whether that is in force."""
    return {
        "agreement_in_force": agreement.status == "in-force",
        "operator": agreement.parties["operator"],
        "operator_name": agreement.facts["operator_name"],
        "supervisor": agreement.parties["supervisor"],
        "zone": agreement.facts["zone"],
    }


@knows_supervisors
def zone_supervisor(organisation: Organisation) -> Organisation | None:
    """Whoever supervises the zone that the organisation operates, the first by name where it operates several."""
    zone = Zone.objects.filter(operator=organisation).select_related("supervisor").order_by("name_zh").first()
    return zone.supervisor if zone else None
