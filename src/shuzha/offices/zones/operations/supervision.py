"""Who supervises a zone's open matters: read under a lock that a handover takes alone, so that none is opened past it."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.grants.models import Interface
from shuzha.offices.zones.models import Zone
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT

_LOCK = "zones.supervision"


def supervisors_stay() -> None:
    """Until this transaction ends no zone changes supervisor: whoever opens a matter names the one there is."""
    _lock("pg_advisory_xact_lock_shared")


def supervisors_change() -> None:
    """Waits for every matter that is being opened, and lets none be opened until this transaction ends."""
    _lock("pg_advisory_xact_lock")


def open_matters(call: str) -> QuerySet[CaseRecord]:
    """The open cases of the zone that the call made: the call, what was applied for, and all under its agreements."""
    agreements = list(CaseRecord.objects.filter(procedure=AGREEMENT.id, facts__call=call).values_list("pk", flat=True))
    interfaces = Interface.objects.filter(grant__agreement__in=agreements).values_list("pk", flat=True)
    within = Q(pk=call) | Q(facts__call=call) | Q(facts__agreement__in=[str(key) for key in agreements])
    return CaseRecord.objects.filter(within | Q(facts__interface__in=[str(key) for key in interfaces]), final=False)


def supervised_by(zone: Zone, organisation: str) -> QuerySet[CaseRecord]:
    """The zone's open cases in which the organisation supervises."""
    return open_matters(str(zone.call_id)).filter(parties__supervisor=organisation)


def _lock(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind}(hashtext(%s))", [_LOCK])
