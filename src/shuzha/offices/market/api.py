"""The market for programs: what is listed, one's orders and their meter, and calling what was bought."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.params.functions import Header, Query
from pydantic import ConfigDict

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.offices.market import calls, queries
from shuzha.offices.market.models import Listing
from shuzha.protocols import released

router = Router(tags=["market"])
_PAGE = 100


class Call(Schema):
    """One call: under which order, with which parameters."""

    model_config = ConfigDict(extra="forbid")
    order: uuid.UUID
    parameters: dict[str, Any] = Field(default_factory=dict)


@router.get(
    "/listings",
    auth=None,
    summary="列出挂牌产品：价格（分）、依据、场景与范围 · "
    "What is for sale, with price in fen, basis, scenario and scope",
)
def listings(request: HttpRequest, q: str = "", page: int = Query(1, ge=1, le=100_000)) -> dict[str, Any]:
    found = queries.listings(q)
    start = (page - 1) * _PAGE
    return {"count": found.count(), "page": page, "listings": [_listing(one) for one in found[start : start + _PAGE]]}


@router.get("/orders", summary="列出您可见的订单及计量 · The orders you may see, each with its meter")
def orders(request: HttpRequest, page: int = Query(1, ge=1, le=100_000)) -> dict[str, Any]:
    found = queries.orders(_account(request).actor)
    start = (page - 1) * _PAGE
    rows = list(found[start : start + _PAGE])
    meters = queries.meters(rows)
    return {"count": found.count(), "page": page, "orders": [_order(row, meters.get(row.id)) for row in rows]}


@router.get(
    "/orders/{uuid:order}",
    summary="一份订单的计量、账单与结算（分） · One order: meter, statement and settlement in fen",
)
def order(request: HttpRequest, order: uuid.UUID) -> dict[str, Any]:
    found = queries.order(_account(request).actor, order)
    if found is None:
        raise Http404
    account = queries.account(found)
    settled = [{"party": p.party.as_json(), "amount_fen": p.amount_fen} for p in account.parts] if account else []
    return _order(found, queries.meter(found)) | {
        "statement_fen": account.amount_fen if account else None,
        "settlement": settled,
    }


@router.post(
    "/interfaces/{name}/call",
    summary="按订单计量调用一次；按 Accept 返回 JSON 或 Arrow 流 · "
    "One metered call under an order; JSON, or an Arrow stream by Accept",
)
def call(
    request: HttpRequest,
    name: str,
    asked: Call,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=200),
) -> HttpResponse:
    answer = calls.call(
        order=asked.order,
        interface=name,
        values=asked.parameters,
        by=_account(request).actor,
        at=city_clock().now(),
        face=released.face(request.headers.get("User-Agent", "")),
        key=idempotency_key or uuid.uuid4().hex,
    )
    content_type, body = released.encoded(answer, request.headers.get("Accept", ""))
    return HttpResponse(body, content_type=content_type)


def _listing(found: Listing) -> dict[str, Any]:
    return {
        "id": str(found.pk),
        "name": found.name.as_json(),
        "seller": found.seller.name.as_json(),
        "interface": found.interface.name,
        "parameters": found.interface.parameters,
        "certificate": found.certificate_number,
        "price_fen": found.price_fen,
        **{key: getattr(found, key) for key in ("basis", "scenario", "scope", "manner")},
        "providers": [name.as_json() for name in queries.providers(found.interface)],
    }


def _order(case: CaseRecord, meter: queries.Meter | None) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "number": case.number,
        "status": case.status,
        "status_title": queries.status(case).as_json(),
        "interface": meter.entitlement.interface.name if meter else None,
        "price_fen": case.facts["price"],
        "ordered": case.facts["calls"],
        "delivered": meter.delivered if meter else 0,
        "amount_fen": meter.amount_fen if meter else 0,
    }


def _account(request: HttpRequest) -> Account:
    account: Account = request.auth  # type: ignore[attr-defined]
    return account
