"""The desk: what this account's organisation owes, what it can do now, and its sign-ins."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from shuzha.archive.cases.due import chips
from shuzha.archive.cases.inbox import inbox_of
from shuzha.archive.cases.paging import Pages
from shuzha.archive.cases.procedures import running
from shuzha.archive.cases.queries import duties_of, open_in, startable
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.site.context import signed_in
from shuzha.site.pages.cases import row
from shuzha.site.pages.reminding import set_address
from shuzha.site.pages.signing_in import ENTERED, attempts
from shuzha.site.pages.visibility import cases_for

_LOOKED_AT = 300
_SHOWN = 50
_LATEST = 5


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Duties with their deadlines, cases that wait for this account, and its latest sign-ins."""
    account = signed_in(request)
    assert account is not None
    duties = duties_of(account.actor)
    context = {
        "chips": chips(duties[:_SHOWN], city_clock().now().astimezone(CHINA).date()),
        "count": duties.count(),
        "waiting": waiting(account),
        "startable": [(key, running(key).procedure, step) for key, step in startable(account.actor)],
        "inbox": inbox_of(account.actor)[:_LATEST],
        "reminds": bool(settings.SHUZHA_MAIL_FROM),
        "mail_address": account.mail_address,
        "attempts": [{"at": one.at, "well": one.type == ENTERED} for one in attempts(account)[:8]],
        "crumbs": [{"title": Text("首页", "Home"), "url": "/"}, {"title": Text("我的待办", "My desk")}],
    }
    return render(request, "site/pages/desk.html", context)


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that the platform told this account's organisation, the latest first."""
    account = signed_in(request)
    assert account is not None
    page = Pages(inbox_of(account.actor), _SHOWN).get_page(request.GET.get("page"))
    sight = cases_for(account).filter(pk__in=[one.case_id for one in page])
    context = {
        "page": page,
        "seen": set(sight.values_list("pk", flat=True)),
        "crumbs": [
            {"title": Text("首页", "Home"), "url": "/"},
            {"title": Text("我的待办", "My desk"), "url": "/desk/"},
            {"title": Text("通知", "What you were told")},
        ],
    }
    return render(request, "site/pages/inbox.html", context)


@require_POST
@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """Sets where one's reminders go, or ends them. Raises: Refused for what is no address."""
    account = signed_in(request)
    assert account is not None
    address = request.POST.get("address", "").strip()
    set_address(account=account, address=address, at=city_clock().now())
    said = (
        Text("提醒邮箱已保存。", "Reminders will go there.")
        if address
        else Text("已停止邮件提醒。", "Reminders ended.")
    )
    messages.success(request, said.in_(get_language() or ""))
    return redirect("desk")


def waiting(account: Account) -> list[dict[str, object]]:
    """The open cases in which this account can act, the longest waiting first, each with what it can do."""
    cases = cases_for(account).filter(final=False).order_by("moved_at")[:_LOOKED_AT]
    found = (
        (case, [step for step in steps if not step.follows]) for case, steps in open_in(list(cases), account.actor)
    )
    return [{**row(case), "steps": steps} for case, steps in found if steps][:_SHOWN]
