"""The API put together from the offices' parts: one front for signing in, reading bodies, refusing and describing itself."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from shuzha.commons.credit.api import router as credit
from shuzha.kernel.text import Text
from shuzha.offices.market.api import router as market
from shuzha.offices.registry.api import router as registry
from shuzha.offices.zones.api import router as zones
from shuzha.site.api import faults
from shuzha.site.api.cases import router as cases
from shuzha.site.api.identity import router as identity
from shuzha.site.api.reading import StrictParser
from shuzha.site.api.signing_in import Session, Token

SECTIONS = {
    "me": Text("身份", "Who you are"),
    "cases": Text("办件", "Cases"),
    "data": Text("数据使用", "Use of data"),
    "market": Text("交易市场", "Market"),
    "registry": Text("产品登记", "Registry"),
    "evidence": Text("存证", "Evidence"),
}


class Renderer(JSONRenderer):
    """JSON in which Chinese can be read."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012


api = NinjaAPI(
    title="数闸 Shuzha",
    version="1",
    description="数据可用，原始数据不出域。Data is used without being handed out. See /api/docs.",
    auth=[Token(), Session()],
    parser=StrictParser(),
    renderer=Renderer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
faults.attach(api)
for part in (identity, cases, credit, zones, market, registry):
    api.add_router("", part)


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The OpenAPI description. Standard: OpenAPI 3.1."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The same description as a page of the platform's own, since it loads nothing from elsewhere."""
    sections: dict[str, list[dict[str, Any]]] = {tag: [] for tag in SECTIONS}
    for address, methods in described()["paths"].items():
        for method, operation in methods.items():
            sections[operation["tags"][0]].append(_line(address, method, operation))
    crumbs = [{"title": Text("接口", "API")}]
    return render(
        request,
        "site/api/listing.html",
        {"sections": [(SECTIONS[tag], lines) for tag, lines in sections.items()], "crumbs": crumbs},
    )


def described() -> dict[str, Any]:
    """The OpenAPI description as plain JSON values."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/")))
    return found


def _line(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    zh, _, en = operation["summary"].partition(" · ")
    fields = [
        {"name": p["name"], "place": p["in"], "required": p.get("required", False)}
        for p in operation.get("parameters", [])
    ]
    return {
        "method": method.upper(),
        "address": address,
        "title": Text(zh, en),
        "fields": fields,
        "body": "requestBody" in operation,
        "public": "security" not in operation,
    }


urlpatterns = [
    path("openapi.json", schema, name="openapi"),
    path("docs", listing, name="api-docs"),
    path("", api.urls),
]
