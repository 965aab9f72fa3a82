"""Lists that cost the same however long they are."""

from __future__ import annotations

import pytest

from shuzha.archive.cases.paging import MOST, Pages


@pytest.mark.parametrize(("length", "count", "more"), [(0, 0, False), (MOST, MOST, False), (MOST + 1, MOST, True)])
def test_a_list_is_counted_as_far_as_pages_go(length: int, count: int, more: bool) -> None:
    pages = Pages(list(range(length)), 25)
    assert (pages.count, pages.more) == (count, more)


def test_the_last_page_is_the_last_that_is_offered() -> None:
    pages = Pages(list(range(5_000)), 25)
    assert list(pages.get_page("999")) == list(range(MOST - 25, MOST))
    assert not pages.get_page("999").has_next()
