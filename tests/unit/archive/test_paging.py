"""Lists that cost the same however long they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.paging import MOST, Pages
from shuzha.archive.cases.queries import search

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(("length", "count", "more"), [(0, 0, False), (MOST, MOST, False), (MOST + 1, MOST, True)])
def test_a_list_is_counted_as_far_as_pages_go(length: int, count: int, more: bool) -> None:
    pages = Pages(list(range(length)), 25)
    assert (pages.count, pages.more) == (count, more)


def test_the_last_page_is_the_last_that_is_offered() -> None:
    pages = Pages(list(range(5_000)), 25)
    assert list(pages.get_page("999")) == list(range(MOST - 25, MOST))
    assert not pages.get_page("999").has_next()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "数据", "产品 7", "无此"])
def test_pages_of_a_search_are_what_reading_every_row_finds(words: str) -> None:
    made = [
        CaseRecord(
            procedure="zones.ticket", number=f"T-{n}", title_zh=f"{'数据' if n % 3 else '接口'}产品", title_en=str(n % 10),
            status="closed", opened_at=AT, moved_at=AT + timedelta(seconds=n * 37 % 64),
        )
        for n in range(64)
    ]  # fmt: skip
    CaseRecord.objects.bulk_create(made)
    found = [case.pk for case in made if all(_says(case, word) for word in words.split())]
    at = {case.pk: case.moved_at for case in made}
    pages = Pages(search(CaseRecord.objects.all(), words).order_by("-moved_at", "-opened_at"), 7)
    shown = [case.pk for number in pages.page_range for case in pages.page(number)]
    assert shown == sorted(found, key=lambda key: at[key], reverse=True)
    assert pages.count == len(found)


def _says(case: CaseRecord, word: str) -> bool:
    """Chinese is found anywhere in the title, anything else by how a word begins."""
    return word in case.title_zh or any(part.startswith(word) for part in (case.number[2:], case.title_en))
