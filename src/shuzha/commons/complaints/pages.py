"""Complaints as a page: how to complain and who will know, one's own complaints, those one deals with, and hearings."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.paging import Pages
from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.queries import visible_to
from shuzha.archive.parties.models import Account
from shuzha.kernel.text import Text
from shuzha.regulations.local_rules.procedures.complaint import COMPLAINT
from shuzha.regulations.local_rules.procedures.hearing import HEARING

_PER_PAGE = 25


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every complaint and hearing that this account may see, the latest first."""
    account = request.user
    assert isinstance(account, Account)
    found = visible_to(account.actor).filter(procedure__in=(COMPLAINT.id, HEARING.id)).order_by("-moved_at")
    page = Pages(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(case, account) for case in page],
        "crumbs": [{"title": Text("首页", "Home"), "url": "/"}, {"title": Text("投诉举报", "Complaints")}],
    }
    return render(request, "complaints/complaints.html", context)


def _row(case: CaseRecord, account: Account) -> dict[str, Any]:
    procedure = running_for(case).procedure
    state = procedure.state(case.status)
    return {
        "case": case,
        "part": _part(case, account),
        "status": state.title,
        "tone": ("danger" if state.adverse else "good") if state.final else "water",
    }


def _part(case: CaseRecord, account: Account) -> Text:
    if case.parties.get("respondent") == str(account.organisation_id):
        return Text("被投诉单位", "Complained about")
    mine = case.facts.get("complainant") == str(account.person_id)
    return Text("投诉人", "Complainant") if mine else Text("受理机关", "Authority")
