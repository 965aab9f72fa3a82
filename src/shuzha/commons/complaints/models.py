"""Which hearing belongs to which complaint: neither case says so itself, so that neither gives the other away."""

from __future__ import annotations

from django.db import models

from shuzha.archive.cases.models import CaseRecord


class Hearing(models.Model):
    case = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, primary_key=True, related_name="+")
    complaint = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="+")
