"""`/catalogue/`: the resources that departments registered, readable by everyone and, as JSON-LD, by everyone's programs."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shuzha.archive.catalogue.models import Resource
from shuzha.kernel.text import Text
from shuzha.offices.zones import queries_catalogue
from shuzha.offices.zones.pages_zones import account_of
from shuzha.protocols import dcat

CATALOGUE = {"title": Text("资源目录", "Catalogue"), "url": "/catalogue/"}
TITLE = Text("公共数据资源目录", "Catalogue of public data resources")
PER_PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The resources, found by words and theme."""
    search, theme = request.GET.get("q", "")[:200].strip(), request.GET.get("theme", "")[:60]
    found = Paginator(queries_catalogue.resources(search, theme), PER_PAGE)
    account = account_of(request)
    context = {
        "page": found.get_page(request.GET.get("page")),
        "search": search,
        "theme": theme,
        "themes": queries_catalogue.themes(),
        "states": queries_catalogue.STATES,
        "may_register": account is not None and "provider" in account.standings,
        "crumbs": [CATALOGUE],
    }
    return render(request, "zones/catalogue.html", context)


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One resource: its description and every column."""
    resource = resource_named(name)
    context = {
        "resource": resource,
        "state": queries_catalogue.STATES[resource.status],
        "facts": queries_catalogue.facts_of(resource),
        "columns": queries_catalogue.columns_of(resource),
        "steps": queries_catalogue.steps_for(resource, account_of(request)),
        "sealed_at": queries_catalogue.sealed_at(resource),
        "crumbs": [CATALOGUE, {"title": resource.title}],
    }
    return render(request, "zones/resource.html", context)


@require_safe
def show_linked(request: HttpRequest, name: str) -> JsonResponse:
    """One resource as DCAT."""
    return _linked(dcat.dataset(resource_named(name), base=_base(request)))


@require_safe
def index_linked(request: HttpRequest) -> JsonResponse:
    """The whole catalogue as DCAT."""
    return _linked(dcat.catalogue(queries_catalogue.resources(), base=_base(request), title=TITLE))


def resource_named(name: str) -> Resource:
    """The resource of that name, else 404."""
    return get_object_or_404(Resource.objects.select_related("publisher", "case"), name=name)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _linked(value: dict[str, Any]) -> JsonResponse:
    return JsonResponse(
        value, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
