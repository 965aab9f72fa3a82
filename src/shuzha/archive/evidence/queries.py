"""Reading evidence: where the log is, what was signed last, and the receipt of an event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint, Leaf
from shuzha.ledger import receipt
from shuzha.ledger.log import Log
from shuzha.ledger.note import NoteKey
from shuzha.ledger.policy import Policy
from shuzha.ledger.unpublished import Unpublished
from shuzha.ledger.unpublished import read as read_unpublished


def log_directory() -> Path:
    return Path(settings.SHUZHA_HOME) / "log"


def published_log() -> Log:
    """The log as it has been published. Raises: FileNotFoundError before there is one."""
    return Log.open(log_directory())


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def lot_seed(case: CaseRecord) -> str:
    """The seed of a lot drawn in the case as it stands: the digest of its latest event's log entry, and its number.

    Nobody knew it before that event, because the entry commits to a fresh random salt; and nobody can have it anew by
    waiting, because it does not change until the case does. Anyone reads the entry in the log and repeats the draw.
    """
    latest = EventRecord.objects.filter(stream=case.stream).latest("seq")
    return f"{hashlib.sha256(leaf_bytes(latest)).hexdigest()}/{case.number}"


def place_of(event: EventRecord) -> int | None:
    """The event's index in the log, once a checkpoint covers it."""
    leaf = Leaf.objects.filter(event=event).first()
    latest = latest_checkpoint()
    return leaf.index if leaf and latest and leaf.index < latest.size else None


def places_of(events: Iterable[EventRecord]) -> dict[int, int]:
    """The indices of those of the events that a checkpoint covers, by the events' ids."""
    latest = latest_checkpoint()
    if latest is None:
        return {}
    found = Leaf.objects.filter(event__in=[event.pk for event in events], index__lt=latest.size)
    return dict(found.values_list("event_id", "index"))


def events_like(words: str) -> QuerySet[EventRecord]:
    """Events by stream, type, or number, the latest first; all of them without words."""
    found = EventRecord.objects.order_by("-pk")
    if not words:
        return found
    if words.isascii() and words.isdecimal() and len(words) < 18:
        return found.filter(Q(pk=int(words)) | Q(leaf__index=int(words)))
    cases = CaseRecord.objects.filter(number__iexact=words)
    streams = [case.stream for case in cases]
    return found.filter(Q(stream__icontains=words) | Q(type__icontains=words) | Q(stream__in=streams))


def unpublished() -> Unpublished | None:
    """Why the log publishes nothing; None while it does."""
    return read_unpublished(log_directory())


def policy_text() -> str:
    """The policy as an outsider gives it to the verifier: the log's keys, and the witnesses that this installation asks
    for; the keys alone where it asks for none."""
    lines = "".join(f"log {key}\n" for key in log_keys())
    try:
        return lines + (Path(settings.SHUZHA_HOME) / "witnesses").read_text(encoding="utf-8")
    except FileNotFoundError:
        return lines + "quorum none\n"


def policy() -> Policy:
    """Who must cosign this installation's checkpoints. Raises: ValueError when the file was spoilt."""
    return Policy.parse(policy_text())


def log_keys() -> list[NoteKey]:
    """The keys the log has signed with; none while there is no log yet."""
    try:
        return Log.open(log_directory()).keys
    except FileNotFoundError:
        return []


def receipt_for(event: EventRecord, *, opened: bool = True) -> dict[str, Any]:
    """The receipt of an event under the published checkpoint; opened, it shows the event's data as well.

    Raises: LookupError while the log has not published the event.
    """
    index = place_of(event)
    if index is None:
        raise LookupError(f"event {event.id} is not in the log yet")
    opening = (bytes(event.salt), event.data) if opened else None
    return receipt.make(Log.open(log_directory()), index, opening)
