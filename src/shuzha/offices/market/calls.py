"""A call of a bought interface: entitled, answered by the gate, counted before the answer leaves.

Pages and the HTTP API both come through here, so that there is one meter and no second way to an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.commons.metering.models import Entitlement
from shuzha.commons.metering.operations import check_entitled, count_delivery
from shuzha.enclave.door import Answer
from shuzha.kernel.canonical import canonical
from shuzha.kernel.clock import CHINA
from shuzha.offices.market import gate_door
from shuzha.procedure.words import Actor


@dataclass(frozen=True, slots=True)
class Called:
    """What was released, and where the meter stands after it."""

    answer: Answer
    delivered: int
    ordered: int


def call(
    *, order: Any, values: Mapping[str, Any], by: Actor, at: datetime, face: str, key: str, interface: str = ""
) -> Called:
    """Answers one call of an order and counts it; the same `key` asking the same on the same day is counted once.

    `interface`, where given, must be the name of the order's.
    Raises: Refused when the actor's organisation has no such order, it is over or used up, or a value does not fit;
    Sealed and GateFault, uncounted, when nothing was released. Cites: local/8.
    """
    entitlement = _bought(order, by, interface)
    request_id = _request_id(entitlement, key, values, at)
    counted = entitlement.deliveries.filter(request_id=request_id).exists()
    if not counted:
        check_entitled(entitlement=entitlement, at=at)
    answer = gate_door.client().call(
        interface_id=str(entitlement.interface_id), actor=by.person, values=values, face=face
    )
    count_delivery(entitlement=entitlement, request_id=request_id, at=at)
    return Called(answer, entitlement.deliveries.count(), entitlement.calls)


def _bought(order: Any, by: Actor, interface: str) -> Entitlement:
    """The entitlement of the actor's own organisation; another's is as unknown as none."""
    entitlement = referred(Entitlement, order, "order")
    if str(entitlement.buyer_id) != by.organisation:
        raise unknown_reference("order")
    if interface and entitlement.interface.name != interface:
        raise unknown_reference("interface")
    return entitlement


def _request_id(entitlement: Entitlement, key: str, values: Mapping[str, Any], at: datetime) -> str:
    """A retry is the same question under the same key on the same day; anything else is another call."""
    day = at.astimezone(CHINA).date().isoformat()
    return hashlib.sha256(canonical([str(entitlement.id), key, dict(values), day])).hexdigest()
