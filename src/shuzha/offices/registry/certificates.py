"""Making a certificate (17): numbered, signed by the registry operator's key, in the place of the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.ledger.credential import sign_credential
from shuzha.ledger.multibase import did_key
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.signing import registry_signer
from shuzha.offices.registry.status import credential_status
from shuzha.regulations.hainan_2023.materials import FORMS
from shuzha.regulations.hainan_2023.shares import parse_shares

_CONTEXT = ["https://www.w3.org/ns/credentials/v2"]
_NUMBERS = (
    0x5A68_5245  # the advisory lock under which registration numbers and places in the status list are handed out
)


def make_certificate(
    *,
    case: CaseRecord,
    facts: Mapping[str, Any],
    holder: Organisation,
    at: datetime,
    instead_of: Certificate | None = None,
) -> Certificate:
    """A signed certificate that is not in the register yet: name, owner, form, validity, scenario and number.

    `facts` are what it states; one that takes another's place carries that one's number with a count. Cites: hainan-2023/17.
    """
    _one_at_a_time()
    number, index = _following(instead_of) if instead_of else _next_number(at), _next_index()
    return Certificate.objects.create(
        number=number,
        case=case,
        holder=holder,
        name_zh=facts["name_zh"],
        name_en=facts["name_en"],
        credential=_credential(case, facts, holder, number, index, at, instead_of),
        status_index=index,
        issued_at=at,
        supersedes=instead_of,
    )


def _credential(
    case: CaseRecord,
    facts: Mapping[str, Any],
    holder: Organisation,
    number: str,
    index: int,
    at: datetime,
    instead_of: Certificate | None,
) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "registrationNumber": number,
        "productName": facts["name_zh"],
        "productNameEn": facts["name_en"],
        "owner": holder.name_zh,
        "ownerCreditCode": holder.credit_code,
        "form": FORMS[case.facts["form"]].zh,
        "validity": facts["validity"],
        "scenario": facts["scenario"],
        "caseNumber": case.number,
    }
    if case.facts.get("joint") and facts.get("owners"):
        subject["owners"] = [share.as_json() for share in parse_shares(facts["owners"])]
    if instead_of:
        subject["supersedes"] = instead_of.number
    return sign_credential(
        {
            "@context": _CONTEXT,
            "type": ["VerifiableCredential"],
            "issuer": {
                "id": did_key(registry_signer().public_key),
                "name": Organisation.objects.get(id=case.parties["registrar"]).name_zh,
            },
            "validFrom": at.astimezone(CHINA).isoformat(timespec="seconds"),
            "credentialSubject": subject,
            "credentialStatus": credential_status(index),
        },
        registry_signer(),
        at,
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])


def _next_index() -> int:
    highest = Certificate.objects.aggregate(highest=Max("status_index"))["highest"]
    return 0 if highest is None else highest + 1


def _next_number(at: datetime) -> str:
    year = at.astimezone(CHINA).year
    taken = Certificate.objects.filter(number__startswith=f"HC-SJCP-{year}-", supersedes=None).count()
    return f"HC-SJCP-{year}-{taken + 1:06d}"


def _following(former: Certificate) -> str:
    """HC-SJCP-2026-000001 is followed by HC-SJCP-2026-000001-2, that by …-3."""
    first, count = former.case.certificates.get(supersedes=None).number, former.case.certificates.count()
    return f"{first}-{count + 1}"
