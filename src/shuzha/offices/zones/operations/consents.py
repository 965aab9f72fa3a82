"""Consents: who the person is the archive finds out and keeps under their key; the record never holds the number."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.lookup import referred_case
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.parties import register_person
from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.kernel.decision import Allow, Deny, Refused
from shuzha.kernel.identifiers import check_resident_id
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.supervision import supervisors_stay
from shuzha.offices.zones.operations.under import own_agreement, standing_under
from shuzha.offices.zones.purposes import PURPOSES
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.consent import CONSENT


@prepares(CONSENT, "give")
def consent_of_actor(draft: Draft) -> dict[str, Any]:
    supervisors_stay()
    agreement = referred_case(AGREEMENT, draft.data.get("agreement"), "agreement")
    return {**_under(draft, agreement), "subject": draft.by.person}


@prepares(CONSENT, "present")
def consent_of_another(draft: Draft) -> dict[str, Any]:
    """Name and identity number are exchanged for the person it belongs to before anything is recorded."""
    agreement = own_agreement(draft)
    number = str(draft.data.get("identity") or "").strip().upper()
    if not isinstance(check_resident_id(number), Allow):
        raise Refused([_not_a_number()])
    name = str(draft.data.get("name") or "")
    person = str(register_person(name=name, identity=number, at=draft.at, by=draft.by).id)
    return {**_under(draft, agreement), "subject": person, "name": person, "identity": person}


def _under(draft: Draft, agreement: CaseRecord) -> dict[str, Any]:
    named = [PURPOSES[code] for code in draft.data.get("scenarios") or [] if code in PURPOSES]
    one = named[0] if named else Text("未列明场景", "Unlisted scenario")
    return {
        **standing_under(agreement),
        "agreement_scope": agreement.facts["scope"],
        "scenario_name": one.as_json(),
    }


def _not_a_number() -> Deny:
    return Deny(
        "no-identity-number",
        Text("身份号码不正确", "This is not an identity number"),
        (INSTRUMENT.article(21),),
        Text("请核对十八位身份号码", "Check the eighteen characters"),
        "identity",
    )
