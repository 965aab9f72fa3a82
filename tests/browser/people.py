"""Somebody in front of a browser: enters the model city as one of its people, goes where links lead, fills in forms."""

from __future__ import annotations

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

# Chromium reports every answer above 399 in the console; a page that explains a refusal is no fault of the page.
_EXPLAINED = "Failed to load resource: the server responded with a status of 4"

ANALYST, SUPERVISOR, AUTHORITY, MAYOR = "宋知行", "陈立群", "林晓岚", "周明远"
OPERATOR, BUYER, REGISTRAR = "唐启航", "冯丽华", "杜文博"
STATISTICS, TRANSPORT = "何静宜", "郑海峰"
RIVAL, CITIZEN = "高原", "柳青禾"
BUREAU, INSPECTOR, LAWYER, CONSULTANT = "顾长河", "江映川", "沈维正", "程致远"


class Visitor:
    """One person with a browser of their own; `complaints` is what its console said."""

    def __init__(self, browser: Browser, url: str, *, width: int = 1440) -> None:
        self.url = url
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=url, locale="zh-CN", viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPLAINED):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def enters_as(self, name: str) -> None:
        """One click on the card of a seeded account."""
        self.goes_to("/enter/")
        self.page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
        self.page.locator("article.card").filter(has_text=name).get_by_role("button").click()
        self.page.wait_for_url("**/desk/")

    def reads_english(self) -> None:
        """Through the switch, as whoever does not read Chinese would."""
        self.goes_to("/")
        self.page.get_by_role("button", name="English").click()
        self.page.locator("html[lang=en]").wait_for()

    def reads_chinese(self) -> None:
        """Back through the switch."""
        self.page.get_by_role("button", name="中文").click()
        self.page.locator("html[lang=zh-Hans]").wait_for()

    def goes_to(self, path: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def follows(self, words: str, *, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()

    def presses(self, words: str, *, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def reads(self) -> str:
        """What the page says."""
        return self.main.inner_text()

    def step(self, name: str) -> Locator:
        """The form of a step on a case's page, unfolded."""
        folded = self.page.locator(f"#step-{name}")
        if folded.get_attribute("open") is None:
            folded.locator("> summary").click()
        return folded

    def leaves(self) -> None:
        self.context.close()
