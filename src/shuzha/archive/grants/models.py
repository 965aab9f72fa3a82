"""Grants, what halts them, and the interfaces that stand on them. The gate reads these and nothing else of a case."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.catalogue.models import Column
from shuzha.archive.parties.models import Organisation, Person
from shuzha.kernel.text import Text


class Grant(models.Model):
    """Named columns, one purpose, the forms the grades allow, named persons, until a day.

    `epoch` rises with every halt and with every person taken off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="grant")
    agreement = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="grants_under")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    purpose = models.CharField(max_length=60)
    purpose_zh = models.CharField(max_length=300)
    purpose_en = models.CharField(max_length=300)
    forms = ArrayField(models.CharField(max_length=20))
    columns = models.ManyToManyField(Column, related_name="grants")
    persons = models.ManyToManyField(Person, related_name="grants")
    starts = models.DateTimeField()
    expires = models.DateTimeField()
    epoch = models.PositiveIntegerField(default=0)

    @property
    def purpose_text(self) -> Text:
        return Text(self.purpose_zh, self.purpose_en)

    @property
    def stream(self) -> str:
        return f"use-{self.id}"

    def live(self, at: datetime) -> bool:
        """In force at that moment: within its dates and halted by nothing."""
        return self.starts <= at < self.expires and not self.halts.filter(lifted_at=None).exists()


class Halt(models.Model):
    """Something that stops a grant until it is lifted: a technical cut-off, a suspended or ended agreement."""

    class Ground(models.TextChoices):
        CUTOFF = "cutoff"
        SUSPENSION = "suspension"
        TERMINATION = "termination"

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="halts")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="halts")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)


class Interface(models.Model):
    """A data interface: SQL reviewed once, then only bound. It is served only while its grant lives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="interfaces")
    name = models.SlugField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    template = models.TextField()
    parameters = models.JSONField(default=list)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)
