"""A listing: what a buyer must know before ordering, exactly as it was put on file with the supervisor."""

from __future__ import annotations

from django.db import models

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.search import Words, words_index
from shuzha.archive.grants.models import Interface
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text


class Listing(models.Model):
    case = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="listing", primary_key=True)
    seller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="listings")
    interface = models.ForeignKey(Interface, on_delete=models.PROTECT, related_name="listings")
    filing = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="listed_as")
    certificate_number = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    price_fen = models.PositiveBigIntegerField()
    basis = models.TextField()
    scenario = models.TextField()
    scope = models.TextField()
    manner = models.TextField()
    delisted_at = models.DateTimeField(null=True)
    words = Words()

    class Meta:
        indexes = [words_index("listing_by_words")]

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)

    @property
    def searchable(self) -> tuple[str, ...]:
        seller = self.seller
        return self.name_zh, self.name_en, self.scenario, seller.name_zh, seller.name_en, self.certificate_number


class Settlement(models.Model):
    """How the proceeds of an order were shared: one row per party, adding up to the statement to the cent."""

    order = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="settlements")
    party = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    amount_fen = models.BigIntegerField()
