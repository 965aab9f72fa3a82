"""A registered resource and its columns, in DCAT's terms where DCAT has one. No row and no key is ever here."""

from __future__ import annotations

import uuid

from django.db import models

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.search import Words, words_index
from shuzha.archive.parties.models import Organisation, Person
from shuzha.kernel.text import Text


class Resource(models.Model):
    """A data set that a department provides (dcat:Dataset). `unit` names what a row is about: a person or an enterprise."""

    class Unit(models.TextChoices):
        PERSON = "person"
        ENTERPRISE = "enterprise"

    class Status(models.TextChoices):
        DESCRIBED = "described"
        PROFILED = "profiled"
        SEALED = "sealed"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(CaseRecord, on_delete=models.PROTECT, related_name="resource")
    name = models.SlugField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    description_zh = models.TextField()
    description_en = models.TextField()
    publisher = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="resources")
    theme = models.CharField(max_length=60)
    issued = models.DateField()
    source = models.TextField()
    licence = models.TextField()
    accrual = models.CharField(max_length=40)
    unit = models.CharField(max_length=20, choices=Unit.choices)
    unit_domain = models.CharField(max_length=60)
    unit_column = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DESCRIBED)
    grade = models.PositiveSmallIntegerField(null=True)
    rows = models.PositiveBigIntegerField(null=True)
    units = models.PositiveBigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)
    staging = models.CharField(max_length=64, blank=True)
    raw_digest = models.CharField(max_length=64, blank=True)
    words = Words()

    class Meta:
        indexes = [words_index("resource_by_words")]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def description(self) -> Text:
        return Text(self.description_zh, self.description_en)

    @property
    def searchable(self) -> tuple[str, ...]:
        columns = [] if self._state.adding else self.columns.values_list("name", "title_zh", "title_en")
        own = (self.name, self.title_zh, self.title_en, self.description_zh, self.description_en, self.theme)
        return *own, self.publisher.name_zh, self.publisher.name_en, *(word for names in columns for word in names)


class Column(models.Model):
    """One column: what the gate saw in it, what it suggests and why, and what a person confirmed."""

    class Treatment(models.TextChoices):
        KEEP = "keep"
        PSEUDONYMISE = "pseudonymise"
        DROP = "drop"

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=40)
    profile = models.JSONField(default=dict)
    suggested_class = models.CharField(max_length=60)
    suggested_grade = models.PositiveSmallIntegerField()
    suggested_treatment = models.CharField(max_length=20, choices=Treatment.choices)
    reasons = models.JSONField(default=list)
    confirmed_class = models.CharField(max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField(null=True)
    treatment = models.CharField(max_length=20, choices=Treatment.choices, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    lowered_because = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["resource", "name"], name="column_once")]

    @property
    def title(self) -> Text:
        return Text(self.title_zh or self.name, self.title_en or self.name)

    @property
    def why(self) -> list[Text]:
        return [Text.from_json(reason) for reason in self.reasons]
