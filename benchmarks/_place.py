"""Who the many cases are about: a zone with its agreement and grant, a register's operator, and firms.

Imported only where Django is set up.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from benchmarks._many import FIRMS
from benchmarks._trade import NOW, Trade, _account, trade
from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.grants.models import Grant
from shuzha.archive.parties.models import Account, Organisation
from shuzha.offices.zones.models import Zone


def settle() -> tuple[dict[str, str], dict[str, Any]]:
    """What the rows refer to, by name, and the accounts that ask for the pages."""
    made = trade()
    for number in range(FIRMS):
        Organisation.objects.create(
            id=uuid.UUID(hashlib.md5(f"firm{number}".encode(), usedforsecurity=False).hexdigest()),
            name_zh=f"合成企业{number}", name_en=f"Synthetic firm {number}", credit_code=f"SYNTHETIC{number:09d}",
        )  # fmt: skip
    accounts = {
        "supervisor": Account.objects.get(organisation_id=made.supervisor.organisation),
        "company": Account.objects.get(organisation_id=made.buyer.organisation),
        "registrar": _account("合成登记中心", "Synthetic registry", "registrar"),
    }
    accounts["company"].organisation_id = Organisation.objects.get(name_en="Synthetic firm 7").pk
    accounts["company"].save()
    agreement = CaseRecord.objects.get(pk=made.agreement)
    agreement.facts |= {"scope": ["inclusive-finance"], "clauses": {}}
    agreement.save()
    grant = Grant.objects.get(agreement=agreement)
    call = CaseRecord.objects.create(
        procedure="zones.call", number="SYN-CALL", title_zh="合成专区", title_en="Synthetic zone", status="published", facts={"closes": "2026-03-31"},
        opened_at=NOW, moved_at=NOW + timedelta(days=1),
    )  # fmt: skip
    zone = _zone(call, agreement, made)
    place = {
        "zone": str(zone.pk), "agreement": str(agreement.pk), "use": grant.stream,
        "operator": made.operator.organisation, "supervisor": made.supervisor.organisation,
        "registrar": str(accounts["registrar"].organisation_id),
    }  # fmt: skip
    return place, accounts


def _zone(call: CaseRecord, agreement: CaseRecord, made: Trade) -> Zone:
    return Zone.objects.create(
        call=call, name_zh="合成专区", name_en="Synthetic zone", kind=Zone.Kind.DOMAIN, agreement=agreement,
        supervisor_id=made.supervisor.organisation, operator_id=made.operator.organisation,
    )  # fmt: skip
