"""What the log holds of an event: everything that proves it, and only a salted commitment to its data."""

from __future__ import annotations

import hashlib
from datetime import UTC

from shuzha.archive.cases.models import EventRecord
from shuzha.kernel.canonical import canonical


def commitment(event: EventRecord) -> str:
    """SHA-256 over the event's salt and its data in canonical JSON, in hex."""
    return hashlib.sha256(bytes(event.salt) + canonical(event.data)).hexdigest()


def leaf_bytes(event: EventRecord) -> bytes:
    """The log entry of an event. Cites: RFC 8785 (canonical JSON)."""
    return canonical(
        {
            "v": 1,
            "stream": event.stream,
            "seq": event.seq,
            "type": event.type,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "person": event.person,
            "organisation": event.organisation,
            "cites": list(event.cites),
            "law": event.law_version,
            "commit": commitment(event),
        }
    )
