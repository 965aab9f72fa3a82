"""Pages of a list whose cost does not grow with the list: nobody turns a thousandth page, and counting all costs most.

The keys of the first thousand are asked for once, in order, and the page's entries by their keys. Asked for 25 entries
of a search, PostgreSQL would walk the whole list by date whenever it takes a rare word for a common one.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

MOST = 1_000


class Pages(Paginator):  # type: ignore[type-arg]
    """The first thousand entries of a list, page by page; `more` says that it goes on, and a search narrows it."""

    @cached_property
    def _first(self) -> list[Any]:
        """The entries of a list, the keys of a query; one more than is shown."""
        found: Any = self.object_list
        return list(found[: MOST + 1] if isinstance(found, list) else found.values_list("pk", flat=True)[: MOST + 1])

    @property
    def count(self) -> int:
        return min(len(self._first), MOST)

    @property
    def more(self) -> bool:
        return len(self._first) > MOST

    def page(self, number: Any) -> Page[Any]:
        """The page of that number. Raises: InvalidPage as Django's own."""
        number = self.validate_number(number)
        shown = self._first[(number - 1) * self.per_page : min(number * self.per_page, self.count)]
        found: Any = self.object_list
        return Page(shown if isinstance(found, list) else list(found.filter(pk__in=shown)), number, self)
