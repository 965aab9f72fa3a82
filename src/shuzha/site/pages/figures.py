"""The figures on the front page, each counted from the archive at the moment of asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from shuzha.archive.cases.models import EventCount
from shuzha.archive.cases.offices import Figure, all_offices
from shuzha.archive.catalogue.models import Resource
from shuzha.archive.evidence.models import Checkpoint
from shuzha.archive.evidence.queries import latest_checkpoint
from shuzha.archive.grants.models import Grant, Halt


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is, and how much of it was let out or held back."""

    resources: int
    grants: int
    halted: int
    released: int
    refused: int
    of_offices: tuple[tuple[Figure, int], ...]
    checkpoint: Checkpoint | None


def figures(at: datetime) -> Figures:
    """The platform's figures now; refusals are uses the gate refused, whether it said why or not."""
    counts = EventCount.objects.filter(span=EventCount.Span.ALL).values_list("type")
    uses = dict(counts.annotate(n=Sum("events")).order_by())
    halted = Halt.objects.filter(lifted_at=None).values("grant")
    grants = Grant.objects.filter(starts__lte=at, expires__gt=at)
    return Figures(
        resources=Resource.objects.filter(status=Resource.Status.SEALED).count(),
        grants=grants.exclude(pk__in=halted).count(),
        halted=grants.filter(pk__in=halted).count(),
        released=uses.get("use-released", 0),
        refused=uses.get("use-refused", 0) + uses.get("use-sealed", 0),
        of_offices=tuple((one, one.count()) for office in all_offices() for one in office.figures),
        checkpoint=latest_checkpoint(),
    )
