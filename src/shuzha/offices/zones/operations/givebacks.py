"""Own data offered to a department: which department, and under which agreement."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.archive.parties.models import Organisation
from shuzha.offices.zones.operations.under import own_agreement, standing_under
from shuzha.regulations.beijing_2023.procedures.giveback import GIVEBACK


@prepares(GIVEBACK, "offer")
def name_department(draft: Draft) -> dict[str, Any]:
    agreement = own_agreement(draft)
    department = referred(Organisation, draft.data.get("department"), "department")
    if "provider" not in department.standings:
        raise unknown_reference("department")
    return {**standing_under(agreement), "department_name": department.name.as_json()}
