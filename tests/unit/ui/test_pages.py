"""The gallery and the pages for failures, as a browser under the content policy would take them."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

import shuzha.site.ui
from shuzha.site.ui import gallery

HOME = Path(shuzha.site.ui.__file__).parent
LANGUAGES = ["zh-hans", "en"]


class Reading(HTMLParser):
    """Collects what the tests ask about: ids, icons, scripts, attributes that the content policy refuses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.icons: set[str] = set()
        self.refused: list[str] = []
        self.described: set[str] = set()
        self.headings: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.refused += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.refused.append(tag)
        if tag == "use":
            self.icons.add(given["href"].partition("#")[2])
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.described |= set(given.get(name, "").split())
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest) -> str:
    with translation.override(request.param):
        return gallery.show(RequestFactory().get("/ui-components/")).content.decode()


def test_the_gallery_passes_a_policy_without_inline_code(page: str) -> None:
    assert Reading(page).refused == []


def test_every_id_is_used_once_and_every_reference_leads_somewhere(page: str) -> None:
    reading = Reading(page)
    assert len(reading.ids) == len(set(reading.ids))
    assert reading.described <= set(reading.ids)


def test_every_icon_shown_is_drawn(page: str) -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (HOME / "static/ui/icons.svg").read_text()))
    assert Reading(page).icons <= drawn


def test_headings_descend_one_level_at_a_time(page: str) -> None:
    levels = Reading(page).headings
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_english_gallery_is_english() -> None:
    with translation.override("en"):
        page = gallery.show(RequestFactory().get("/")).content.decode()
    body = re.sub(
        r"<b lang=\"zh-Hans\">数闸</b>|<button[^>]*name=\"language\".*?</button>|-- 分区域[^\n]*", "", page, flags=re.S
    )
    assert re.findall(r"[\u4e00-\u9fff]+", body) == []


def test_the_gallery_shows_every_component() -> None:
    templates = HOME / "templates"
    used = set(re.findall(r"<c-([a-z-]+)", "".join(p.read_text() for p in templates.rglob("*.html")))) - {
        "slot",
        "vars",
    }
    kept = {path.stem.replace("_", "-") for path in (templates / "cotton").glob("*.html")}
    assert kept == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_told_inside_the_platforms_own_page(language: str) -> None:
    fault = {"code": "request-not-found", "reason": "没有这个页面", "remedy": "请核对网址", "cites": [], "field": ""}
    with translation.override(language):
        page = render_to_string("site/fault.html", {"title": "未找到", "denials": [fault]})
    assert "请核对网址" in page
    assert Reading(page).headings[0] == 1
    assert Reading(page).refused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_breakdown_says_what_to_do_without_a_request_or_a_database(language: str) -> None:
    with translation.override(language):
        page = render_to_string("500.html")
    assert "请稍后重试" in page
    assert "Try again later" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expired_form_says_what_to_do_in_both_languages(language: str) -> None:
    with translation.override(language):
        page = render_to_string("403_csrf.html")
    assert "请返回上一页刷新后重新提交" in page
    assert "reload the page and submit again" in page
    assert Reading(page).refused == []
