"""Making something public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.notices.models import Notice
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text

PLATFORM = "platform"


def publish_notice(
    *,
    case: CaseRecord,
    event: EventRecord,
    kind: str,
    title: Text,
    body: Text,
    publisher: str,
    last_day: date | None = None,
    sites: Sequence[str] = (PLATFORM,),
) -> Notice:
    """Publishes the notice on the day of the event, in the event's own transaction, citing what the event cites."""
    return Notice.objects.create(
        case=case,
        kind=kind,
        title_zh=title.zh[:300],
        title_en=title.en[:300],
        body_zh=body.zh,
        body_en=body.en,
        publisher_id=publisher,
        sites=list(sites),
        cites=event.cites,
        published=event.at.astimezone(CHINA).date(),
        last_day=last_day,
    )
