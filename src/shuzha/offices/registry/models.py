"""The register: each certificate with its number, its signed credential and its standing."""

from __future__ import annotations

from django.db import models

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text


class Certificate(models.Model):
    class Standing(models.TextChoices):
        SIGNED = "signed"
        IN_FORCE = "in-force"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40, primary_key=True)
    case = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="certificate")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificates")
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    credential = models.JSONField()
    issued_at = models.DateTimeField()
    event = models.OneToOneField(EventRecord, on_delete=models.PROTECT, null=True)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.SIGNED)

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)
