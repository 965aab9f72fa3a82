"""What the platform tells a party of its own accord: a deadline that moved, a case that another office now supervises.

A message serves no notice and starts no deadline: what it tells stands in an event, which it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from shuzha.archive.cases.models import CaseRecord, EventRecord, Message
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor, Duty


def tell(parties: Iterable[str], *, case: CaseRecord, event: EventRecord, told: Text, at: datetime) -> None:
    """Puts the message in the inbox of each of these parties, in the transaction of the event that it is about."""
    Message.objects.bulk_create(
        Message(to=party, case=case, event=event, told_zh=told.zh, told_en=told.en, at=at)
        for party in sorted({one for one in parties if one})
    )


def concerned(case: CaseRecord, duties: Iterable[Duty]) -> set[str]:
    """The case's parties; and where one of the duties is owed by whoever holds a standing, all who hold it."""
    owing = [duty.who for duty in duties if duty.who not in case.parties]
    roles = running_for(case).procedure.roles
    held = sorted({standing for who in owing if who in roles for standing in roles[who].standings})
    holders = Organisation.objects.filter(standings__overlap=held).values_list("pk", flat=True) if held else ()
    return {*case.parties.values(), *(str(key) for key in holders)}


def inbox_of(actor: Actor) -> QuerySet[Message]:
    """What was told to the actor's organisation, and to the person where they act for themselves; the latest first."""
    own = [actor.organisation, *([actor.person] if "person" in actor.roles else [])]
    return Message.objects.filter(to__in=own).select_related("case", "event").order_by("-at", "-id")
