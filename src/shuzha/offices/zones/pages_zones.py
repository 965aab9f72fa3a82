"""`/zones/`: every zone and open call, and each zone's board, which keeps itself up to date while it is open."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shuzha.archive.clock import city_clock
from shuzha.archive.grants.models import Halt
from shuzha.archive.parties.models import Account
from shuzha.enclave.door import GateFault
from shuzha.kernel.text import Text
from shuzha.offices.zones import queries, queries_board
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations import stops

ZONES = {"title": Text("授权运营", "Zones"), "url": "/zones/"}


def account_of(request: HttpRequest) -> Account | None:
    """The account this request acts through; None for the public."""
    return request.user if isinstance(request.user, Account) else None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every zone, the open calls, and what the reader may begin here."""
    at, account = city_clock().now(), account_of(request)
    context = {
        "lines": queries.zone_lines(at),
        "calls": queries.open_calls(at),
        "openings": queries.openings(account),
        "uses_data": account is not None and bool({"analyst", "company"} & set(account.standings)),
        "crumbs": [ZONES],
    }
    return render(request, "zones/index.html", context)


@require_safe
def show(request: HttpRequest, call: uuid.UUID) -> HttpResponse:
    """One zone; asked again by its own page with the last token, 204 as long as nothing has changed."""
    zone, account = _zone(call), account_of(request)
    since = request.GET.get("since", "")
    if since and since == queries_board.token(zone, account, city_clock().now()):
        return HttpResponse(status=204)
    return _board(request, zone, "zones/_board.html" if since else "zones/board.html")


@require_POST
def confirm_stop(request: HttpRequest, call: uuid.UUID, halt: int) -> HttpResponse:
    """Has the gate say that nothing can leave under a halted grant any more, and records its timing."""
    zone, account = _zone(call), account_of(request)
    if account is None or queries.sight(zone, account) is not queries.Sight.SUPERVISOR:
        raise Http404
    found = get_object_or_404(
        Halt.objects.select_related("grant"), pk=halt, grant__agreement_id=zone.agreement_id, lifted_at=None
    )
    try:
        stops.confirm_stop(halt=found, by=account.actor, at=city_clock().now())
    except GateFault as fault:
        return render(request, "zones/fault.html", {"text": fault.text, "zone": zone}, status=503)
    if request.headers.get("HX-Request"):
        return _board(request, zone, "zones/_board.html")
    return redirect("zones:show", call=call)


def _zone(call: uuid.UUID) -> Zone:
    return get_object_or_404(Zone.objects.select_related("supervisor", "operator", "agreement", "call"), pk=call)


def _board(request: HttpRequest, zone: Zone, template: str) -> HttpResponse:
    account = account_of(request)
    context = {
        "board": queries_board.board(zone, account, city_clock().now()),
        "openings": queries.openings(account),
        "crumbs": [ZONES, {"title": zone.name}],
    }
    return render(request, template, context)
