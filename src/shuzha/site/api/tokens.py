"""The page on which a person makes and ends tokens for programs. A token is shown once; only its digest is kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Token
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.site.api.own_tokens import end_own_token, live_tokens, make_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's live tokens, and forms for new ones; the new token, or link, is on this answer and nowhere else."""
    account, label, made = _account(request), request.POST.get("label", "").strip(), ""
    use = Token.Use.CALENDAR if request.POST.get("use") == Token.Use.CALENDAR else Token.Use.PROGRAM
    denials: tuple[Deny, ...] = ()
    if request.method == "POST":
        try:
            made = make_token(account=account, label=label, at=city_clock().now(), use=use)
        except Refused as refusal:
            denials = refusal.denials
    context: dict[str, Any] = {
        "made": "" if use == Token.Use.CALENDAR else made,
        "feed": _feed(request, made) if made and use == Token.Use.CALENDAR else "",
        "label": "" if made else label,
        "denials": denials,
        "rows": live_tokens(account),
        "crumbs": [{"title": Text("接口", "API"), "url": "/api/docs"}, {"title": Text("访问令牌", "Tokens")}],
    }
    return render(request, "site/api/tokens.html", context, status=422 if denials else 200)


@login_required
@require_POST
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Ends one of one's own tokens."""
    try:
        end_own_token(account=_account(request), key=key, at=city_clock().now())
    except Token.DoesNotExist:
        raise Http404 from None
    return redirect("tokens")


def _feed(request: HttpRequest, token: str) -> str:
    lang = Text("zh", "en").in_(get_language() or "")
    return request.build_absolute_uri(f"{reverse('deadlines_feed')}?lang={lang}&token={token}")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


urlpatterns = [
    path("", tokens, name="tokens"),
    path("<int:key>/end/", end, name="end_token"),
]
