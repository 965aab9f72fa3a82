"""Entitlements to a number of calls, and each call that was delivered."""

from __future__ import annotations

import uuid

from django.db import models

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.grants.models import Interface
from shuzha.archive.parties.models import Organisation


class Entitlement(models.Model):
    """What a buyer may call, how often, at what price per call in fen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="entitlement")
    interface = models.ForeignKey(Interface, on_delete=models.PROTECT, related_name="entitlements")
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entitlements")
    calls = models.PositiveIntegerField()
    price_fen = models.PositiveBigIntegerField()
    starts = models.DateTimeField()
    expires = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One answered call. Written by the gate before the answer leaves: what was not counted was not delivered."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    request_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entitlement", "number"], name="delivery_place"),
            models.UniqueConstraint(fields=["entitlement", "request_id"], name="delivery_once"),
        ]
