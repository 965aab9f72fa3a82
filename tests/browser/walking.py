"""Walking a case through its real pages, each step by whoever the law names, and what they are shown on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from playwright.sync_api import Browser, Locator

from browser.filling import Value, fills
from browser.living import Living
from browser.people import Visitor
from shuzha.kernel.clock import CHINA

DONE, LIMIT = re.compile("已办理：|Done: "), re.compile("期限|Time limit")
CASE = re.compile(r"/cases/([0-9a-f-]{36})/")
# Nobody's page offers a step that is not theirs; who tries all the same sends the form by hand.
BY_HAND = """(action) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
  document.body.append(form);
  form.submit();
}"""


@dataclass
class Walk:
    """Everybody of the city, each in a browser of their own once they are needed, and the city's clock."""

    browser: Browser
    city: Living
    here: dict[str, Visitor] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Visitor:
        """Whoever has that name, signed in; under no name the public."""
        if name not in self.here:
            self.here[name] = Visitor(self.browser, self.city.url)
            if name:
                self._signs_in(name)
        return self.here[name]

    def _signs_in(self, name: str) -> None:
        """As the card on the way in does, without drawing it; other tests click the card."""
        cards = self.here[name].context.request.get("/enter/").text()
        found = re.search(rf">{name}</h3>.*?(/enter/as/\d+/)", cards, re.DOTALL)
        assert found, name
        assert self.posts(name, found[1]) == "/desk/"

    @property
    def complaints(self) -> list[str]:
        """What the consoles of all these browsers have complained of so far."""
        return [complaint for visitor in self.here.values() for complaint in visitor.complaints]

    def ends(self) -> None:
        for visitor in self.here.values():
            visitor.leaves()

    # — taking steps —

    def starts(self, who: str, procedure: str, step: str, /, without: str = "", **given: Value) -> str:
        """The case that the form opened; `without` names, parted by spaces, what is left out of a checklist."""
        form = self._opening(who, procedure, step)
        fills(form, given, without)
        submits(self[who], form)
        found = CASE.search(self[who].page.url)
        assert found, self[who].reads
        assert DONE.search(self[who].reads)
        return found[1]

    def may_not_start(self, who: str, procedure: str, step: str, article: str, /, **given: Value) -> str:
        """Why the form came back: its reasons with article, remedy and time limit."""
        form = self._opening(who, procedure, step)
        fills(form, given)
        submits(self[who], form)
        return refused(self[who], article)

    def takes(self, who: str, case: str, step: str, /, without: str = "", **given: Value) -> str:
        """What the page says once the step is done."""
        told = self._tries(who, case, step, without, **given)
        assert DONE.search(told), told
        return told

    def is_refused(self, who: str, case: str, step: str, article: str, /, **given: Value) -> str:
        """Why the step that the page offers is refused: its reasons with article, remedy and time limit."""
        self._tries(who, case, step, "", **given)
        return refused(self[who], article)

    def may_not(self, who: str, case: str, step: str, article: str) -> str:
        """The page offers this reader no such step; why one that is sent by hand is refused."""
        visitor = self.sees(who, case)
        assert visitor.page.locator(f"#step-{step}").count() == 0
        with visitor.page.expect_navigation():
            visitor.page.evaluate(BY_HAND, f"/cases/{case}/steps/{step}/")
        return refused(visitor, article)

    def posts(self, who: str, path: str, **given: str) -> int | str:
        """What a walk only begins with, sent without drawing a page: where it led, or the status of what was refused."""
        context = self[who].context
        token = next(one for one in context.cookies() if one.get("name") == "csrftoken").get("value", "")
        sent: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, **given}
        answer = context.request.post(path, form=sent, max_redirects=0)
        return answer.headers["location"] if answer.status == 302 else answer.status

    def _opening(self, who: str, procedure: str, step: str) -> Locator:
        assert self[who].goes_to(f"/start/{procedure}/{step}/") == 200
        return self[who].main.locator("form.form")

    def _tries(self, who: str, case: str, step: str, without: str, **given: Value) -> str:
        visitor = self[who]
        if not visitor.page.url.endswith(f"/cases/{case}/") or not visitor.page.locator(f"#step-{step}").count():
            self.sees(who, case)
        form = visitor.step(step)
        fills(form, given, without)
        submits(visitor, form)
        return visitor.reads

    # — what is shown —

    def sees(self, who: str, case: str) -> Visitor:
        visitor = self[who]
        assert visitor.goes_to(f"/cases/{case}/") == 200, f"{who}: {visitor.reads}"
        return visitor

    def stands(self, who: str, case: str, status: str) -> Visitor:
        """The case's page as this reader sees it says where the case stands."""
        visitor = self.sees(who, case)
        assert visitor.page.locator(".page-head .status").inner_text() == status
        return visitor

    def reads_notice(self, who: str, words: str, kind: str, site: str = "/notices/") -> str:
        """What the newest notice of these words and of that kind, or in that standing, says on that site."""
        visitor = self[who]
        visitor.goes_to(f"{site}?q={words}")
        visitor.main.locator("tbody tr", has_text=kind).first.locator("a").click()
        visitor.page.wait_for_url("**/notices/*-*/")
        return visitor.reads

    def waits_on(self, who: str, case: str, step: str, *, owes: str = "") -> Visitor:
        """The step waits on the desk; where it is owed, the duty stands there with its last day and its articles."""
        visitor = self[who]
        visitor.goes_to("/desk/")
        assert visitor.main.locator(f"a[href='/cases/{case}/#step-{step}']").count() == 1, visitor.reads
        if owes:
            row = visitor.main.locator("tr", has=visitor.page.locator(f"a[href='/cases/{case}/']")).filter(
                has_text=owes
            )
            assert row.locator("time").first.get_attribute("datetime")
            assert row.locator("a[href^='/law/']").count() > 0
        return visitor

    # — time —

    def last_day(self, who: str, case: str, duty: str) -> date:
        """What the chip of that duty on the case's page says."""
        chips = self.sees(who, case).page.locator(".due .deadline").filter(has_text=duty)
        return date.fromisoformat(str(chips.last.locator("time").get_attribute("datetime"))[:10])

    def outlasts(self, who: str, case: str, duty: str) -> None:
        """Until the morning after the last day of that period."""
        self.waits_until(self.last_day(who, case, duty) + timedelta(days=1))

    def waits_until(self, day: date) -> None:
        self.city.clock.set(datetime.combine(day, time(10), CHINA))

    @property
    def today(self) -> date:
        return self.city.clock.now().astimezone(CHINA).date()


def submits(visitor: Visitor, form: Locator) -> None:
    with visitor.page.expect_navigation():
        form.locator(".form-actions button").last.click()


def refused(visitor: Visitor, article: str) -> str:
    """What the page says: in the card of a decision or beside the form's fields, always a reason, remedy, limit, article."""
    card = visitor.main.locator(".decision[data-state=refused]")
    if card.count():
        first = card.locator("li").first
        for part in (".denial-reason", ".denial-remedy span", ".denial-limit span"):
            assert first.locator(part).inner_text()
        told = card
    else:
        told = visitor.main.locator("form:has([data-wrong])")
        assert told.locator(".remedy").first.inner_text()
        assert LIMIT.search(told.locator(".note").first.inner_text())
    cited = [(link.get_attribute("href") or "").split("#")[0] for link in told.locator("a[href^='/law/']").all()]
    assert any(href.endswith(article) for href in cited), cited
    return told.inner_text()
