"""What a reader may see of cases, once for all pages: the archive's rule, and experts the reviews they were drawn for."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.offices import reads_stream
from shuzha.archive.cases.procedures import running_under
from shuzha.archive.cases.queries import oversees, visible_to
from shuzha.archive.cases.recounting import KEEPER, LOADED
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
    """Whether the account may read what the event says, by the stream it stands in; a stream nobody named is closed."""
    if event.stream == PUBLIC:
        return True
    kind, _, key = event.stream.partition("-")
    rule = _STREAMS.get(kind) or reads_stream(kind)
    return account is not None and rule is not None and rule(account, event, key)


def lists_event(account: Account | None, event: EventRecord) -> bool:
    """Whether the account may know of the event at all: everyone of all but other people's sign-ins."""
    return not event.stream.startswith(PRIVATE) or sees_event(account, event)


def _through_case(account: Account, event: EventRecord, key: str) -> bool:
    record = cases_for(account).filter(pk=key).first()
    return record is not None and (not _of_experts(record, event) or _hears_experts(account, event, record))


def _of_experts(record: CaseRecord, event: EventRecord) -> bool:
    steps = running_under(record.procedure, event.law_version).procedure.steps
    return any(step.event == event.type and step.by <= OF_EXPERTS for step in steps)


def _hears_experts(account: Account, event: EventRecord, record: CaseRecord) -> bool:
    """What an expert said is for the overseers and for that expert."""
    return oversees(account.actor, record) or event.person == str(account.person_id)


def _own_attempt(account: Account, event: EventRecord, key: str) -> bool:
    return event.organisation == str(account.organisation_id)


def _own_account(account: Account, event: EventRecord, key: str) -> bool:
    return key == str(account.pk)


def _own_party(account: Account, event: EventRecord, key: str) -> bool:
    return key in (str(account.person_id), str(account.organisation_id))


def _anyone(account: Account, event: EventRecord, key: str) -> bool:
    """That a version took cases over, and how many, is nobody's secret; which, their own records say."""
    return True


def _kept_by_the_authority(account: Account, event: EventRecord, key: str) -> bool:
    """A notice is for everyone; the list of the cases that it moves is for whoever keeps the calendar."""
    return event.type == LOADED or KEEPER in account.standings


PRIVATE = "account-"
# Which key the log goes on under is for everyone: whoever trusts the old one reads the new one here.
PUBLIC = "log-keys"
OF_EXPERTS = frozenset({"expert"})
_STREAMS: dict[str, Callable[[Account, EventRecord, str], bool]] = {
    "case": _through_case,
    "duty": _through_case,
    "attempt": _own_attempt,
    "account": _own_account,
    "party": _own_party,
    "calendar": _kept_by_the_authority,
    "law": _anyone,
}
