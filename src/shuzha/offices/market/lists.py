"""What an order may refer to: the products that others have listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuzha.archive.cases.references import Asked, Listed, Named, Option, uuids
from shuzha.kernel.text import Text
from shuzha.offices.market.models import Listing


def _listings(asked: Asked) -> Iterable[Option]:
    for listing in Listing.objects.filter(delisted_at=None).exclude(seller_id=asked.organisation).order_by("name_zh"):
        price = f"{listing.price_fen / 100:,.2f}"
        yield Option(str(listing.pk), listing.name, Text(f"每次 {price} 元", f"{price} yuan a call"))


def _listing_names(keys: list[str]) -> Mapping[str, Named]:
    return {str(one.pk): Named(one.name) for one in Listing.objects.filter(pk__in=uuids(keys))}


LISTS: Mapping[str, Listed] = {"listings": Listed(_listings, _listing_names)}
