"""The zones for programs: the catalogue, what a grant gives, and governed queries through the gate."""

from __future__ import annotations

import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from shuzha.archive.catalogue.models import Resource
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.commons import gate_door
from shuzha.offices.zones.queries_catalogue import resources
from shuzha.offices.zones.queries_desk import own_grants
from shuzha.protocols import released

router = Router(tags=["data"])


class Question(Schema):
    """One governed query: under which grant, for which purpose, in which SQL; statistics, or rows of grade 1."""

    model_config = ConfigDict(extra="forbid")
    grant: uuid.UUID
    purpose: str = Field(min_length=1, max_length=60)
    sql: str = Field(min_length=1, max_length=100_000)
    form: Literal["statistics", "rows"] = "statistics"


@router.get(
    "/catalogue",
    auth=None,
    summary="列出已登记资源及其字段，不含任何一行数据 · The registered resources and their columns; never a row",
)
def catalogue(request: HttpRequest, q: str = "") -> list[dict[str, Any]]:
    return [_resource(one) for one in resources(q[:100]).prefetch_related("columns")[:500]]


@router.get("/grants", summary="列出您可据以处理数据的授权 · The grants under which you may process data")
def grants(request: HttpRequest) -> list[dict[str, Any]]:
    now = city_clock().now()
    return [
        {
            "id": str(grant.id),
            "number": grant.case.number,
            "purpose": grant.purpose,
            "purpose_title": grant.purpose_text.as_json(),
            "forms": sorted(grant.forms),
            "starts": grant.starts.isoformat(),
            "expires": grant.expires.isoformat(),
            "live": grant.live(now),
        }
        for grant in own_grants(_account(request), now)
    ]


@router.get(
    "/schema",
    summary="一项授权所给的表与字段，仅限登记在该授权下的人员 · "
    "The tables and columns that a grant gives to those registered under it",
)
def schema(request: HttpRequest, grant: uuid.UUID) -> list[dict[str, Any]]:
    return gate_door.client().schema(str(grant), str(_account(request).person_id))


@router.post(
    "/query",
    summary="在授权下执行受控 SQL；按 Accept 返回 JSON 或 Arrow 流 · "
    "Governed SQL under a grant; JSON, or an Arrow stream by Accept",
)
def query(request: HttpRequest, asked: Question) -> HttpResponse:
    answer = gate_door.client().query(
        grant_id=str(asked.grant),
        actor=str(_account(request).person_id),
        purpose=asked.purpose,
        sql=asked.sql,
        form=asked.form,
        face=released.face(request.headers.get("User-Agent", "")),
    )
    content_type, body = released.encoded(answer, request.headers.get("Accept", ""))
    return HttpResponse(body, content_type=content_type)


def _resource(found: Resource) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.title.as_json(),
        "description": found.description.as_json(),
        "publisher": found.publisher.name.as_json(),
        "theme": found.theme,
        "issued": found.issued.isoformat(),
        "accrual": found.accrual,
        "licence": found.licence,
        "unit": found.unit,
        "status": found.status,
        "grade": found.grade,
        "rows": found.rows,
        "columns": [
            {"name": c.name, "title": c.title.as_json(), "type": c.type, "grade": c.grade} for c in found.columns.all()
        ],
    }


def _account(request: HttpRequest) -> Account:
    account: Account = request.auth  # type: ignore[attr-defined]
    return account
