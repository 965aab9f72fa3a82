"""The register for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from shuzha.offices.registry import queries
from shuzha.offices.registry.addresses import address_of
from shuzha.offices.registry.models import Certificate
from shuzha.offices.registry.sheet.keeping import sheet

router = Router(tags=["registry"])
_PAGE = 100


@router.get(
    "/certificates",
    auth=None,
    summary="按编号、产品或登记主体查询公开登记簿 · The public register, searched by number, product or owner",
)
def certificates(
    request: HttpRequest, q: str = "", standing: str = "", page: int = Query(1, ge=1, le=100_000)
) -> dict[str, Any]:
    found = queries.register(q, standing)
    start = (page - 1) * _PAGE
    return {"count": found.count(), "page": page, "certificates": [_line(one) for one in found[start : start + _PAGE]]}


@router.get(
    "/certificates/{number}",
    auth=None,
    summary="一份登记凭证及其离线核验文件 · One certificate, with the file for the offline verifier",
)
def certificate(request: HttpRequest, number: str) -> dict[str, Any]:
    found = queries.certificate(number)
    if found is None:
        raise Http404
    logged = queries.logged_at(found)
    return _line(found) | {
        "credential": found.credential,
        "log_index": logged,
        "file": queries.certificate_file(found) if logged is not None else None,
    }


@router.get(
    "/certificates/{number}/certificate.pdf",
    auth=None,
    summary="登记凭证正本：加盖电子签章的 PDF · The certificate as a sealed PDF, the credential within",
)
def printed(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.certificate(number)
    if found is None:
        raise Http404
    return HttpResponse(sheet(found, address_of(found, request)), content_type="application/pdf")


def _line(found: Certificate) -> dict[str, Any]:
    return {
        "number": found.number,
        "name": found.name.as_json(),
        "holder": {"name": found.holder.name.as_json(), "credit_code": found.holder.credit_code},
        "form": queries.form_of(found).as_json(),
        "issued_at": found.issued_at.isoformat(),
        "standing": found.standing,
    }
