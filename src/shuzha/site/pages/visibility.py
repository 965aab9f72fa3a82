"""What a reader may see of cases, once for all pages: the archive's rule, and experts the reviews they were drawn for."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.queries import visible_to
from shuzha.archive.parties.models import Account
from shuzha.commons.experts.models import Expert


def cases_for(account: Account | None) -> QuerySet[CaseRecord]:
    """The cases this account may see."""
    seen = visible_to(account.actor if account else None)
    expert = Expert.objects.filter(account=account).first() if account else None
    if expert:
        seen |= CaseRecord.objects.filter(facts__drawn__contains=[expert.number])
    return seen


def case_or_404(account: Account | None, key: uuid.UUID) -> CaseRecord:
    """The case; whoever may not see it is told the same as where there is none. Raises: Http404."""
    record = cases_for(account).filter(pk=key).first()
    if record is None:
        raise Http404
    return record


def sees_event(account: Account | None, event: EventRecord) -> bool:
    """Whether the account may see what the event says: through its case, or as the one who did it."""
    if account is None:
        return False
    if event.stream.startswith("case-"):
        return cases_for(account).filter(pk=event.stream.removeprefix("case-")).exists()
    return bool(event.organisation) and event.organisation == str(account.organisation_id)
