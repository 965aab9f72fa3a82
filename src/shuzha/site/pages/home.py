"""The front page: the city, the sluice drawn, what it holds now, which instruments govern it, and what happened last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.cases.offices import all_offices
from shuzha.archive.clock import city_clock
from shuzha.archive.notices.queries import published_on
from shuzha.regulations.adoption import EVERY_OFFICE, adoption
from shuzha.site.pages.figures import figures
from shuzha.site.pages.happenings import told

LATEST = 6


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What this platform is, in one screen."""
    table = adoption()
    here = {EVERY_OFFICE, *(office.name for office in all_offices())}
    public = EventRecord.objects.exclude(stream__startswith="account-").exclude(stream__startswith="attempt-")
    context = {
        "city": table.city,
        "figures": figures(city_clock().now()),
        "rows": [row for row in table.rows if row.office in here],
        "later": [row for row in table.rows if row.office not in here],
        "notices": published_on()[:5],
        "events": told(public.order_by("-pk")[:LATEST]),
    }
    return render(request, "site/pages/home.html", context)
