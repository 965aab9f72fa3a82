"""A fact of a credit record: which event says it, about whom, for or against, and between which days it counts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text


class Fact(models.Model):
    """It can always be made again from the events; its identifier follows from its event, so that it stays the same."""

    class Standing(models.TextChoices):
        COUNTS = "counts"
        DISPUTED = "disputed"
        REPAIR_ASKED = "repair-asked"
        STRUCK = "struck"
        REPAIRED = "repaired"

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="credit_facts")
    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="credit_facts")
    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    good = models.BooleanField()
    cites = ArrayField(models.CharField(max_length=60))
    counts_from = models.DateField()
    counts_until = models.DateField()
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.COUNTS)
    review = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-counts_from"], name="credit_record")]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(Citation.parse(key) for key in self.cites)

    @property
    def under_review(self) -> bool:
        return self.standing in (self.Standing.DISPUTED, self.Standing.REPAIR_ASKED)
