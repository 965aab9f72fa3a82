"""Every page that somebody can reach: answers, fits a phone and a desk, is labelled, and speaks the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from browser.conftest import Welcome
from browser.people import (
    ANALYST,
    AUTHORITY,
    BUYER,
    MAYOR,
    OPERATOR,
    REGISTRAR,
    STATISTICS,
    SUPERVISOR,
    Visitor,
)
from browser.reaching import reachable

HERE = Path(__file__).parent
SOUNDNESS = (HERE / "soundness.js").read_text()
STORY = HERE.parents[1] / "src" / "shuzha" / "site" / "story"
WRITTEN = sorted(
    {
        run
        for place in (HERE, STORY)
        for file in place.rglob("*.py")
        for run in re.findall(r"[\u3400-\u9fff]+", file.read_text())
    }
)
FOCUS_SHOWS = """(() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
})()"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
PUBLIC = ""
WHO = {
    "public": PUBLIC,
    "analyst": ANALYST,
    "supervisor": SUPERVISOR,
    "authority": AUTHORITY,
    "mayor": MAYOR,
    "operator": OPERATOR,
    "buyer": BUYER,
    "registrar": REGISTRAR,
    "statistics": STATISTICS,
}
MOST_PAGES = 30


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_page_within_reach_is_sound_on_a_desk_and_on_a_phone(welcome: Welcome, who: str, language: str) -> None:
    visitor = welcome(WHO[who])
    if language == "en":
        visitor.reads_english()
    faults: list[str] = []
    opened = 0
    for path, status in reachable(visitor, MOST_PAGES, alike=WHO[who] == PUBLIC):
        opened += 1
        if status != 200:
            faults.append(f"{path}: {status}")
        if visitor.page.locator("html").get_attribute("lang") != language:
            faults.append(f"{path}: not in {language}")
        faults += [f"{path}: {fault}" for fault in wrong_with(visitor)]
    assert opened > 8
    assert not faults, "\n".join(faults)


def wrong_with(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.evaluate(SOUNDNESS, WRITTEN)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    narrow: list[str] = visitor.page.evaluate(SOUNDNESS, WRITTEN)
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    return found + [f"at 390 px: {fault}" for fault in narrow if fault not in found]


@pytest.mark.parametrize("path", ["/", "/enter/", "/market/", "/workbench/"])
def test_whoever_goes_by_keyboard_sees_where_they_are_and_can_skip_to_the_content(welcome: Welcome, path: str) -> None:
    visitor = welcome(ANALYST)
    visitor.goes_to(path)
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for _ in range(14):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate(FOCUS_SHOWS), visitor.page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("path", ["/nowhere/", "/market/listings/00000000-0000-0000-0000-000000000000/", "/law/none/1"])
def test_what_is_not_there_is_said_in_a_page_that_leads_back(welcome: Welcome, path: str) -> None:
    visitor = welcome()
    assert visitor.goes_to(path) == 404
    assert wrong_with(visitor) == []
    visitor.follows("回到首页")
    assert visitor.page.url.rstrip("/") == visitor.url


def test_the_dark_theme_is_kept_from_page_to_page(welcome: Welcome) -> None:
    visitor = welcome()
    visitor.goes_to("/")
    light = visitor.page.evaluate(BACKGROUND)
    visitor.page.get_by_role("button", name="切换浅色与深色").click()
    dark = visitor.page.evaluate(BACKGROUND)
    visitor.goes_to("/law/")
    assert visitor.page.evaluate(BACKGROUND) == dark != light
