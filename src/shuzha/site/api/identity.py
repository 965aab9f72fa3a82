"""Who the platform takes the asker for, and the proof of what was done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.params.functions import Path

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.clock import city_clock
from shuzha.archive.evidence.queries import receipt_for
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
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
    found = EventRecord.objects.filter(pk=event).first()
    if found is None or not sees_event(asker(request), found):
        raise Http404
    try:
        return receipt_for(found)
    except (LookupError, OSError):
        raise Refused([_not_logged()]) from None


def _not_logged() -> Deny:
    return Deny(
        "receipt-pending",
        Text("该记录正在写入存证日志", "The event is still on its way into the log"),
        (),
        Text("请数秒后重试", "Try again in a few seconds"),
    )
