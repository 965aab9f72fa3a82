"""Evidence as pages: the latest checkpoint, any event and its receipt, checking a receipt, and the audit."""

from __future__ import annotations

import itertools
import json
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from shuzha.archive.cases.models import EventRecord, Outbox
from shuzha.archive.evidence.audit import audit as audit_all
from shuzha.archive.evidence.consistency import consistency_between
from shuzha.archive.evidence.leaf import leaf_bytes
from shuzha.archive.evidence.models import Checkpoint
from shuzha.archive.evidence.queries import (
    events_like,
    latest_checkpoint,
    log_keys,
    place_of,
    policy,
    receipt_for,
    unpublished,
)
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.ledger import receipt as receipts
from shuzha.ledger.finding import Damaged
from shuzha.regulations.local_rules import GENERAL
from shuzha.site.context import signed_in
from shuzha.site.pages.happenings import told
from shuzha.site.pages.visibility import PRIVATE, lists_event, sees_event

MAX_RECEIPT = 1024 * 1024
AUDITORS = frozenset({"supervisor", "bigdata"})
SHOWN_FINDINGS = 200
_HOME = {"title": Text("首页", "Home"), "url": "/"}
_EVIDENCE = {"title": Text("存证核验", "Evidence"), "url": "/evidence/"}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What was signed last, with which key, and a search over everything that was logged."""
    words = request.GET.get("q", "")[:80].strip()
    page = Paginator(events_like(words).exclude(stream__startswith=PRIVATE), 25).get_page(request.GET.get("page"))
    checkpoint = latest_checkpoint()
    context = {
        "checkpoint": checkpoint,
        "keys": [str(key) for key in log_keys()],
        "needed": policy().needed,
        "witnesses": _witnesses(checkpoint),
        "unpublished": unpublished(),
        "waiting": Outbox.objects.count(),
        "rows": told(page),
        "page": page,
        "q": words,
        "may_audit": _may_audit(request),
        "crumbs": [_HOME, {"title": _EVIDENCE["title"]}],
    }
    return render(request, "site/pages/evidence.html", context)


@require_safe
def event(request: HttpRequest, event: int) -> HttpResponse:
    """What the log holds of an event; its data only for those who may see it."""
    found = _event_or_404(request, event)
    opened = sees_event(signed_in(request), found)
    context = {
        "event": found,
        "told": told([found])[0],
        "index": place_of(found),
        "entry": json.dumps(json.loads(leaf_bytes(found)), ensure_ascii=False, indent=2),
        "opened": opened,
        "data": json.dumps(found.data, ensure_ascii=False, indent=2) if opened else "",
        "case": found.stream.removeprefix("case-") if opened and found.stream.startswith("case-") else "",
        "crumbs": [_HOME, _EVIDENCE, {"title": Text(f"事件 {found.pk}", f"Event {found.pk}")}],
    }
    return render(request, "site/pages/evidence_event.html", context)


@require_safe
def receipt(request: HttpRequest, event: int) -> HttpResponse:
    """The receipt as a file; opened for those who may see what the event says, unopened for the public."""
    found = _event_or_404(request, event)
    made = _receipt_or_404(found, opened=sees_event(signed_in(request), found))
    response = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="shuzha-receipt-{made["index"]}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def tlog_proof(request: HttpRequest, event: int) -> HttpResponse:
    """The receipt, unopened, as the text that verifiers of other transparency logs read. Standard: C2SP tlog-proof."""
    made = _receipt_or_404(_event_or_404(request, event), opened=False)
    response = HttpResponse(receipts.as_tlog_proof(made), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="shuzha-receipt-{made["index"]}.tlog-proof"'
    return response


@require_safe
def consistency(request: HttpRequest) -> HttpResponse:
    """The proof between two published checkpoints, given by `old` and `new` entries. Raises: Refused naming the one amiss."""
    old, new = _size(request, "old"), _size(request, "new")
    try:
        proof = consistency_between(old or 0, new)
    except Damaged as damage:
        raise Refused([_damaged(damage)]) from None
    response = JsonResponse(proof, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="shuzha-consistency.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Checks an uploaded receipt against the log's key. Whoever does not trust this page uses the offline verifier."""
    context: dict[str, Any] = {
        "keys": [str(key) for key in log_keys()],
        "crumbs": [_HOME, _EVIDENCE, {"title": Text("核验回执", "Check a receipt")}],
    }
    if request.method == "POST":
        context |= _checked(request)
    return render(request, "site/pages/evidence_verify.html", context, status=422 if context.get("fault") else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def audit(request: HttpRequest) -> HttpResponse:
    """Compares the whole archive with the log, on demand, for those who supervise."""
    if not _may_audit(request):
        raise PermissionDenied
    context: dict[str, Any] = {"crumbs": [_HOME, _EVIDENCE, {"title": Text("全量核对", "Audit")}]}
    if request.method == "POST":
        findings = list(itertools.islice(audit_all(), SHOWN_FINDINGS + 1))
        context |= {
            "ran": True,
            "findings": findings[:SHOWN_FINDINGS],
            "more": len(findings) > SHOWN_FINDINGS,
            "checkpoint": latest_checkpoint(),
        }
    return render(request, "site/pages/evidence_audit.html", context)


def _witnesses(checkpoint: Checkpoint | None) -> list[dict[str, Any]]:
    """Who was asked to cosign the checkpoint, where it runs, and when, by its own clock, it did."""
    asked = policy()
    times = asked.times(checkpoint.note.encode()) if checkpoint else {}
    return [
        {
            "name": key.name,
            "here": asked.urls.get(key.name, "").startswith("unix:"),
            "at": datetime.fromtimestamp(times[key.name], CHINA) if key.name in times else None,
        }
        for key in asked.witnesses
    ]


def _event_or_404(request: HttpRequest, key: int) -> EventRecord:
    found = get_object_or_404(EventRecord, pk=key)
    if not lists_event(signed_in(request), found):
        raise Http404
    return found


def _receipt_or_404(event: EventRecord, *, opened: bool) -> dict[str, Any]:
    try:
        return receipt_for(event, opened=opened)
    except LookupError:
        raise Http404 from None
    except Damaged as damage:
        raise Refused([_damaged(damage)]) from None


def _size(request: HttpRequest, field: str) -> int | None:
    """The number of entries asked for; what is no number is a size that no checkpoint has, None what is left empty."""
    written = request.GET.get(field, "").strip()
    if not written:
        return None
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 20 else 0


def _damaged(damage: Damaged) -> Deny:
    return Deny(
        "log-damaged",
        Text("日志文件受损，不能出具证明：{what}", "The log is damaged and gives no proof: {what}").format(
            what=damage.finding.text
        ),
        GENERAL,
        Text("请告知监管部门进行全量核对", "Tell the supervisor, who can run the audit"),
    )


def _may_audit(request: HttpRequest) -> bool:
    account = signed_in(request)
    return account is not None and bool(AUDITORS & set(account.standings))


def _checked(request: HttpRequest) -> dict[str, Any]:
    try:
        proved = receipts.verify(_uploaded(request), log_keys())
    except receipts.BadReceipt as bad:
        return {"fault": _unproved(str(bad))}
    except (ValueError, RecursionError):
        return {"fault": _unproved("not JSON")}
    entry = json.loads(proved.entry)
    found = EventRecord.objects.filter(stream=entry.get("stream"), seq=entry.get("seq")).first()
    return {"proved": proved, "entry": json.dumps(entry, ensure_ascii=False, indent=2), "event": found}


def _uploaded(request: HttpRequest) -> Any:
    upload = request.FILES.get("receipt")
    if upload is None:
        raise receipts.BadReceipt("no file")
    raw = upload.read(MAX_RECEIPT + 1)
    if len(raw) > MAX_RECEIPT:
        raise receipts.BadReceipt("the file is too large for a receipt")
    return json.loads(raw.decode("utf-8"))


def _unproved(why: str) -> Text:
    return Text(f"这份文件不能证明任何事项（{why}）。", f"This file proves nothing ({why}).")
