"""One's open duties as a calendar feed: a personal link that opens this list and nothing else, until it is ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shuzha.archive.cases.due import Chip, chips
from shuzha.archive.cases.queries import duties_of
from shuzha.archive.clock import city_clock
from shuzha.archive.parties.models import Account, Token
from shuzha.archive.parties.operations import account_for_token
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.protocols.icalendar import MEDIA_TYPE, Day, calendar

MOST = 500
_NAME = Text("数闸 · 限期待办", "Shuzha · what is owed")


@never_cache
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """What the link's account owes, by last day, in the language that `lang` names. Standard: RFC 5545.

    Raises: Http404 for a link that is unknown or was ended; no session counts here.
    """
    account = account_for_token(request.GET.get("token", ""), Token.Use.CALENDAR)
    if account is None:
        raise Http404
    lang = request.GET.get("lang", "zh")
    feed = calendar(_NAME.in_(lang), _days(request, account, lang), city_clock().now())
    return HttpResponse(
        feed, content_type=MEDIA_TYPE, headers={"Content-Language": "en" if lang == "en" else "zh-hans"}
    )


def _days(request: HttpRequest, account: Account, lang: str) -> Iterator[Day]:
    rows = list(duties_of(account.actor)[:MOST])
    for row, chip in zip(rows, chips(rows, city_clock().now().astimezone(CHINA).date()), strict=True):
        yield Day(
            key=f"duty-{row.pk}.{row.case_id}@shuzha",
            day=row.last_day,
            summary=_summary(chip).in_(lang),
            description=_description(chip).in_(lang),
            url=request.build_absolute_uri(reverse("case", args=[row.case_id])),
            tentative=row.provisional,
        )


def _summary(chip: Chip) -> Text:
    late = Text("【逾期】", "Overdue: ") if chip.state == "late" else Text("", "")
    return Text(f"{late.zh}{chip.title.zh}（{chip.case.title.zh}）", f"{late.en}{chip.title.en} ({chip.case.title.en})")


def _description(chip: Chip) -> Text:
    cites = [cite.label for cite in chip.duty.limit.cites]
    zh = [f"办件编号：{chip.case.number}", f"责任方：{chip.who.zh}", f"依据：{'、'.join(c.zh for c in cites)}"]
    en = [f"Case: {chip.case.number}", f"Owed by: {chip.who.en}", f"Authority: {', '.join(c.en for c in cites)}"]
    if chip.state == "provisional":
        zh.append("暂定期限：所涉年度的放假安排尚未公布")
        en.append("Provisional: the holidays of that year are not published yet")
    return Text("\n".join([*zh, f"逾期后果：{chip.duty.late.zh}"]), "\n".join([*en, f"When late: {chip.duty.late.en}"]))
