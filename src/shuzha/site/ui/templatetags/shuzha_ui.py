"""`{% load shuzha_ui %}`: how the kernel's words (Text, Citation, Deny, money, times) are printed on a page.

Pages hold both languages side by side, as the kernel does, so that no sentence is ever missing its translation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit

register = template.Library()

NOTHING = "—"
RING = 205.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def current_language() -> str:
    """The language this page is being read in; Chinese where nobody has chosen."""
    return get_language() or "zh-hans"


def _english() -> bool:
    return current_language().startswith("en")


@register.simple_tag
def t(zh: str, en: str) -> str:
    """`{% t "中文" "English" %}`: the sentence in the page's language."""
    return Text(zh, en).in_(current_language())


@register.simple_tag
def words(given: Text | str | None, zh: str = "", en: str = "") -> str:
    """`given` if there is any, else the pair `zh`, `en`: lets every component take either."""
    return text(given) if given else Text(zh, en).in_(current_language())


@register.filter
def text(value: Any) -> Any:
    """A kernel `Text` in the page's language; anything else as it is; nothing as an empty string."""
    if isinstance(value, Text):
        return value.in_(current_language())
    return "" if value is None else value


def _label(citation: Citation) -> str:
    try:
        return citation.label.in_(current_language())
    except LookupError:
        return str(citation)


@register.filter
def cite(value: Citation | str) -> SafeString | str:
    """One article as a short link to its page; a key such as "hainan-2023/9(2)" will do, other strings stay."""
    try:
        citation = value if isinstance(value, Citation) else Citation.parse(value)
    except ValueError:
        return str(value)
    return format_html(
        '<a class="cite" href="/law/{}/{}{}">{}</a>',
        citation.instrument,
        citation.article,
        f"#item-{citation.item}" if citation.item else "",
        _label(citation),
    )


@register.filter
def cites(values: Iterable[Citation | str] | None) -> SafeString:
    """Several articles, each as a link."""
    return format_html_join(" ", "{}", ((cite(value),) for value in values or ()))


@register.filter
def time_limit(value: TimeLimit | None) -> SafeString:
    """Until when a refusal can be remedied, with the articles that set the limit."""
    limit = value or NO_LIMIT
    return format_html("{} {}", text(limit.words), cites(limit.cites))


@register.filter
def limits(denials: Iterable[Deny] | None) -> list[TimeLimit]:
    """The different time limits of several denials, each once."""
    return list(dict.fromkeys(denial.limit for denial in denials or ()))


@register.filter
def when(value: datetime | None) -> str:
    """A moment in China's time: 2026年3月12日 14:05, 12 Mar 2026 14:05."""
    if not value:
        return NOTHING
    local = value.astimezone(CHINA)
    return f"{_date(local)} {local:%H:%M}"


@register.filter
def day(value: date | None) -> str:
    """A day; of a moment, the day it is in China: 2026年3月12日, 12 Mar 2026."""
    if not value:
        return NOTHING
    return _date(value.astimezone(CHINA) if isinstance(value, datetime) else value)


def _date(value: date) -> str:
    if _english():
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def iso(value: date | None) -> str:
    """The machine-readable form for a `<time datetime>` attribute."""
    return value.isoformat() if value else ""


@register.filter
def fen(value: int | None) -> str:
    """Whole fen as yuan: 123450 → ¥1,234.50."""
    if value is None:
        return NOTHING
    yuan, rest = divmod(abs(value), 100)
    return f"{'−' if value < 0 else ''}¥{yuan:,}.{rest:02d}"


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """A number with its thousands set apart: 199523 → 199,523."""
    return NOTHING if value is None else f"{value:,}".replace("-", "−", 1)


@register.filter
def for_field(denials: Iterable[Deny] | None, name: str) -> list[Deny]:
    """Of a refusal's reasons, those that are about the input called `name`."""
    return [denial for denial in denials or () if name and denial.field == name]


@register.filter
def remaining(days: int | str | None) -> str:
    """Working days left, in words; past the day, how many days late."""
    if not isinstance(days, int):
        return ""
    if days < 0:
        return t(f"逾期 {-days} 个工作日", f"{-days} working day{'s' if days < -1 else ''} late")
    if days == 0:
        return t("今日到期", "due today")
    return t(f"剩 {days} 个工作日", f"{days} working day{'' if days == 1 else 's'} left")


@register.filter
def is_number(value: Any) -> bool:
    """Whether a table sets the value to the right; a truth value is not a number here."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@register.filter
def chosen(option: Any, value: Any) -> bool:
    """Whether `option` is the chosen one, or among the chosen ones; compared as the form would send them."""
    if isinstance(value, list | tuple | set | frozenset):
        return str(option) in {str(one) for one in value}
    return str(option) == str(value)


@register.filter
def page_range(page: Page[Any]) -> Iterable[int | str]:
    """The page numbers worth offering around this page, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def spoken(value: Any) -> Any:
    """A chart's option with every `Text` inside it put in the page's language."""
    if isinstance(value, dict):
        return {key: spoken(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [spoken(one) for one in value]
    return text(value)


@register.simple_tag
def ring(name: str) -> dict[str, float]:
    """The type size and spacing at which `name` fills a seal's ring, in the seal's own units."""
    units = sum(1.0 if character > "\u2e80" else 0.68 for character in name) or 1.0
    size = min(21.0, RING / units)
    return {"size": round(size, 2), "spacing": round(min(10.0, (RING - units * size) / max(len(name), 1)), 2)}
