"""Halting grants, lifting halts, taking persons off. Each raises the grant's epoch, so that work begun before dies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import F

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.grants.models import Grant, Halt
from shuzha.archive.parties.models import Person

LEASE_CHANNEL = "lease"


def halt(*, grants: Iterable[Grant], ground: Halt.Ground, case: CaseRecord, at: datetime) -> list[Grant]:
    """Halts every grant, in the caller's transaction; the gate is told the moment it commits."""
    halted = list(grants)
    for grant in halted:
        Halt.objects.create(grant=grant, ground=ground, case=case, at=at)
        renew_lease(grant)
    return halted


def lift(*, case: CaseRecord, ground: Halt.Ground, at: datetime) -> None:
    """Lifts the halts that this case laid on grants; a grant halted by another case stays halted."""
    for standing in Halt.objects.select_related("grant").filter(case=case, ground=ground, lifted_at=None):
        standing.lifted_at = at
        standing.save(update_fields=["lifted_at"])
        renew_lease(standing.grant)


def take_off(*, person: Person, grants: Iterable[Grant]) -> None:
    """Removes the person from every grant; what runs under these grants ends, since it may be that person's."""
    for grant in list(grants):
        grant.persons.remove(person)
        renew_lease(grant)


def renew_lease(grant: Grant) -> None:
    """Begins the grant's next epoch: no lease of an earlier one lives on, and the gate is told when this commits."""
    Grant.objects.filter(id=grant.id).update(epoch=F("epoch") + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LEASE_CHANNEL, str(grant.id)])
