"""Where each event stands in the log. A place is assigned once, durably, before the log is written."""

from __future__ import annotations

from django.db import models

from shuzha.archive.cases.models import EventRecord


class Leaf(models.Model):
    """The place of an event in the log."""

    event = models.OneToOneField(EventRecord, on_delete=models.PROTECT, related_name="leaf", primary_key=True)
    index = models.PositiveBigIntegerField(unique=True)


class Checkpoint(models.Model):
    """A signed statement of the log's size and root, as the sequencer issued it."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()
