"""The page on which a person makes and ends tokens for programs. A token is shown once; only its digest is kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Token
from shuzha.archive.parties.operations import end_token, issue_token
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

_LONGEST_LABEL = 100
_MOST_LIVE = 20


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's live tokens, and a form for a new one; the new token is on this answer and nowhere else."""
    account, label, made = _account(request), request.POST.get("label", "").strip(), ""
    denials = _wrong(account, label) if request.method == "POST" else []
    if request.method == "POST" and not denials:
        made = issue_token(account=account, label=label, at=city_clock().now())
    context: dict[str, Any] = {
        "made": made,
        "label": "" if made else label,
        "denials": denials,
        "rows": _live(account),
        "crumbs": [{"title": Text("接口", "API"), "url": "/api/docs"}, {"title": Text("访问令牌", "Tokens")}],
    }
    return render(request, "site/api/tokens.html", context, status=422 if denials else 200)


@login_required
@require_POST
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Ends one of one's own tokens."""
    token = _account(request).tokens.filter(pk=key, ended_at=None).first()
    if token is None:
        raise Http404
    end_token(token=token, at=city_clock().now())
    return redirect("tokens")


def _wrong(account: Account, label: str) -> list[Deny]:
    if not label or len(label) > _LONGEST_LABEL:
        reason = Text("请写明令牌的用途", "Say what the token is for")
        remedy = Text("不超过 100 字，例如“季度分析笔记本”。", "At most 100 characters, such as “quarterly notebook”.")
        return [Deny("label-missing", reason, (), remedy, "label")]
    if _live(account).count() >= _MOST_LIVE:
        reason = Text("有效令牌已达 20 个", "There are 20 live tokens already")
        return [
            Deny("too-many-tokens", reason, (), Text("请先停用不再使用的令牌。", "End one you no longer use."), "label")
        ]
    return []


def _live(account: Account) -> Any:
    return Token.objects.filter(account=account, ended_at=None).order_by("-made_at", "-id")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


urlpatterns = [
    path("", tokens, name="tokens"),
    path("<int:key>/end/", end, name="end_token"),
]
