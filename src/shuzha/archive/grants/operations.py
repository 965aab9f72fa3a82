"""Halting grants and lifting halts. Either raises the grant's epoch, so that work begun before cannot deliver after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import F

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.grants.models import Grant, Halt

LEASE_CHANNEL = "lease"


def halt(*, grants: Iterable[Grant], ground: Halt.Ground, case: CaseRecord, at: datetime) -> list[Grant]:
    """Halts every grant, in the caller's transaction; the gate is told the moment it commits."""
    halted = list(grants)
    for grant in halted:
        Halt.objects.create(grant=grant, ground=ground, case=case, at=at)
        Grant.objects.filter(id=grant.id).update(epoch=F("epoch") + 1)
        _tell_gate(grant)
    return halted


def lift(*, case: CaseRecord, ground: Halt.Ground, at: datetime) -> None:
    """Lifts the halts that this case laid on grants; a grant halted by another case stays halted."""
    for standing in Halt.objects.select_related("grant").filter(case=case, ground=ground, lifted_at=None):
        standing.lifted_at = at
        standing.save(update_fields=["lifted_at"])
        Grant.objects.filter(id=standing.grant_id).update(epoch=F("epoch") + 1)
        _tell_gate(standing.grant)


def _tell_gate(grant: Grant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LEASE_CHANNEL, str(grant.id)])
