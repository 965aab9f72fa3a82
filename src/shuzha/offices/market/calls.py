"""A call of a bought interface. The gate reads the order, answers, and counts before the answer leaves.

Pages and the HTTP API both come through here. What may be called, and how often, the gate decides alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shuzha.archive.cases.lookup import referred, unknown_reference
from shuzha.commons import gate_door
from shuzha.commons.metering.models import Entitlement
from shuzha.enclave.door import Answer
from shuzha.kernel.canonical import canonical
from shuzha.kernel.clock import CHINA
from shuzha.procedure.words import Actor


def call(
    *, order: Any, values: Mapping[str, Any], by: Actor, at: datetime, face: str, key: str, interface: str = ""
) -> Answer:
    """What the gate released for one call of an order; the same `key` asking the same on the same day is counted once.

    `interface`, where given, must be the name of the order's. `values` are JSON values of exact numbers.
    Raises: Refused when the actor's organisation has no such order, it is over or used up, or a value does not fit;
    Sealed and GateFault, uncounted, when nothing was released. Cites: local/8.
    """
    entitlement = bought(order, by)
    if interface and entitlement.interface.name != interface:
        raise unknown_reference("interface")
    return gate_door.client().call(
        interface_id=str(entitlement.interface_id),
        actor=by.person,
        values=values,
        face=face,
        order=str(entitlement.order_id),
        organisation=by.organisation,
        request_id=_request_id(entitlement, key, values, at),
    )


def bought(order: Any, by: Actor) -> Entitlement:
    """What the actor's own organisation has bought under that order. Raises: Refused; another's is as unknown as none."""
    entitlement = referred(Entitlement, order, "order")
    if str(entitlement.buyer_id) != by.organisation:
        raise unknown_reference("order")
    return entitlement


def _request_id(entitlement: Entitlement, key: str, values: Mapping[str, Any], at: datetime) -> str:
    """A retry is the same question under the same key on the same day; anything else is another call."""
    day = at.astimezone(CHINA).date().isoformat()
    return hashlib.sha256(canonical([str(entitlement.id), key, dict(values), day])).hexdigest()
