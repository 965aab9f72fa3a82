"""What earlier assessments came to: the archive's side of the rule that poor results in a row have consequences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shuzha.archive.cases.models import EventRecord
from shuzha.commons.credit.models import Fact
from shuzha.procedure.assessment import in_a_row


def poor_in_a_row(event: str, *, streams: Iterable[str] | None = None, about: Mapping[str, Any] | None = None) -> int:
    """How many of the results that such events gave, the latest first, were poor before any other came.

    The events are those of the given streams, or those whose data say what `about` says; a result that was struck from
    the credit record, because a dispute of it was upheld, is none. Cites: local/41.
    """
    struck = Fact.objects.filter(standing=Fact.Standing.STRUCK).values("event")
    found = EventRecord.objects.filter(type=event, data__contains=dict(about or {})).exclude(pk__in=struck)
    if streams is not None:
        found = found.filter(stream__in=list(streams))
    return in_a_row(found.order_by("-pk").values_list("data__result", flat=True).iterator())
