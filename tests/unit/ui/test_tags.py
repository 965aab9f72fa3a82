"""What the template tags print, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from shuzha.kernel.citation import Citation, Instrument
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.site.ui.templatetags import shuzha_ui as ui

PAIR = Text("受理", "Accepted")
TRIAL = Instrument("trial-2026", Text("试验办法", "Trial rules"), Text("试验办法", "Trial rules"))


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "受理"), ("en", "Accepted"), ("en-gb", "Accepted")])
def test_a_sentence_is_printed_in_the_language_of_the_page(language: str, shown: str) -> None:
    with translation.override(language):
        assert ui.t("受理", "Accepted") == shown
        assert ui.text(PAIR) == shown
        assert ui.words("", "受理", "Accepted") == shown


def test_without_a_chosen_language_the_page_is_chinese() -> None:
    with translation.override(None):
        assert ui.text(PAIR) == "受理"


def test_a_citation_is_a_link_to_its_article_and_item() -> None:
    with translation.override("zh-hans"):
        link = ui.cite(TRIAL.article(12, 2))
    assert link == '<a class="cite" href="/law/trial-2026/12#item-2">试验办法第十二条第（二）项</a>'


def test_a_key_is_cited_like_the_citation_it_names() -> None:
    assert ui.cite("trial-2026/9(2)") == ui.cite(Citation("trial-2026", 9, "2"))


def test_an_article_of_an_instrument_that_is_not_loaded_shows_its_key() -> None:
    assert ">nowhere-1999/3</a>" in ui.cite("nowhere-1999/3")


def test_what_is_no_citation_is_printed_and_not_linked() -> None:
    assert ui.cite("a<b") == "a<b"
    assert "&lt;script&gt;" in ui.cites(["<script>"])


def test_an_item_name_cannot_break_out_of_the_link() -> None:
    assert '"><script' not in ui.cite('nowhere-1999/3("><script>)')


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "2026年3月13日 00:30"), ("en", "13 Mar 2026 00:30")])
def test_a_moment_is_told_in_chinas_time(language: str, shown: str) -> None:
    with translation.override(language):
        assert ui.when(datetime(2026, 3, 12, 16, 30, tzinfo=UTC)) == shown


def test_the_day_of_a_moment_is_the_day_it_is_in_china() -> None:
    with translation.override("zh-hans"):
        assert ui.day(datetime(2026, 3, 12, 16, 0, tzinfo=UTC)) == "2026年3月13日"
        assert ui.day(date(2026, 3, 12)) == "2026年3月12日"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "¥0.00"),
        (5, "¥0.05"),
        (123_450, "¥1,234.50"),
        (-7, "−¥0.07"),
        (-123_450, "−¥1,234.50"),
        (10**17, "¥1,000,000,000,000,000.00"),
    ],
)
def test_fen_are_printed_as_yuan_to_the_cent(amount: int, shown: str) -> None:
    assert ui.fen(amount) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(199_523, "199,523"), (-2, "−2"), (Decimal("1234.50"), "1,234.50"), (None, "—")]
)
def test_numbers_have_their_thousands_apart(value: int | Decimal | None, shown: str) -> None:
    assert ui.number(value) == shown


def test_nothing_is_shown_as_a_dash_not_as_none() -> None:
    assert ui.when(None) == ui.day(None) == ui.fen(None) == "—"
    assert ui.text(None) == ""


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (2, "剩 2 个工作日", "2 working days left"),
        (1, "剩 1 个工作日", "1 working day left"),
        (0, "今日到期", "due today"),
        (-1, "逾期 1 个工作日", "1 working day late"),
        (-2, "逾期 2 个工作日", "2 working days late"),
    ],
)
def test_remaining_days_read_well_around_the_last_day(days: int, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert ui.remaining(days) == zh
    with translation.override("en"):
        assert ui.remaining(days) == en


def test_a_field_is_given_only_the_reasons_about_itself() -> None:
    mine, other, general = (Deny("c", PAIR, (), PAIR, field) for field in ("price", "scope", ""))
    assert ui.for_field([mine, other, general], "price") == [mine]
    assert ui.for_field([general], "") == []
    assert ui.for_field(None, "price") == []


def test_a_choice_is_compared_as_the_form_would_send_it() -> None:
    assert ui.chosen(3, "3")
    assert ui.chosen("a", ["a", "b"])
    assert not ui.chosen("ab", ["a", "b"])


def test_a_long_name_still_fits_the_ring_of_a_seal() -> None:
    name = "望川市公共数据授权运营与数据产品登记管理服务中心"
    kind = ui.ring(name)
    assert kind["size"] * len(name) + kind["spacing"] * len(name) <= ui.RING + 1
    assert ui.ring("登记处")["size"] == 21.0
    assert ui.ring("")["size"] == 21.0


def test_texts_deep_inside_a_chart_are_put_in_the_pages_language() -> None:
    with translation.override("en"):
        assert ui.spoken({"series": [{"name": PAIR, "data": (1, None)}]}) == {
            "series": [{"name": "Accepted", "data": [1, ""]}]
        }
