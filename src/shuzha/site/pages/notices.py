"""Public notices, on the platform and on the bureau's site: the same notice, wherever the rules ask for both."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.offices import kind_of_notice
from shuzha.archive.cases.paging import Pages
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.queries import open_to
from shuzha.archive.clock import city_clock
from shuzha.archive.notices.models import Notice
from shuzha.archive.notices.operations import PLATFORM
from shuzha.archive.notices.queries import BUREAU, published_on
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.words import Step
from shuzha.site.context import signed_in
from shuzha.site.pages.visibility import cases_for

SITES = {
    PLATFORM: Text("数闸平台", "This platform"),
    BUREAU: Text("大数据管理局网站", "The bureau's site"),
}
_HOME = {"title": Text("首页", "Home"), "url": "/"}
_NOTICES = Text("公示公告", "Notices")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every notice on the platform, the latest first."""
    return _list(request, PLATFORM)


@require_safe
def bureau(request: HttpRequest) -> HttpResponse:
    """The bureau's own site: the notices that must stand there too."""
    return _list(request, BUREAU)


@require_safe
def show(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """One notice with its printed period, the sites it stands on, its articles, and what it invites this reader to do."""
    found = get_object_or_404(Notice.objects.select_related("publisher", "case"), pk=notice)
    context = {
        "notice": found,
        "kind": kind_of_notice(found.kind),
        "sites": [SITES.get(site, Text(site, site)) for site in found.sites],
        "open": found.open_on(_today()),
        "may_object": found.open_on(_today()) and _takes_objections(found),
        "invited": _invited(request, found),
        "crumbs": [_HOME, {"title": _NOTICES, "url": "/notices/"}, {"title": found.title}],
    }
    return render(request, "site/pages/notice.html", context)


def _list(request: HttpRequest, site: str) -> HttpResponse:
    words = request.GET.get("q", "")[:60]
    page = Pages(published_on(site, words), 20).get_page(request.GET.get("page"))
    today = _today()
    context = {
        "rows": [{"notice": one, "kind": kind_of_notice(one.kind), "open": one.open_on(today)} for one in page],
        "page": page,
        "q": words,
        "query": urlencode({"q": words}) if words else "",
        "bureau": site == BUREAU,
        "crumbs": [_HOME, {"title": SITES[BUREAU] if site == BUREAU else _NOTICES}],
    }
    return render(request, "site/pages/notices.html", context)


def _takes_objections(notice: Notice) -> bool:
    steps = running_for(notice.case).procedure.steps
    return any(step.name == "object" and notice.case.status in step.source for step in steps)


def _invited(request: HttpRequest, notice: Notice) -> list[Step]:
    """What the reader may do in a case that is not on their desk: enter a comparison, claim a right. To object has its own place."""
    account = signed_in(request)
    if account is None or cases_for(account).filter(pk=notice.case_id).exists():
        return []
    return [step for step in open_to(notice.case, account.actor) if step.name != "object"]


def _today() -> date:
    return city_clock().now().astimezone(CHINA).date()
