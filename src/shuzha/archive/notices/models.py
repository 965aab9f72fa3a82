"""A public notice: what is announced, by whom, for which printed days, and on which sites it must stand."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.search import Words, words_index
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text


class Notice(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40, db_index=True)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    body_zh = models.TextField()
    body_en = models.TextField()
    publisher = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    sites = ArrayField(models.CharField(max_length=100), default=list)
    cites = ArrayField(models.CharField(max_length=60), default=list)
    published = models.DateField(db_index=True)
    last_day = models.DateField(null=True)
    words = Words()

    class Meta:
        indexes = [words_index("notice_by_words"), models.Index(fields=["-published", "-id"], name="notice_latest")]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def body(self) -> Text:
        return Text(self.body_zh, self.body_en)

    @property
    def searchable(self) -> tuple[str, ...]:
        return self.title_zh, self.title_en, self.body_zh, self.body_en

    def open_on(self, day: date) -> bool:
        """Whether objections may be raised on that day."""
        return self.last_day is not None and self.published <= day <= self.last_day
