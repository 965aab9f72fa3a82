"""The figures on the front page, each counted from the archive at the moment of asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.catalogue.models import Resource
from shuzha.archive.evidence.models import Checkpoint
from shuzha.archive.evidence.queries import latest_checkpoint
from shuzha.archive.grants.models import Grant, Halt
from shuzha.offices.registry.models import Certificate


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is, and how much of it was let out or held back."""

    resources: int
    grants: int
    halted: int
    released: int
    refused: int
    certificates: int
    checkpoint: Checkpoint | None


def figures(at: datetime) -> Figures:
    """The platform's figures now; refusals are uses the gate refused, whether it said why or not."""
    uses = EventRecord.objects.filter(stream__startswith="use-")
    halted = Halt.objects.filter(lifted_at=None).values("grant")
    grants = Grant.objects.filter(starts__lte=at, expires__gt=at)
    return Figures(
        resources=Resource.objects.filter(status=Resource.Status.SEALED).count(),
        grants=grants.exclude(pk__in=halted).count(),
        halted=grants.filter(pk__in=halted).count(),
        released=uses.filter(type="use-released").count(),
        refused=uses.filter(type__in=["use-refused", "use-sealed"]).count(),
        certificates=Certificate.objects.filter(standing=Certificate.Standing.IN_FORCE).count(),
        checkpoint=latest_checkpoint(),
    )
