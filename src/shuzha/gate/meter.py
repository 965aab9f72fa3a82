"""Calls under an order: who may call is read from the order, and each answer is counted before it leaves."""

from __future__ import annotations

from uuid import UUID

from shuzha.commons.metering.models import Delivery, Entitlement
from shuzha.commons.metering.operations import check_entitled, count_delivery
from shuzha.gate.reasons import unknown
from shuzha.gate.requests import Fields
from shuzha.kernel.clock import Clock


class Meter:
    """The orders as the gate sees them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def entitlement(self, fields: Fields, interface_id: str) -> Entitlement:
        """The order's entitlement to this interface, for the buyer that `organisation` names, with calls left.

        Raises: Refused, alike for an order that is not there and for one that is somebody else's. Cites: local/8.
        """
        found = Entitlement.objects.filter(
            order_id=UUID(fields.identifier("order")),
            interface_id=UUID(interface_id),
            buyer_id=UUID(fields.identifier("organisation")),
        ).first()
        if found is None:
            raise unknown("order")
        check_entitled(entitlement=found, at=self._clock.now())
        return found

    def count(self, entitlement: Entitlement, fields: Fields) -> Delivery:
        """Counts the call once, whatever happens to the answer after. Raises: Refused when no call is left."""
        return count_delivery(entitlement=entitlement, request_id=fields.text("request_id", 64), at=self._clock.now())
