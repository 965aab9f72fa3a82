"""Which address leads where: the first level only; each office names its own pages."""

from __future__ import annotations

from importlib.util import find_spec

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def health(request: HttpRequest) -> HttpResponse:
    """200 while this process can ask the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _offices() -> list[URLResolver]:
    """Each office that has pages, under its own name; the zones office names its several places itself."""
    prefixes = {"zones": "", "registry": "registry/", "market": "market/"}
    return [
        path(prefix, include(f"shuzha.offices.{name}.urls"))
        for name, prefix in prefixes.items()
        if find_spec(f"shuzha.offices.{name}.urls")
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/", include("shuzha.site.api.assembly")),
    path("", include("shuzha.site.ui.urls")),
    path("", include("shuzha.site.pages.urls")),
    *_offices(),
]

handler400 = "shuzha.site.faults.bad_request"
handler403 = "shuzha.site.faults.forbidden"
handler404 = "shuzha.site.faults.not_found"
handler500 = "shuzha.site.faults.broken"
