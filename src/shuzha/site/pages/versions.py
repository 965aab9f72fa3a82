"""New versions of the rules, for whoever keeps them: which running cases each takes over and how, before it does, and then taking over.

As with the calendar, the list names cases by their numbers alone: keeping the rules is no right to read every case.
"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shuzha.archive.cases.paging import Pages
from shuzha.archive.cases.procedures import all_running, versions_of
from shuzha.archive.cases.recounting import KEEPER, KEEPING
from shuzha.archive.cases.transitions import (
    Transition,
    affected,
    not_the_keeper,
    take_over,
    taken_over,
    transition,
    was_taken_over,
)
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.site.context import signed_in
from shuzha.site.ui.templatetags.shuzha_ui import text

PER_PAGE = 50
_HOME = {"title": Text("首页", "Home"), "url": "/"}
_LAW = {"title": Text("法规", "Law"), "url": "/law/"}
_VERSIONS = {"title": Text("规则新版本", "New versions"), "url": "/law/versions/"}


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Every later version of every procedure that runs here, the latest first. Raises: Refused for others than the keeper."""
    _keeper(request)
    changes = [
        transition(run.procedure.id, later.procedure.version)
        for run in all_running()
        for later in versions_of(run.procedure.id)[1:]
    ]
    rows = [
        {"change": one, "count": taken_over(one).count(), "done": was_taken_over(one)}
        for one in sorted(changes, key=lambda one: (one.new.version, one.new.id), reverse=True)
    ]
    context = {"rows": rows, "cite": KEEPING, "crumbs": [_HOME, _LAW, {"title": _VERSIONS["title"]}]}
    return render(request, "site/pages/versions.html", context)


@require_safe
@login_required
def show(request: HttpRequest, procedure: str, version: str) -> HttpResponse:
    """One version: what it changes, and each running case that it takes over with its deadlines before and after."""
    _keeper(request)
    return _page(request, _change(procedure, version))


@require_POST
@login_required
def take(request: HttpRequest, procedure: str, version: str) -> HttpResponse:
    """Takes the running cases over, once the version's day has come."""
    account, change = _keeper(request), _change(procedure, version)
    try:
        count = take_over(change, at=city_clock().now(), by=account.actor)
    except Refused as refusal:
        return _page(request, change, refusal.denials)
    done = Text("已接续，{n} 个办件按新版本计算期限。", "Taken over: {n} cases are counted by it.").format(n=count)
    messages.success(request, str(text(done)))
    return redirect("law_version", procedure=procedure, version=version)


def _page(request: HttpRequest, change: Transition, denials: tuple[Deny, ...] = ()) -> HttpResponse:
    page = Pages(taken_over(change), PER_PAGE).get_page(request.GET.get("page"))
    done = was_taken_over(change)
    context = {
        "change": change,
        "page": page,
        # Of cases confided to somebody the keeper of the rules learns how many, and no more.
        "rows": [] if change.new.confided else list(affected(change, page)),
        "begun": change.day is not None and city_clock().now().astimezone(CHINA).date() >= change.day,
        "done": done,
        "by": Organisation.objects.filter(pk=done.organisation).first() if done and done.organisation else None,
        "denials": denials,
        "cite": KEEPING,
        "crumbs": [_HOME, _LAW, _VERSIONS, {"title": change.new.title}],
    }
    return render(request, "site/pages/version.html", context, status=422 if denials else 200)


def _change(procedure: str, version: str) -> Transition:
    """Raises: Http404 where there is no such version."""
    try:
        return transition(procedure, date.fromisoformat(version))
    except (LookupError, ValueError):
        raise Http404 from None


def _keeper(request: HttpRequest) -> Account:
    """Raises: Refused for whoever does not keep the rules."""
    account = signed_in(request)
    if account is None or KEEPER not in account.standings:
        raise Refused([not_the_keeper()])
    return account
