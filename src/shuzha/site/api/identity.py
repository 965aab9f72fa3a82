"""Who the platform takes the asker for, and the proof of what was done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.clock import city_clock
from shuzha.archive.evidence.consistency import consistency_between
from shuzha.archive.evidence.queries import receipt_for
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.ledger.receipt import as_tlog_proof
from shuzha.regulations.local_rules import GENERAL
from shuzha.site.api.signing_in import asker
from shuzha.site.pages.visibility import sees_event

router = Router()


@router.get(
    "/me",
    tags=["me"],
    summary="令牌所代表的账户、单位、身份与城市时间 · The account, its organisation and standings, and the city's time",
)
def me(request: HttpRequest) -> dict[str, Any]:
    account = asker(request)
    return {
        "username": account.username,
        "person": {"id": str(account.person_id), "name": account.person.name},
        "organisation": {
            "id": str(account.organisation_id),
            "name": account.organisation.name.as_json(),
            "credit_code": account.organisation.credit_code,
        },
        "title": account.title.as_json(),
        "standings": sorted(account.standings),
        "now": city_clock().now().isoformat(),
    }


@router.get(
    "/events/{event}/receipt",
    tags=["evidence"],
    summary="您可见事件的存证回执（含所承诺的数据） · The opened receipt of an event you may see",
)
def receipt(request: HttpRequest, event: int = Path(..., ge=1, lt=2**63)) -> dict[str, Any]:
    return _receipt(request, event, opened=True)


@router.get(
    "/events/{event}/receipt.tlog-proof",
    tags=["evidence"],
    summary="您可见事件的存证回执（C2SP tlog-proof 文本，不含数据） · The receipt of an event you may see, as C2SP text",
)
def tlog_proof(request: HttpRequest, event: int = Path(..., ge=1, lt=2**63)) -> HttpResponse:
    proof = as_tlog_proof(_receipt(request, event, opened=False))
    return HttpResponse(proof, content_type="text/plain; charset=utf-8")


@router.get(
    "/log/consistency",
    auth=None,
    tags=["evidence"],
    summary="后一检查点保留前一检查点全部记录的证明 · The proof that a later checkpoint extends an earlier one",
)
def consistency(
    request: HttpRequest, old: int = Query(..., ge=1, lt=2**63), new: int | None = Query(None, ge=1, lt=2**63)
) -> dict[str, Any]:
    return consistency_between(old, new)


def _receipt(request: HttpRequest, event: int, *, opened: bool) -> dict[str, Any]:
    found = EventRecord.objects.filter(pk=event).first()
    if found is None or not sees_event(asker(request), found):
        raise Http404
    try:
        return receipt_for(found, opened=opened)
    except (LookupError, OSError):
        raise Refused([_not_logged()]) from None


def _not_logged() -> Deny:
    return Deny(
        "receipt-pending",
        Text("该记录正在写入存证日志", "The event is still on its way into the log"),
        GENERAL,
        Text("请数秒后重试", "Try again in a few seconds"),
    )
