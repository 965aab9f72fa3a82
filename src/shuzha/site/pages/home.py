"""The front page: the city, the sluice drawn, what it holds now, which instruments govern it, and what happened last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import running
from shuzha.archive.clock import city_clock
from shuzha.archive.evidence.queries import places_of
from shuzha.archive.notices.queries import published_on
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.text import Text
from shuzha.regulations.adoption import EVERY_OFFICE, adoption
from shuzha.site.pages.figures import figures

_LATEST = 6
_USES = {
    "use-released": (Text("闸口放行一次数据使用", "The gate released an answer"), "good"),
    "use-refused": (Text("闸口拒绝一次数据使用", "The gate refused a use"), "danger"),
    "use-sealed": (Text("闸口未予放行", "The gate did not release an answer"), "danger"),
    "use-stopped": (Text("数据使用已停止", "A use was stopped"), "danger"),
    "interface-reviewed": (Text("数据接口经审查建立", "An interface was reviewed and made"), ""),
}


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What this platform is, in one screen."""
    table = adoption()
    context = {
        "city": table.city,
        "figures": figures(city_clock().now()),
        "rows": [row for row in table.rows if row.office in ("zones", "registry", "market", EVERY_OFFICE)],
        "later": [row for row in table.rows if row.office not in ("zones", "registry", "market", EVERY_OFFICE)],
        "notices": published_on()[:5],
        "events": latest_events(),
    }
    return render(request, "site/pages/home.html", context)


def latest_events() -> list[dict[str, Any]]:
    """The last things done in the city, as anyone may know of them: what and which office's matter, never its content."""
    found = list(
        EventRecord.objects.exclude(stream__startswith="account-")
        .exclude(stream__startswith="attempt-")
        .order_by("-pk")[:_LATEST]
    )
    places = places_of(found)
    cases = CaseRecord.objects.in_bulk([e.stream.removeprefix("case-") for e in found if e.stream.startswith("case-")])
    by_stream = {case.stream: case for case in cases.values()}
    names = {
        str(o.pk): o.name for o in Organisation.objects.filter(pk__in={e.organisation for e in found if e.organisation})
    }
    return [_told(event, by_stream.get(event.stream), names, places) for event in found]


def _told(
    event: EventRecord, case: CaseRecord | None, names: dict[str, Text], places: dict[int, int]
) -> dict[str, Any]:
    title, tone = _USES.get(event.type, (Text(event.type, event.type), ""))
    note: Text | None = None
    by = names.get(event.organisation, Text("", ""))
    if case:
        procedure = running(case.procedure).procedure
        step = next(step for step in procedure.steps if step.event == event.type)
        title, note = step.said, procedure.title
        if step.by <= {"expert"}:
            by = Text("评审专家", "Review expert")
    return {
        "at": event.at,
        "by": by,
        "title": title,
        "note": note,
        "tone": tone,
        "cites": event.citations,
        "index": places.get(event.pk),
        "proof_url": f"/evidence/events/{event.pk}/",
    }
