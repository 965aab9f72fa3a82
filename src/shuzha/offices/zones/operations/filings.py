"""Filings: only one's own registered product can be filed."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import unknown_reference
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.archive.grants.models import Interface
from shuzha.kernel.text import Text
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.regulations.beijing_2023.procedures.filing import FILING


@prepares(FILING, "file")
def carry_in_product(draft: Draft) -> dict[str, Any]:
    """The product is a certificate's case; its interface says in which zone it was made and so who supervises it."""
    supervisors_stay()
    key = str(draft.data.get("product", ""))
    product = CaseRecord.objects.filter(number=key, parties__applicant=draft.by.organisation).first()
    if product is None or not product.facts.get("interface"):
        raise unknown_reference("product")
    interface = Interface.objects.select_related("grant").get(id=product.facts["interface"])
    zone = Zone.objects.get(agreement_id=interface.grant.agreement_id)
    return {
        "interface": str(interface.id),
        "supervisor": str(zone.supervisor_id),
        "product_name": Text(product.facts["name_zh"], product.facts["name_en"]).as_json(),
    }
