"""The market's pages: what is for sale on which terms, one's orders with their meter and accounts, and calling what was bought."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.clock import city_clock
from shuzha.archive.grants.models import Interface
from shuzha.commons.gate_door import shown
from shuzha.enclave.door import GateFault, Sealed
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text
from shuzha.offices.market import calls, inputs, queries
from shuzha.procedure.words import Actor

_PER_PAGE = 20
_HOME = {"title": Text("交易市场", "Market"), "url": "/market/"}
_ORDERS = {"title": Text("订单", "Orders"), "url": "/market/orders/"}


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """What is for sale: price per call, its basis, scenario, scope, manner, certificate and source."""
    words = request.GET.get("q", "").strip()
    page = Paginator(queries.listings(words), _PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    rows = [{"listing": one, "providers": queries.providers(one.interface)} for one in page]
    context = {
        "page": page,
        "rows": rows,
        "words": words,
        "query": kept.urlencode(),
        "crumbs": [{"title": _HOME["title"]}],
    }
    return render(request, "market/listings.html", context)


@require_safe
def listing(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One product with everything a buyer must know before ordering. Cites: beijing-2023/17, qingdao-2023/13."""
    found = queries.listing(key)
    if found is None:
        raise Http404
    context = {
        "listing": found,
        "suspended": queries.standing(key).suspended,
        "origins": queries.origins(found.interface),
        "inputs": inputs.fields(found.interface, {}),
        "crumbs": [_HOME, {"title": found.name}],
    }
    return render(request, "market/listing.html", context)


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The orders one may see, each with its meter."""
    actor = _actor(request)
    page = Paginator(queries.orders(actor), _PER_PAGE).get_page(request.GET.get("page"))
    meters = queries.meters(page.object_list)
    rows = [
        {
            "case": case,
            "status": queries.status(case),
            "meter": meters.get(case.id),
            "bought": case.parties.get("buyer") == actor.organisation,
            "sold": case.parties.get("seller") == actor.organisation,
        }
        for case in page
    ]
    return render(
        request, "market/orders.html", {"page": page, "rows": rows, "crumbs": [_HOME, {"title": _ORDERS["title"]}]}
    )


@login_required
@require_safe
def order(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One order: its meter, its statement, and how the proceeds were shared, to the cent."""
    case = _order(request, key)
    return render(request, "market/order.html", _order_context(request, case))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page on which a buyer calls what was bought: parameters in, a released table out, the meter moved by one."""
    case = _order(request, key)
    meter = queries.meter(case)
    if meter is None or case.parties["buyer"] != _actor(request).organisation:
        raise Http404
    interface, typed = meter.entitlement.interface, {name: str(value) for name, value in request.POST.items()}
    outcome, code = _called(request, case, interface, typed) if request.method == "POST" else ({}, 200)
    context = {
        "case": case,
        "interface": interface,
        "fields": inputs.fields(interface, typed),
        "meter": queries.meter(case),
        "once": uuid.uuid4().hex,
        **outcome,
        "crumbs": [
            _HOME,
            _ORDERS,
            {"title": case.number, "url": f"/market/orders/{case.id}/"},
            {"title": Text("调用", "Call")},
        ],
    }
    return render(request, "market/call.html", context, status=code)


def _called(
    request: HttpRequest, case: CaseRecord, interface: Interface, typed: dict[str, str]
) -> tuple[dict[str, Any], int]:
    try:
        answer = calls.call(
            order=case.id,
            values=inputs.values(interface, typed),
            by=_actor(request),
            at=city_clock().now(),
            face="market",
            key=typed.get("once", "")[:64] or uuid.uuid4().hex,
        )
    except Refused as refusal:
        return {"denials": refusal.denials}, 422
    except Sealed as sealed:
        return {"sealed": sealed.text}, 403
    except GateFault as fault:
        return {"fault": fault.text}, 503
    return {"result": shown(answer.table)}, 200


def _order_context(request: HttpRequest, case: CaseRecord) -> dict[str, Any]:
    actor = _actor(request)
    return {
        "case": case,
        "status": queries.status(case),
        "meter": queries.meter(case),
        "account": queries.account(case),
        "buyer_name": Text.from_json(case.facts["buyer_name"]),
        "product_name": Text.from_json(case.facts["product_name"]),
        "may_call": case.status == "delivering" and case.parties["buyer"] == actor.organisation,
        "crumbs": [_HOME, _ORDERS, {"title": case.number}],
    }


def _order(request: HttpRequest, key: uuid.UUID) -> CaseRecord:
    case = queries.order(_actor(request), key)
    if case is None:
        raise Http404
    return case


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.user.actor  # type: ignore[union-attr]
    return actor
