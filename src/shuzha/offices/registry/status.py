"""The public lists of which certificates are no longer in force (17, 18, 19), signed with the registry's key.

A list is not kept anywhere: it is read from the register as it stands, so that a change, a transfer or a cancellation
and its entry in the list are one and the same transaction.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse

from shuzha.archive.clock import city_clock
from shuzha.kernel.clock import CHINA
from shuzha.ledger.status_list import SIZE, status_entry, status_list
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.signing import registry_signer

# Where an installation answers that was given no address of its own.
_LOOPBACK = "http://127.0.0.1:8000"


def list_and_place(index: int) -> tuple[int, int]:
    """The number of the list that the certificate with that index is in, and its place there."""
    return divmod(index, SIZE)


def credential_status(index: int) -> dict[str, str]:
    """What the certificate with that index carries as its `credentialStatus`."""
    number, place = list_and_place(index)
    return status_entry(_address(number), place)


def public_list(number: int) -> bytes:
    """The list with that number as it stands, to the minute, in JSON. Raises: LookupError when no certificate is in it."""
    if number >= 2**31 // SIZE or not _within(number).exists():
        raise LookupError(f"no certificate is in list {number}")
    now = city_clock().now().astimezone(CHINA).replace(second=0, microsecond=0)
    ended = _within(number).aggregate(latest=Max("ended_at"), count=Count("ended_at"))
    return _signed(number, _address(number), max(now, ended["latest"] or now), ended["count"])


@lru_cache(maxsize=4)
def _signed(number: int, address: str, at: datetime, ended: int) -> bytes:
    """Kept for the minute, until another certificate ends: nobody makes the platform sign without end."""
    made = status_list(address, _revoked(number), registry_signer(), at)
    return json.dumps(made, ensure_ascii=False).encode()


def _revoked(number: int) -> dict[int, dict[str, Any]]:
    ended = _within(number).filter(ended_at__isnull=False).order_by("status_index")
    return {
        index % SIZE: {"status": standing, "since": since.astimezone(CHINA).isoformat(timespec="seconds")}
        | ({"replacedBy": following} if following else {})
        for index, standing, since, following in ended.values_list(
            "status_index", "standing", "ended_at", "superseded_by__number"
        )
    }


def _within(number: int) -> Any:
    return Certificate.objects.filter(status_index__gte=number * SIZE, status_index__lt=(number + 1) * SIZE)


def _address(number: int) -> str:
    """Where the list is found: as its first certificate says, so that moving the installation leaves old ones right."""
    first = _within(number).order_by("status_index").values_list("credential", flat=True).first()
    if first:
        return str(first["credentialStatus"]["statusListCredential"])
    return f"{settings.SHUZHA_ADDRESS or _LOOPBACK}{reverse('registry:status', args=[number])}"
