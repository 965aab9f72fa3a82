"""A zone: what the call announced, who supervises it, and who operates it under which agreement."""

from __future__ import annotations

from django.db import models

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text


class Zone(models.Model):
    class Kind(models.TextChoices):
        DOMAIN = "domain"
        AREA = "area"
        GENERAL = "general"

    call = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="zone", primary_key=True)
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    supervisor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supervised_zones")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="operated_zones", null=True)
    agreement = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="zone_operated", null=True)

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)
