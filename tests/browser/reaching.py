"""Going through the site as a curious person would: every kind of page that links lead to."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from browser.people import Visitor

STARTS = ("/", "/tokens/")
DIFFERING = ("case", "law_article", "notice")  # of these two are opened, of all other kinds of page one
FILES = ("document", "log_policy", "log_checkpoint", "log_entries", "health")  # without a dot in their name
# What looks the same to everyone is opened by the public alone.
ALIKE = ("enter", "notices", "notice", "bureau_notices", "evidence_verify", "registry:certificate", "market:listing")


def reachable(visitor: Visitor, most: int, *, alike: bool) -> Iterator[tuple[str, int]]:
    """Opens each page in turn and gives its path and the status of the answer, while it stands in the browser."""
    starts = [*STARTS, "/ui-components/"] if alike else STARTS
    waiting, met, kinds = deque(starts), set(starts), Counter[str]()
    while waiting and most:
        path = waiting.popleft()
        kind = kind_of(path)
        if (
            not kind
            or kinds[kind] >= 1 + (kind in DIFFERING)
            or (not alike and (kind in ALIKE or kind.startswith("law")))
        ):
            continue
        kinds[kind] += 1
        most -= 1
        yield path, visitor.goes_to(path)
        for link in visitor.page.eval_on_selector_all(
            "a[href]", "(links) => links.map((one) => new URL(one.getAttribute('href'), location).href)"
        ):
            parts = urlsplit(link)
            further = parts.path + (f"?{parts.query}" if parts.query else "")
            if link.startswith(visitor.url) and further not in met:
                met.add(further)
                waiting.append(further)


def kind_of(path: str) -> str:
    """The name of the page's view, with the procedure where it starts a case; "" for what is no page."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return "nowhere"
    name = found.view_name
    if "." in urlsplit(path).path.rsplit("/", 1)[-1] or name in FILES:
        return ""
    return f"{name} {found.kwargs.get('procedure', '')}" if name == "start" else name
