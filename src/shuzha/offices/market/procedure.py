"""Which procedures this office runs, and how their cases are numbered and headed."""

from __future__ import annotations

from shuzha.archive.cases.offices import Office
from shuzha.archive.cases.procedures import headed_by, register
from shuzha.offices.market.lists import LISTS
from shuzha.regulations.local_rules.procedures.trade import LISTING, ORDER

OFFICE = Office(name="market", overseers=frozenset({"bigdata", "supervisor"}), lists=LISTS)


def put_in_force() -> None:
    """Puts listing and ordering in force."""
    register(LISTING, office=OFFICE, prefix="GP", heading=headed_by("product_name"))
    register(ORDER, office=OFFICE, prefix="DD", heading=headed_by("product_name", "buyer_name"))
