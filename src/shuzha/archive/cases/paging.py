"""Pages of a list whose cost does not grow with the list: nobody turns a thousandth page, and counting all costs most."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST = 1_000


class Pages(Paginator):  # type: ignore[type-arg]
    """The first thousand entries of a list, page by page; `more` says that it goes on, and a search narrows it."""

    @cached_property
    def _counted(self) -> int:
        found: Any = self.object_list[: MOST + 1]
        return len(found) if isinstance(found, list) else int(found.count())

    @property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        return self._counted > MOST
