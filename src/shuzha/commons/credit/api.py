"""The credit record for programs: one's own, and as much of another's as one oversees."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Organisation
from shuzha.commons.credit.models import Fact
from shuzha.commons.credit.queries import counting, record_of
from shuzha.kernel.clock import CHINA

router = Router(tags=["cases"])


@router.get(
    "/credit",
    summary="本单位的信用记录；给出 organisation 时，其中由您监管的部分 · "
    "Your organisation's credit record; of another organisation, what you oversee",
)
def credit(request: HttpRequest, organisation: uuid.UUID | None = None) -> dict[str, Any]:
    account = request.auth  # type: ignore[attr-defined]
    assert isinstance(account, Account)
    found = Organisation.objects.filter(pk=organisation or account.organisation_id).first()
    facts = record_of(found, account.actor) if found else Fact.objects.none()
    if found is None or (found.pk != account.organisation_id and not facts.exists()):
        raise Http404
    now = set(counting(facts, city_clock().now().astimezone(CHINA).date()).values_list("pk", flat=True))
    return {
        "organisation": str(found.pk),
        "name": found.name.as_json(),
        "facts": [_line(fact, counts=fact.pk in now) for fact in facts],
    }


def _line(fact: Fact, *, counts: bool) -> dict[str, Any]:
    return {
        "id": str(fact.pk),
        "title": fact.title.as_json(),
        "good": fact.good,
        "event": fact.event_id,
        "cites": fact.cites,
        "from": fact.counts_from.isoformat(),
        "until": fact.counts_until.isoformat(),
        "standing": fact.standing,
        "counts": counts,
    }
