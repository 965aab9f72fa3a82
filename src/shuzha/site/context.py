"""What every page's frame needs: the offices, who is signed in, the city's time, and the way in and out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.kernel.text import Text

_OFFICES: tuple[tuple[str, str, Text], ...] = (
    ("catalogue", "/catalogue/", Text("数据目录", "Catalogue")),
    ("zones", "/zones/", Text("授权运营", "Zones")),
    ("registry", "/registry/", Text("产品登记", "Registry")),
    ("market", "/market/", Text("交易市场", "Market")),
    ("cases", "/cases/", Text("办件", "Cases")),
    ("notices", "/notices/", Text("公示公告", "Notices")),
    ("law", "/law/", Text("法规", "Law")),
    ("evidence", "/evidence/", Text("存证核验", "Evidence")),
)
_DESK = ("desk", "/desk/", Text("我的待办", "My desk"))
_COMPLAINTS = ("complaints", "/complaints/", Text("投诉举报", "Complaints"))
_CREDIT = ("credit", "/credit/", Text("信用记录", "Credit record"))


def page(request: HttpRequest) -> dict[str, Any]:
    """The variables that `ui/base.html` names."""
    account = signed_in(request)
    return {
        "nav_offices": _offices(request.path, account),
        "actor": _person(account) if account else None,
        "city_now": city_clock().now(),
        "demo_mode": settings.SHUZHA_DEMO,
        "demo_url": _url("enter"),
        "sign_in_url": _url("enter"),
        "sign_out_url": _url("leave"),
    }


def signed_in(request: HttpRequest) -> Account | None:
    """The account this request acts through; None for the public."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Account) or getattr(user, "is_authenticated", False) else None


def _offices(path: str, account: Account | None) -> list[dict[str, Any]]:
    offices = (_DESK, *_OFFICES, _CREDIT, _COMPLAINTS) if account else _OFFICES
    return [
        {
            "key": key,
            "url": url,
            "title": title,
            "active": path.startswith(url),
            "here": "page" if path == url else "true",
        }
        for key, url, title in offices
    ]


def _person(account: Account) -> dict[str, Any]:
    return {"name": account.person.name, "title": account.title, "organisation": account.organisation.name}


def _url(name: str) -> str:
    """The page's address; a fault page must come out even where that page is not mounted."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
