"""The working calendar as pages: what is known, and the officer's way to bring in the next year's holidays.

The officer hands in the notice's text or file, sees every running deadline that it moves, and only then loads it. The
list names cases by their numbers alone: keeping the calendar is no right to read every case.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shuzha.archive.cases.calendar import working_calendar
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.paging import Pages
from shuzha.archive.cases.procedures import duty_of
from shuzha.archive.cases.recounting import (
    KEEPER,
    KEEPING,
    LOADED,
    RECOUNTED,
    STREAM,
    Moved,
    is_loaded,
    known,
    load_notice,
    moved_by,
    not_the_keeper,
)
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Organisation
from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.notice import Notice, WrongNotice
from shuzha.kernel.notices import LONGEST, digest, notice_in
from shuzha.kernel.text import Text
from shuzha.site.context import signed_in
from shuzha.site.ui.templatetags.shuzha_ui import current_language, text

SHOWN = 500
EXAMPLE = """year = 2027
title = { zh = "《国务院办公厅关于2027年部分节假日安排的通知》", en = "State Council notice on the holidays of 2027" }

[holidays]
2027-01-01 = { zh = "元旦", en = "New Year" }

[makeups]
2027-02-20 = { zh = "春节", en = "Spring Festival" }
"""
_HOME = {"title": Text("首页", "Home"), "url": "/"}
_CALENDAR = {"title": Text("工作日历", "Working calendar"), "url": "/calendar/"}


@dataclass(frozen=True, slots=True)
class Line:
    """One deadline that a notice moves, as the list shows it."""

    number: str
    duty: Text
    before: date
    was_provisional: bool
    after: date
    provisional: bool
    cites: tuple[Citation, ...]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """How far the holidays are known, which notices were loaded here and by whom; for the keeper, the form."""
    return _page(request, {})


@require_POST
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """What the notice would move, nothing changed yet; or everything that is wrong with it, and its text as it was."""
    _keeper(request)
    written = request.POST.get("notice", "")
    try:
        given = _given(request)
        written = given if isinstance(given, str) else written
        notice = notice_in(given)
        moved = _moved(notice, written)
    except WrongNotice as wrong:
        return _page(request, {"written": written, "denials": _denials(wrong)}, 422)
    if request.POST.get("as") == "csv":
        return _as_csv(moved)
    return _page(request, _previewed(notice, written, moved))


@require_POST
@login_required
def load(request: HttpRequest) -> HttpResponse:
    """Loads the notice that was previewed; had another one been loaded meanwhile, the list is counted anew first."""
    account = _keeper(request)
    written = request.POST.get("notice", "")
    try:
        notice = notice_in(written)
        moved = load_notice(notice, at=city_clock().now(), by=account.actor, seen=request.POST.get("seen", ""))
    except WrongNotice as wrong:
        return _page(request, {"written": written, "denials": _denials(wrong.placed_in(written))}, 422)
    except Refused as refusal:
        context = _previewed(notice, written, _moved(notice, written))
        return _page(request, {**context, "denials": refusal.denials}, 409)
    done = Text("已载入，{n} 项期限重新计算。", "Loaded; {n} deadlines were counted again.").format(n=len(moved))
    messages.success(request, str(text(done)))
    return redirect("calendar_notice", sha256=digest(notice))


@require_safe
def notice(request: HttpRequest, sha256: str) -> HttpResponse:
    """One notice that was loaded here, day by day; for the keeper, every deadline that it moved."""
    event = EventRecord.objects.filter(stream=STREAM, type=LOADED, command_id=sha256).first()
    if event is None:
        raise Http404
    found = Notice.from_json(event.data["notice"])
    recounted = EventRecord.objects.filter(stream=STREAM, type=RECOUNTED, data__notice=sha256).order_by("seq")
    page = Pages(recounted, 1).get_page(request.GET.get("page")) if _is_keeper(request) else None
    context = {
        "notice": found,
        "days": _days(found),
        "event": event,
        "by": Organisation.objects.filter(pk=event.organisation).first() if event.organisation else None,
        "page": page,
        "lines": [line for one in page or () for line in _lines_of(one)],
        "keeper": page is not None,
        "crumbs": [_HOME, _CALENDAR, {"title": found.title}],
    }
    return render(request, "site/pages/calendar_notice.html", context)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    loaded = EventRecord.objects.filter(stream=STREAM, type=LOADED).order_by("-seq")
    names = Organisation.objects.in_bulk([one.organisation for one in loaded if one.organisation])
    names_by_key = {str(key): body.name for key, body in names.items()}
    shared = {
        "horizon": working_calendar().horizon,
        "built_in": (china_calendar().notices[0].year, china_calendar().notices[-1].year),
        "loaded": [
            {
                "event": one,
                "title": Text.from_json(one.data["notice"]["title"]),
                "by": names_by_key.get(one.organisation),
            }
            for one in loaded
        ],
        "keeper": _is_keeper(request),
        "cite": KEEPING,
        "example": EXAMPLE,
        "written": "",
        "crumbs": [_HOME, {"title": _CALENDAR["title"]}],
    }
    return render(request, "site/pages/calendar.html", shared | context, status=status)


def _previewed(notice: Notice, written: str, moved: tuple[Moved, ...]) -> dict[str, Any]:
    return {
        "notice": notice,
        "days": _days(notice),
        "written": written,
        "known_already": is_loaded(notice),
        "seen": known(),
        "lines": [_line(one) for one in moved[:SHOWN]],
        "count": len(moved),
        "more": max(0, len(moved) - SHOWN),
        "certain": sum(one.was_provisional and not one.provisional for one in moved),
    }


def _given(request: HttpRequest) -> str | bytes:
    """The uploaded file where there is one, as text where it is text; else what was typed."""
    upload = request.FILES.get("file")
    if upload is None:
        return str(request.POST.get("notice", "")).replace("\r\n", "\n")
    raw: bytes = upload.read(LONGEST + 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw


def _moved(notice: Notice, written: str) -> tuple[Moved, ...]:
    try:
        return moved_by(notice)
    except WrongNotice as wrong:
        raise wrong.placed_in(written) from None


def _denials(wrong: WrongNotice) -> tuple[Deny, ...]:
    return tuple(Deny("wrong-notice", one.told, (KEEPING,), one.remedy, one.key) for one in wrong.faults)


def _line(moved: Moved) -> Line:
    return Line(
        moved.case.number, moved.duty.title, moved.before, moved.was_provisional, moved.after, moved.provisional,
        moved.duty.limit.cites,
    )  # fmt: skip


def _lines_of(event: EventRecord) -> Iterable[Line]:
    """The lines that a recorded recounting holds."""
    entries = event.data["moved"]
    cases = CaseRecord.objects.filter(number__in=[one["case"] for one in entries])
    procedures = dict(cases.values_list("number", "procedure"))
    for one in entries:
        before, after = one["before"], one["after"]
        yield Line(
            one["case"], duty_of(procedures[one["case"]], one["duty"]).title,
            date.fromisoformat(before["last_day"]), before["provisional"],
            date.fromisoformat(after["last_day"]), after["provisional"],
            tuple(Citation.parse(cite) for cite in one["cites"]),
        )  # fmt: skip


def _as_csv(moved: tuple[Moved, ...]) -> HttpResponse:
    """The whole list, however long, in the reader's language."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deadlines.csv"'
    response.write("\ufeff")
    lang, rows = current_language(), csv.writer(response)
    rows.writerow(["case", "duty", "before", "provisional before", "after", "provisional after", "cites"])
    for one in moved:
        cites = "; ".join(cite.label.in_(lang) for cite in one.duty.limit.cites)
        before, after = (one.before, one.was_provisional), (one.after, one.provisional)
        rows.writerow([one.case.number, one.duty.title.in_(lang), *before, *after, cites])
    return response


def _days(notice: Notice) -> list[dict[str, Any]]:
    days = [(day, name, True) for day, name in notice.holidays.items()]
    days += [(day, name, False) for day, name in notice.makeups.items()]
    return [{"day": day, "name": name, "off": off} for day, name, off in sorted(days, key=lambda one: one[0])]


def _keeper(request: HttpRequest) -> Account:
    """Raises: Refused for whoever does not keep the calendar."""
    account = signed_in(request)
    if account is None or not _is_keeper(request):
        raise Refused([not_the_keeper()])
    return account


def _is_keeper(request: HttpRequest) -> bool:
    account = signed_in(request)
    return account is not None and KEEPER in account.standings
