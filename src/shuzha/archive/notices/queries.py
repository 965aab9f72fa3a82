"""Reading notices: everything published is public, on every site it was published on."""

from __future__ import annotations

from django.db.models import QuerySet

from shuzha.archive.notices.models import Notice
from shuzha.archive.notices.operations import PLATFORM

BUREAU = "bureau"


def published_on(site: str = PLATFORM, words: str = "") -> QuerySet[Notice]:
    """The notices that stand on a site, the latest first, with every one of the words in their title or body."""
    found = Notice.objects.filter(sites__contains=[site]).select_related("publisher", "case")
    return found.filter(words__matches=words).order_by("-published", "-pk")
