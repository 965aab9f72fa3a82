"""The credit record as pages: one's own, with the ways to dispute and to repair; and those that one oversees."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.queries import startable, visible_to
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Organisation
from shuzha.commons.credit.models import Fact
from shuzha.commons.credit.queries import counting, record_of, records
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.words import Actor
from shuzha.regulations.local_rules.procedures.credit import REVIEW

STANDINGS = {
    Fact.Standing.COUNTS: (Text("计入", "Counts"), "water"),
    Fact.Standing.DISPUTED: (Text("异议复核中", "Disputed"), "warning"),
    Fact.Standing.REPAIR_ASKED: (Text("修复审核中", "Repair asked for"), "warning"),
    Fact.Standing.STRUCK: (Text("已更正", "Struck"), "good"),
    Fact.Standing.REPAIRED: (Text("已修复", "Repaired"), "good"),
}
_OVER = (Text("已满期限", "Over"), "")
_CREDIT = Text("信用记录", "Credit record")


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """One's own organisation's record, whole, and the organisations of whose record one oversees something."""
    account, today = _account(request), _today()
    context = {
        **_record(account.organisation, account.actor, today),
        "own": True,
        "overseen": records(account.actor, today),
        "startable": [step for procedure, step in startable(account.actor) if procedure == REVIEW.id],
        "crumbs": [{"title": Text("首页", "Home"), "url": "/"}, {"title": _CREDIT}],
    }
    return render(request, "credit/record.html", context)


@login_required
@require_safe
def record(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """What one may see of another organisation's record. Raises: Http404 where that is nothing."""
    account = _account(request)
    if organisation == account.organisation_id:
        return redirect("credit:own")
    found = Organisation.objects.filter(pk=organisation).first()
    if found is None or not record_of(found, account.actor).exists():
        raise Http404
    context = {
        **_record(found, account.actor, _today()),
        "crumbs": [{"title": _CREDIT, "url": "/credit/"}, {"title": found.name}],
    }
    return render(request, "credit/record.html", context)


def _record(organisation: Organisation, actor: Actor, today: date) -> dict[str, Any]:
    facts = record_of(organisation, actor)
    now = counting(facts, today)
    return {
        "organisation": organisation,
        "favourable": now.filter(good=True).count(),
        "adverse": now.filter(good=False).count(),
        "rows": _rows(facts, now, actor),
    }


def _rows(facts: QuerySet[Fact], now: QuerySet[Fact], actor: Actor) -> list[dict[str, Any]]:
    """A line for each fact; a case is linked where the reader may open it."""
    found, counts = list(facts), set(now.values_list("pk", flat=True))
    keys = {key for fact in found for key in (fact.case_id, fact.review_id) if key}
    opens = set(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        {
            "fact": fact,
            "standing": _OVER if _over(fact, counts) else STANDINGS[Fact.Standing(fact.standing)],
            "case": fact.case if fact.case_id in opens else None,
            "review": fact.review if fact.review_id in opens else None,
            "reviewable": fact.pk in counts and not fact.under_review,
        }
        for fact in found
    ]


def _over(fact: Fact, counts: set[uuid.UUID]) -> bool:
    return fact.pk not in counts and fact.standing not in (Fact.Standing.STRUCK, Fact.Standing.REPAIRED)


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _today() -> date:
    return city_clock().now().astimezone(CHINA).date()
