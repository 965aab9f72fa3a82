"""The law as pages: every instrument, every article with what stands on it, the adoption table, every procedure drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzha.archive.cases.procedures import all_running, running, versions_of
from shuzha.archive.cases.transitions import transition
from shuzha.archive.clock import city_clock
from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.diagram import draw
from shuzha.procedure.words import STAYS, Duty, Procedure
from shuzha.regulations import law as book
from shuzha.regulations.adoption import adoption as adopted
from shuzha.regulations.readings import readings_of
from shuzha.regulations.standing import standing_on
from shuzha.regulations.text import official_text
from shuzha.regulations.worked_cases import worked_cases_of
from shuzha.regulations.worked_told import told
from shuzha.site.ui.templatetags.shuzha_ui import current_language

STATUSES = {
    book.Status.ENFORCED: Text("平台强制执行", "Enforced"),
    book.Status.SHOWN: Text("平台公示展示", "Shown"),
    book.Status.DEFINITION: Text("定义性条款", "Definition"),
    book.Status.GAP: Text("不由平台落实", "Not by the platform"),
    book.Status.PENDING: Text("待落实", "To come"),
}
TONES = {
    book.Status.ENFORCED: "good",
    book.Status.SHOWN: "water",
    book.Status.DEFINITION: "",
    book.Status.GAP: "warning",
    book.Status.PENDING: "danger",
}
_STAYS = Text("状态不变", "Stays as it is")
_HOME = {"title": Text("首页", "Home"), "url": "/"}
_LAW = {"title": Text("法规", "Law"), "url": "/law/"}


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """The instruments and the account that is given of each."""
    rows = [
        {"instrument": one.instrument, "articles": len(one.articles), "counts": [one.counts[s] for s in book.Status]}
        for one in book.coverage()
    ]
    context = {
        "rows": rows,
        "statuses": list(STATUSES.values()),
        "procedures": all_running(),
        "crumbs": [_HOME, {"title": _LAW["title"]}],
    }
    return render(request, "site/pages/law.html", context)


@require_safe
def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """One instrument, article by article, in our own words."""
    try:
        articles = book.articles(instrument)
    except LookupError:
        raise Http404 from None
    source = articles[0].citation.source
    context = {
        "instrument": source,
        "articles": [{"article": one, "marks": _marks(one)} for one in articles],
        "crumbs": [_HOME, _LAW, {"title": source.short}],
    }
    return render(request, "site/pages/law_instrument.html", context)


@require_safe
def article(request: HttpRequest, instrument: str, article: int) -> HttpResponse:
    """One article: its gist, what the platform does about it, and everything that stands on it."""
    try:
        found = book.article(Citation(instrument, article))
    except LookupError:
        raise Http404 from None
    source = found.citation.source
    context = {
        "article": found,
        "parts": [
            {"part": one, "status": STATUSES[one.status], "tone": TONES[one.status]} for one in found.dispositions
        ],
        "readings": readings_of(instrument, article),
        "official": _official(instrument, article),
        "standing": standing_on(instrument, article),
        "today": city_clock().now().astimezone(CHINA).date(),
        "crumbs": [_HOME, _LAW, {"title": source.short, "url": f"/law/{instrument}/"}, {"title": found.citation.label}],
    }
    return render(request, "site/pages/law_article.html", context)


@require_safe
def adoption(request: HttpRequest) -> HttpResponse:
    """Which instrument governs which office of the model city, local rules marked."""
    context = {"table": adopted(), "crumbs": [_HOME, _LAW, {"title": Text("适用文件", "Adoption")}]}
    return render(request, "site/pages/law_adoption.html", context)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure that runs here."""
    context = {"procedures": all_running(), "crumbs": [_HOME, _LAW, {"title": Text("办事流程", "Procedures")}]}
    return render(request, "site/pages/law_procedures.html", context)


@require_safe
def procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    """One procedure whole: drawn, and as tables of its steps and duties."""
    try:
        found = running(procedure).procedure
    except LookupError:
        raise Http404 from None
    context = {
        "procedure": found,
        "drawing": draw(found, current_language()),
        "steps": [_step(found, number) for number in range(len(found.steps))],
        "duties": [_duty(found, duty) for duty in found.duties],
        "versions": _versions(procedure),
        "worked": [{"case": case, "lines": told(case)} for case in worked_cases_of(found.id)],
        "crumbs": [_HOME, _LAW, {"title": found.title}],
    }
    return render(request, "site/pages/law_procedure.html", context)


def _official(instrument: str, article: int) -> dict[str, Any] | None:
    """The article's official text where this installation imported it."""
    imported = official_text(Path(settings.SHUZHA_HOME), instrument)
    return imported.as_json(article) if imported else None


def _marks(one: book.Article) -> list[dict[str, Any]]:
    return [{"title": STATUSES[s], "tone": TONES[s]} for s in book.Status if s in {d.status for d in one.dispositions}]


def _versions(procedure: str) -> list[dict[str, Any]]:
    """Every later version: from when, for whom, and what it changes; nothing where there is only one."""
    days = [run.procedure.version for run in versions_of(procedure)][1:]
    return [{"version": day, "change": transition(procedure, day)} for day in days]


def _step(found: Procedure, number: int) -> dict[str, Any]:
    step = found.steps[number]
    return {
        "number": number + 1,
        "step": step,
        "source": [state.title for state in found.states if state.name in step.source],
        "target": found.state(step.target).title if step.target != STAYS else _STAYS,
        "by": list(dict.fromkeys(found.roles[role].title for role in sorted(step.by))),
    }


def _duty(found: Procedure, duty: Duty) -> dict[str, Any]:
    today = city_clock().now().astimezone(CHINA).date()
    said = {step.event: step.said for step in found.steps}
    return {
        "duty": duty,
        "who": found.roles[duty.who].title,
        "after": list(dict.fromkeys(said[event] for event in sorted(duty.after))),
        "length": duty.limit.told(today),
        "local": duty.limit.parameters.instrument.local,
    }
