"""Streams of events, the cases they add up to, the deadlines they start, and the outbox towards the log.

An event row is written once and never changed: PostgreSQL refuses UPDATE and DELETE on it to every service, and what
the database's owner might change the log gives away.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform

from shuzha.archive.cases.counts import USES
from shuzha.archive.cases.search import Words, words_index
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text


class CaseRecord(models.Model):
    """What a case's events add up to now. It can always be rebuilt from them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    status = models.CharField(max_length=40)
    final = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    parties = models.JSONField(default=dict)
    opened_at = models.DateTimeField(db_index=True)
    moved_at = models.DateTimeField()
    words = Words()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="case_number")]
        indexes = [
            models.Index(fields=["procedure", "-opened_at"], name="case_by_procedure"),
            models.Index(fields=["procedure", "status"], name="case_by_status"),
            GinIndex(fields=["parties"], name="case_by_party", opclasses=["jsonb_path_ops"]),
            words_index("case_by_words"),
            models.Index(fields=["-moved_at", "-opened_at"], name="case_latest"),
            models.Index(fields=["moved_at"], name="case_open", condition=Q(final=False)),
            models.Index(KeyTransform("agreement", "facts"), F("moved_at").desc(), name="case_under_agreement"),
            models.Index(KeyTransform("agreement", "facts"), name="case_open_under", condition=Q(final=False)),
        ]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def searchable(self) -> tuple[str, ...]:
        return self.number, self.title_zh, self.title_en

    @property
    def stream(self) -> str:
        return f"case-{self.id}"


class EventRecord(models.Model):
    """One thing that was done. `salt` keeps the log's commitment to `data` from being guessed."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    person = models.CharField(max_length=36, blank=True)
    organisation = models.CharField(max_length=36, blank=True)
    cites = ArrayField(models.CharField(max_length=60), default=list)
    data = models.JSONField(default=dict)
    law_version = models.CharField(max_length=60, blank=True)
    salt = models.BinaryField(max_length=16)
    command_id = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="event_place"),
            models.UniqueConstraint(fields=["stream", "command_id"], name="event_once"),
        ]
        indexes = [
            models.Index(fields=["type", "-id"], name="event_by_type"),
            models.Index(
                fields=["stream", "-at", "-id"],
                name="event_latest_use",
                condition=Q(type__in=USES),
            ),
        ]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(Citation.parse(key) for key in self.cites)


class EventCount(models.Model):
    """How many events of one type a stream has: altogether, on one day, in one hour, days as they begin in China.

    Kept for uses of data alone, which are counted by the thousand wherever a zone is shown. `last` is the latest one's
    moment; `begins` that of the day or hour.
    """

    class Span(models.TextChoices):
        ALL = "all"
        DAY = "day"
        HOUR = "hour"

    span = models.CharField(max_length=4, choices=Span.choices)
    stream = models.CharField(max_length=80)
    type = models.CharField(max_length=60)
    begins = models.DateTimeField()
    events = models.PositiveBigIntegerField()
    last = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["span", "stream", "type", "begins"], name="event_count_once"),
        ]


class Outbox(models.Model):
    """An event that the log has not numbered yet."""

    event = models.OneToOneField(EventRecord, on_delete=models.PROTECT, primary_key=True)


class DeadlineRecord(models.Model):
    """Who owes what by when, as the case's events say; recomputed with every event."""

    case = models.ForeignKey(CaseRecord, on_delete=models.CASCADE, related_name="deadlines")
    duty = models.CharField(max_length=60)
    who = models.CharField(max_length=40)
    organisation = models.CharField(max_length=36, blank=True)
    started = models.DateField()
    last_day = models.DateField()
    provisional = models.BooleanField(default=False)
    discharged = models.BooleanField(default=False)
    waits = models.BooleanField(default=False)
    marked_late_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "last_day"], name="duty_open", condition=Q(discharged=False, waits=False)
            ),
            models.Index(fields=["last_day"], name="duty_running", condition=Q(discharged=False)),
            models.Index(
                fields=["last_day"],
                name="duty_unmarked",
                condition=Q(discharged=False, waits=False, marked_late_at=None),
            ),
        ]


class Message(models.Model):
    """What a party was told of its own case without having asked, and the event that it stands on."""

    to = models.CharField(max_length=36)
    case = models.ForeignKey(CaseRecord, on_delete=models.PROTECT, related_name="messages")
    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="+")
    told_zh = models.TextField()
    told_en = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["to", "-at", "-id"], name="message_latest")]

    @property
    def told(self) -> Text:
        return Text(self.told_zh, self.told_en)
