"""The register: each certificate with its number, its signed credential, its place in the public status list, its standing,
since when it is no longer in force, and the one it took the place of."""

from __future__ import annotations

from django.db import models

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.search import Words, words_index
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text


class Certificate(models.Model):
    class Standing(models.TextChoices):
        SIGNED = "signed"
        IN_FORCE = "in-force"
        SUPERSEDED = "superseded"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40, primary_key=True)
    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificates")
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    credential = models.JSONField()
    issued_at = models.DateTimeField()
    event = models.OneToOneField(EventRecord, on_delete=models.PROTECT, null=True)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.SIGNED)
    status_index = models.PositiveIntegerField(unique=True)
    ended_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    words = Words()

    class Meta:
        indexes = [
            words_index("certificate_by_words"),
            models.Index(fields=["-issued_at", "-number"], name="certificate_latest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(standing="in-force"), name="one_certificate_in_force"
            )
        ]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def searchable(self) -> tuple[str, ...]:
        holder = self.holder
        return self.number, self.name_zh, self.name_en, holder.name_zh, holder.name_en, holder.credit_code


class Seat(models.Model):
    """An agency's place on the roster, for the term of its contract; chosen by the public comparison it names."""

    comparison = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="seats")
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    begins = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "agency"], name="one_seat_each")]
