"""One demonstration and one Chromium for all browser tests; a page that complains in its console fails its test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.living import Living, living
from browser.people import Visitor
from browser.walking import Walk

REQUIRE_ALL = os.environ.get("SHUZHA_REQUIRE_ALL") == "1"

Welcome = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(1200))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        reason = "!! there is no Chromium on this machine: what people see in a browser is NOT tested"
        if REQUIRE_ALL:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demonstration() -> Iterator[Living]:
    folder = Path(tempfile.mkdtemp(prefix="shuzha-browser-"))
    folder.chmod(0o755)  # the services may run as users of their own
    with living(folder) as played:
        yield played
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def city(demonstration: Living) -> Living:
    """The demonstration, served; without it there is nothing to visit."""
    if not demonstration.url:
        pytest.fail("the demonstration does not serve:\n" + demonstration.told[-3000:])
    return demonstration


@pytest.fixture
def welcome(chromium: Browser, city: Living) -> Iterator[Welcome]:
    """Lets somebody in, in a browser of their own; when the test is over, no page may have complained."""
    visitors: list[Visitor] = []

    def let_in(name: str = "", *, width: int = 1440) -> Visitor:
        visitor = Visitor(chromium, city.url, width=width)
        visitors.append(visitor)
        if name:
            visitor.enters_as(name)
        return visitor

    yield let_in
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.leaves()
    assert complaints == []


@pytest.fixture(scope="package")
def everybody(chromium: Browser, demonstration: Living) -> Iterator[Walk]:
    if not demonstration.url:
        pytest.fail("the demonstration does not serve:\n" + demonstration.told[-3000:])
    walking = Walk(chromium, demonstration)
    yield walking
    walking.ends()


@pytest.fixture
def walk(everybody: Walk) -> Iterator[Walk]:
    """Everybody of the city for a walk, and its clock, which walks move: their modules run last. No page may complain."""
    before = len(everybody.complaints)
    yield everybody
    assert everybody.complaints[before:] == []
