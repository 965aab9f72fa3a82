"""Reading the record: whole to its own party, and to whoever oversees an office as far as that office's cases go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.queries import overseen_by
from shuzha.archive.parties.models import Organisation
from shuzha.commons.credit.models import Fact
from shuzha.procedure.words import Actor

_ENDED = (Fact.Standing.STRUCK, Fact.Standing.REPAIRED)


@dataclass(frozen=True, slots=True)
class Record:
    """A party, and how many facts that the reader may see count for and against it today."""

    organisation: Organisation
    favourable: int
    adverse: int


def seen_by(actor: Actor) -> QuerySet[Fact]:
    """The facts that the actor may see: its own organisation's, those it reviews, and those of cases it oversees."""
    reviewed = CaseRecord.objects.filter(parties__contains={"reviewer": actor.organisation})
    return Fact.objects.filter(
        Q(organisation_id=actor.organisation) | Q(case__in=overseen_by(actor)) | Q(review__in=reviewed)
    )


def record_of(organisation: Organisation, actor: Actor) -> QuerySet[Fact]:
    """What the actor may see of the organisation's record, the latest first; with no fact, nothing is to be seen."""
    found = seen_by(actor).filter(organisation=organisation)
    return found.select_related("case", "event", "review").order_by("-counts_from", "-event_id")


def counting(facts: QuerySet[Fact], on: date) -> QuerySet[Fact]:
    """Those of the facts that count on the day: neither struck nor repaired, begun and not yet over."""
    return facts.exclude(standing__in=_ENDED).filter(counts_from__lte=on, counts_until__gte=on)


def records(actor: Actor, on: date) -> list[Record]:
    """The organisations of whose record the actor may see something, those with most against them first."""
    rows = (
        counting(seen_by(actor), on)
        .exclude(organisation_id=actor.organisation)
        .values("organisation")
        .annotate(favourable=Count("pk", filter=Q(good=True)), adverse=Count("pk", filter=Q(good=False)))
        .order_by("-adverse", "-favourable", "organisation")
    )
    named = Organisation.objects.in_bulk([row["organisation"] for row in rows])
    return [Record(named[row["organisation"]], row["favourable"], row["adverse"]) for row in rows]
