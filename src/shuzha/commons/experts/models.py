"""An expert: a person with a field of work, and the organisations with which they have ties."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shuzha.archive.parties.models import Account, Organisation
from shuzha.kernel.text import Text


class Expert(models.Model):
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="expert", primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    field_zh = models.CharField(max_length=100)
    field_en = models.CharField(max_length=100)
    ties = models.ManyToManyField(Organisation, related_name="tied_experts")

    @property
    def field(self) -> Text:
        return Text(self.field_zh, self.field_en)
