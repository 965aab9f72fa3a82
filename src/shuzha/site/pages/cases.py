"""Cases as pages: the list, one case with its history and its open steps, and the two ways to act: start and take a step."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from shuzha.archive.cases.due import chips
from shuzha.archive.cases.models import CaseRecord, DeadlineRecord
from shuzha.archive.cases.offices import Elsewhere, elsewhere
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.paging import Pages
from shuzha.archive.cases.procedures import Running, all_running, running, running_for
from shuzha.archive.cases.queries import history, open_to, search, startable
from shuzha.archive.cases.references import Asked
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text
from shuzha.procedure.words import Step
from shuzha.regulations.adoption import Adoption, adoption
from shuzha.site.context import signed_in
from shuzha.site.pages.course import course, tone_of
from shuzha.site.pages.forms import StepForm, read
from shuzha.site.pages.telling import facts, timeline
from shuzha.site.pages.visibility import case_or_404, cases_for
from shuzha.site.ui.templatetags.shuzha_ui import text

PER_PAGE = 25


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The cases this account may see, searched and filtered."""
    account = signed_in(request)
    words, procedure, status = (request.GET.get(name, "")[:60] for name in ("q", "procedure", "status"))
    found = search(cases_for(account), words).order_by("-moved_at", "-opened_at")
    if procedure:
        found = found.filter(procedure=procedure)
    if status in ("open", "ended"):
        found = found.filter(final=status == "ended")
    page = Pages(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = {"q": words, "procedure": procedure, "status": status}
    context = {
        "rows": [row(case) for case in page],
        "page": page,
        "query": urlencode({name: value for name, value in kept.items() if value}),
        **kept,
        "procedures": [run.procedure for run in all_running()],
        "startable": [
            (procedure, running(procedure).procedure, step) for procedure, step in startable(_actor(account))
        ],
        "crumbs": [_HOME, {"title": _CASES}],
    }
    return render(request, "site/pages/cases.html", context)


@require_safe
@login_required
def show(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """One case: where it stands, what happened, what is owed, and what this reader may do next."""
    account = signed_in(request)
    return _case_page(request, case_or_404(account, case), account)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def act(request: HttpRequest, case: uuid.UUID, step: str) -> HttpResponse:
    """Takes a step, or shows its form alone: whoever may take a step need not be able to see the whole case."""
    account = _account(request)
    record = get_object_or_404(CaseRecord, pk=case)
    visible = cases_for(account).filter(pk=record.pk).exists()
    taken = next((one for one in open_to(record, account.actor) if one.name == step), None)
    if taken is None and not (visible and request.method == "POST"):
        raise Http404
    if taken is None:
        taken = _named(record.procedure, step, record)
    form = StepForm(record.procedure, taken, record, Asked(account, city_clock().now()))
    if request.method != "POST":
        return _form_page(request, form)
    return _answer(request, form, visible)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest, procedure: str, step: str) -> HttpResponse:
    """Opens a case with its first step."""
    account = _account(request)
    first = _named(procedure, step)
    if first.source:
        raise Http404
    form = StepForm(procedure, first, None, Asked(account, city_clock().now()))
    if request.method == "POST":
        return _answer(request, form, True)
    return _form_page(request, replace(form, posted=request.GET or None))  # a link may fill fields in beforehand


def row(case: CaseRecord) -> dict[str, Any]:
    """A case as a line of a list."""
    procedure = running_for(case).procedure
    return {
        "case": case,
        "procedure": procedure.title,
        "status": procedure.state(case.status).title,
        "tone": tone_of(case),
    }


def _answer(request: HttpRequest, form: StepForm, visible: bool) -> HttpResponse:
    """Gives the command; refused, the form comes back with every reason and with everything that was typed."""
    command_id = request.POST.get("command_id", "")[:64] or uuid.uuid4().hex
    data: dict[str, Any] = {}
    try:
        data = read(form, request)
        record = _command(form, data, command_id)
    except Refused as refusal:
        shown = replace(form, posted=request.POST, denials=refusal.denials, kept=data, command_id=command_id)
        if form.case is not None and visible:
            return _case_page(request, form.case, form.asked.by, shown)
        return _form_page(request, shown)
    messages.success(request, str(text(_done(form.step))))
    seen = cases_for(form.asked.by).filter(pk=record.pk).exists()
    return redirect("case", case=record.pk) if seen else redirect("desk")


def _command(form: StepForm, data: dict[str, Any], command_id: str) -> CaseRecord:
    by, at = form.asked.by.actor, form.asked.at
    if form.case is None:
        return open_case(procedure=form.procedure, step=form.step.name, by=by, at=at, data=data, command_id=command_id)
    return perform(case=form.case, step=form.step.name, by=by, at=at, data=data, command_id=command_id)


def _case_page(
    request: HttpRequest, record: CaseRecord, account: Account | None, refused: StepForm | None = None
) -> HttpResponse:
    now = city_clock().now()
    run, told = running_for(record), history(record)
    happenings = timeline(record, account)
    context = {
        "case": record,
        "procedure": run.procedure,
        "adopted": _adopted(run, record),
        "row": row(record),
        "course": course(record, told),
        "timeline": happenings,
        "verdict": _verdict(happenings),
        "facts": facts(record, account),
        "parties": _parties(run, record),
        "chips": chips(_runnings(record), now.astimezone(CHINA).date()),
        "forms": _forms(record, account, now, refused),
        "elsewhere": _elsewhere(record, account),
        "refused": refused,
        "notices": record.notices.order_by("published"),
        "crumbs": [_HOME, {"title": _CASES, "url": "/cases/"}, {"title": record.number}],
    }
    return render(request, "site/pages/case.html", context, status=422 if refused else 200)


def _adopted(run: Running, record: CaseRecord) -> tuple[Adoption, ...]:
    """The instruments that govern the office since before the case was opened; none for what belongs to no office."""
    try:
        return adoption().governing(run.office.name, record.opened_at.astimezone(CHINA).date())
    except LookupError:
        return ()


def _form_page(request: HttpRequest, form: StepForm) -> HttpResponse:
    procedure = running(form.procedure).procedure
    crumbs = [_HOME, {"title": _CASES, "url": "/cases/"}, {"title": form.step.title}]
    context = {"form": form, "procedure": procedure, "crumbs": crumbs}
    return render(request, "site/pages/step.html", context, status=422 if form.denials else 200)


def _forms(record: CaseRecord, account: Account | None, now: Any, refused: StepForm | None) -> list[StepForm]:
    """A form for every open step; the one that was just refused as it was filled in."""
    if account is None:
        return []
    here = (s for s in open_to(record, account.actor) if not s.follows and not elsewhere(record.procedure, s.name))
    fresh = [StepForm(record.procedure, step, record, Asked(account, now)) for step in here]
    return [refused if refused and refused.step.name == form.step.name else form for form in fresh]


def _elsewhere(record: CaseRecord, account: Account | None) -> list[tuple[Step, Elsewhere, str]]:
    """The open steps that have a page of their own, each with the way there."""
    found = ((step, elsewhere(record.procedure, step.name)) for step in open_to(record, _actor(account)))
    return [(step, page, page.address(record)) for step, page in found if page]


def _verdict(happenings: list[Any]) -> Any:
    """The refusal that the case now stands under: the reasons of its latest event, where it gives any."""
    return happenings[-1] if happenings and happenings[-1].denials else None


def _runnings(record: CaseRecord) -> list[DeadlineRecord]:
    """Every running of a duty, but of a period that began anew, as publicity does, the latest alone."""
    found = list(record.deadlines.select_related("case"))
    latest = {one.duty: one for one in sorted(found, key=lambda one: (one.started, one.pk))}
    return [one for one in found if not one.waits or latest[one.duty] is one]


def _parties(run: Running, record: CaseRecord) -> list[dict[str, Any]]:
    names = {str(o.pk): o.name for o in Organisation.objects.filter(pk__in=record.parties.values())}
    return [
        {"label": run.procedure.roles[role].title, "value": names[key]}
        for role, key in record.parties.items()
        if role in run.procedure.roles and key in names
    ]


def _named(procedure: str, step: str, case: CaseRecord | None = None) -> Step:
    """Raises: Http404 when there is no such procedure or step here."""
    try:
        return (running_for(case) if case else running(procedure)).procedure.step(step)
    except LookupError:
        raise Http404 from None


def _account(request: HttpRequest) -> Account:
    account = signed_in(request)
    assert account is not None
    return account


def _actor(account: Account | None) -> Any:
    return account.actor if account else None


def _done(step: Step) -> Text:
    return Text("已办理：{step}", "Done: {step}").format(step=step.title)


_HOME = {"title": Text("首页", "Home"), "url": "/"}
_CASES = Text("办件", "Cases")
