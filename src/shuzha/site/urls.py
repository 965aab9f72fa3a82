"""Which address leads where: the first level only; each office names its own pages."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from shuzha.archive.evidence.queries import unpublished


def health(request: HttpRequest) -> HttpResponse:
    """200 while this process can ask the database; a second line says when the log waits for its witnesses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    trouble = unpublished()
    waits = f"\npublication waits for witnesses since {trouble.since}" if trouble else ""
    return HttpResponse("ok" + waits, content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("shuzha.site.api.assembly")),
    path("tokens/", include("shuzha.site.api.tokens")),
    path("", include("shuzha.site.ui.urls")),
    path("", include("shuzha.site.pages.urls")),
    path("", include("shuzha.offices.zones.urls")),
    path("complaints/", include("shuzha.commons.complaints.urls")),
    path("credit/", include("shuzha.commons.credit.urls")),
    path("registry/", include("shuzha.offices.registry.urls")),
    path("market/", include("shuzha.offices.market.urls")),
]

handler400 = "shuzha.site.faults.bad_request"
handler403 = "shuzha.site.faults.forbidden"
handler404 = "shuzha.site.faults.not_found"
handler500 = "shuzha.site.faults.broken"
