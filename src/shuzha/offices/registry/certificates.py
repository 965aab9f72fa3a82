"""Making the certificate (17): a verifiable credential signed by the registry operator's key."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.credential import sign_credential
from shuzha.ledger.multibase import did_key
from shuzha.regulations.hainan_2023.procedures.registration import FORMS

_CONTEXT = ["https://www.w3.org/ns/credentials/v2"]


@cache
def registry_signer() -> Ed25519Signer:
    """The registry operator's signing key."""
    return Ed25519Signer(Path(settings.SHUZHA_REGISTRY_KEY).read_bytes())


def make_credential(*, case: CaseRecord, number: str, at: datetime) -> dict[str, Any]:
    """The signed credential: name, owner, form, validity, scenario and number, as article 17 asks. Cites: hainan-2023/17."""
    facts, holder = case.facts, Organisation.objects.get(id=case.parties["applicant"])
    form = FORMS[facts["form"]]
    return sign_credential(
        {
            "@context": _CONTEXT,
            "type": ["VerifiableCredential"],
            "issuer": {
                "id": did_key(registry_signer().public_key),
                "name": Organisation.objects.get(id=case.parties["registrar"]).name_zh,
            },
            "validFrom": at.astimezone(CHINA).isoformat(timespec="seconds"),
            "credentialSubject": {
                "registrationNumber": number,
                "productName": facts["name_zh"],
                "productNameEn": facts["name_en"],
                "owner": holder.name_zh,
                "ownerCreditCode": holder.credit_code,
                "form": form.zh,
                "validity": facts["validity"],
                "scenario": facts["scenario"],
                "caseNumber": case.number,
            },
        },
        registry_signer(),
        at,
    )
