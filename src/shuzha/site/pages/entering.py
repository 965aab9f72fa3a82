"""The way in and out: `/enter/`, `/enter/as/<account>/` in the demonstration, `/leave/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.site.context import signed_in
from shuzha.site.pages import signing_in

_SIDES: tuple[tuple[Text, frozenset[str]], ...] = (
    (Text("政府一侧", "Government side"), frozenset({"government", "bigdata", "supervisor", "provider"})),
    (Text("企业：运营与交易", "Companies: operators and market"), frozenset({"company", "analyst"})),
    (Text("产品登记", "Registry"), frozenset({"registrar", "agency", "bureau"})),
    (Text("评审专家", "Experts"), frozenset({"expert"})),
)
_PUBLIC = Text("社会公众", "The public")


@dataclass(frozen=True, slots=True)
class Side:
    """The accounts of one side of the city."""

    title: Text
    accounts: tuple[Account, ...]

    @property
    def crowded(self) -> bool:
        """Whether its cards are better folded away."""
        return len(self.accounts) > 8


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in the demonstration also one card for each seeded account."""
    denials: tuple[Deny, ...] = ()
    if request.method == "POST":
        try:
            signing_in.enter_with_password(
                request,
                username=request.POST.get("username", "")[:60],
                password=request.POST.get("password", "")[:200],
                at=city_clock().now(),
            )
            return redirect(_onward(request))
        except Refused as refusal:
            denials = refusal.denials
    context = {
        "denials": denials,
        "username": request.POST.get("username", "")[:60],
        "next": _onward(request),
        "sides": sides(_seeded()) if settings.SHUZHA_DEMO else (),
    }
    return render(request, "site/pages/enter.html", context, status=422 if denials else 200)


@require_POST
def enter_as(request: HttpRequest, account: int) -> HttpResponse:
    """One click to become a seeded account; there is no such page outside the demonstration."""
    if not settings.SHUZHA_DEMO:
        raise Http404
    chosen = get_object_or_404(_seeded(), pk=account)
    signing_in.enter_demonstration(request, account=chosen, at=city_clock().now())
    return redirect(_onward(request))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Signs out and goes home."""
    signing_in.leave(request, account=signed_in(request), at=city_clock().now())
    return redirect("home")


def sides(accounts: Iterable[Account]) -> tuple[Side, ...]:
    """The accounts by the side they stand on, each once; empty sides are left out."""
    by_side: dict[Text, list[Account]] = {title: [] for title in (*(t for t, _ in _SIDES), _PUBLIC)}
    for account in accounts:
        title = next((t for t, standings in _SIDES if standings & set(account.standings)), _PUBLIC)
        by_side[title].append(account)
    return tuple(Side(title, tuple(members)) for title, members in by_side.items() if members)


def _seeded() -> QuerySet[Account]:
    return Account.objects.select_related("person", "organisation").filter(is_active=True).order_by("id")


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: the asked-for page of this site, else the desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else "/desk/"
