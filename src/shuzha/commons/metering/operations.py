"""Counting a call against its entitlement."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from shuzha.archive.grants.models import Interface
from shuzha.commons.metering.models import Delivery, Entitlement
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import TimeLimit, ends, opens
from shuzha.regulations.local_rules import INSTRUMENT

_CITES = (INSTRUMENT.article(8),)
_SUSPENSION = (Citation("hainan-2023", 22), INSTRUMENT.article(31))


def check_entitled(*, entitlement: Entitlement, at: datetime) -> None:
    """Raises: Refused when the entitlement has not begun, is over, suspended or used up. Cites: local/8; hainan-2023/22."""
    if entitlement.ended_at is not None or not entitlement.starts <= at < entitlement.expires:
        denial = _deny(
            "not-entitled", "订单不在有效期内", "The order is not in force", "请重新下单", "Place a new order"
        )
        raise Refused([replace(denial, limit=_term(entitlement, at))])
    if entitlement.suspended_at is not None:
        raise Refused(
            [
                _deny(
                    "delivery-suspended",
                    "该产品已依决定暂停交付",
                    "Delivery of this product is suspended by decision",
                    "请待大数据管理局决定解除",
                    "Wait for the bureau's decision to lift it",
                    _SUSPENSION,
                )
            ]
        )
    if entitlement.deliveries.count() >= entitlement.calls:
        raise Refused(
            [
                _deny(
                    "used-up",
                    "订单的调用次数已用完",
                    "The calls of this order are used up",
                    "请追加订单",
                    "Order more calls",
                )
            ]
        )


def alone_with(interface: str) -> Interface:
    """The interface with its grant; whoever else sells, suspends or resumes it waits until this transaction has ended.

    Without it, an order that is confirmed while a suspension is being decided would see none and deliver on.
    """
    return Interface.objects.select_for_update(of=("self",)).select_related("grant").get(id=interface)


def suspend_delivery(*, interface: str, at: datetime) -> None:
    """Nothing bought of the interface is delivered from here on. Cites: hainan-2023/22."""
    Entitlement.objects.filter(interface_id=interface, ended_at=None, suspended_at=None).update(suspended_at=at)


def resume_delivery(*, interface: str) -> None:
    """What was bought of the interface is delivered again. Cites: hainan-2023/22."""
    Entitlement.objects.filter(interface_id=interface).update(suspended_at=None)


def count_delivery(*, entitlement: Entitlement, request_id: str, at: datetime) -> Delivery:
    """Counts one call, exactly once per request; two calls at once cannot both take the last place.

    Raises: Refused when no call is left. Cites: local/8.
    """
    with transaction.atomic():
        locked = Entitlement.objects.select_for_update(of=("self",)).get(id=entitlement.id)
        known = locked.deliveries.filter(request_id=request_id).first()
        if known:
            return known
        check_entitled(entitlement=locked, at=at)
        return Delivery.objects.create(
            entitlement=locked, number=locked.deliveries.count() + 1, request_id=request_id, at=at
        )


def _term(entitlement: Entitlement, at: datetime) -> TimeLimit:
    """From when an order that has not begun can be used; else with which day it ended."""
    if at < entitlement.starts:
        return opens(entitlement.starts.astimezone(CHINA).date(), *_CITES)
    over = (
        min(entitlement.expires, entitlement.ended_at or entitlement.expires).astimezone(CHINA) - timedelta.resolution
    )
    return ends(over.date(), at.astimezone(CHINA).date(), *_CITES)


def _deny(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str, cites: tuple[Citation, ...] = _CITES) -> Deny:
    return Deny(code, Text(zh, en), cites, Text(remedy_zh, remedy_en))
