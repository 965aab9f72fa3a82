"""Takes the README's pictures from a demonstration that runs: `make demo` in one terminal, `make pictures` in another."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
SUPERVISOR = "陈立群"


def main(url: str) -> None:
    """Writes board.zh.png and board.en.png beside this file: the supervisor's board of the zone, 1440 × 900."""
    chromium = shutil.which("chromium") or sys.exit("需要 Chromium / Chromium is needed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in LANGUAGES:
            place = HERE / f"board.{language}.png"
            take(browser, url, language, place)
            sys.stdout.write(f"✓ {place} {place.stat().st_size // 1024} KB\n")
        browser.close()


def take(browser: Browser, url: str, language: str, place: Path) -> None:
    """Enters the model city as the supervisor, opens the zone's board and keeps what stands on the first screen."""
    page = browser.new_page(base_url=url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto("/enter/")
    page.locator("article.card").filter(has_text=SUPERVISOR).get_by_role("button").click()
    if language == "en":
        page.get_by_role("button", name="English").click()
        page.locator("html[lang=en]").wait_for()
    page.goto("/zones/")
    page.locator("main tbody a[href^='/zones/']").first.click()
    page.locator("#board canvas").first.wait_for()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=place)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
