"""Reads of the market: what is listed and on which terms, one's orders, their meter and how the proceeds were shared."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.queries import visible_to
from shuzha.archive.catalogue.models import Resource
from shuzha.archive.grants.models import Interface
from shuzha.commons.metering.models import Entitlement
from shuzha.kernel.money import Money
from shuzha.kernel.text import Text
from shuzha.offices.market.models import Listing
from shuzha.procedure.words import Actor
from shuzha.regulations.hainan_2023.procedures.incident import INCIDENT, SUSPENDED
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.local_rules.procedures.trade import ORDER

PARTIES = {
    "operator": Text("专区运营单位", "Zone operator"),
    "provider": Text("数据提供部门", "Data-providing department"),
    "platform": Text("平台运营", "Platform"),
}
# Delisting follows cancellation and transfer by itself: nobody has to remember it. Cites: hainan-2023/19.
_PRODUCT = Subquery(CaseRecord.objects.filter(pk=OuterRef("filing_id")).values_list(KT("facts__product")))
_REGISTERED = Exists(
    CaseRecord.objects.annotate(holder=KT("parties__applicant")).filter(
        procedure=REGISTRATION.id,
        status="certified",
        number=OuterRef("product"),
        holder=Cast(OuterRef("seller_id"), TextField()),
    )
)

_SUSPENDED = Exists(
    CaseRecord.objects.annotate(named=KT("facts__registration")).filter(
        procedure=INCIDENT.id, status=SUSPENDED, named=OuterRef("product")
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the seller still holds the product's registration, in force, and whether a decision to suspend its sale
    and delivery stands."""

    registered: bool
    suspended: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """One resource a product is made from: whose it is, how sensitive, and how fresh."""

    title: Text
    provider: Text
    grade: int | None
    accrual: str
    version: int
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Meter:
    """Where an order stands: calls delivered of those ordered, and what that comes to, in fen."""

    delivered: int
    ordered: int
    price_fen: int
    last_at: datetime | None
    entitlement: Entitlement

    @property
    def amount_fen(self) -> int:
        return (Money(self.price_fen) * self.delivered).fen

    @property
    def left(self) -> int:
        return self.ordered - self.delivered


@dataclass(frozen=True, slots=True)
class Part:
    """One party's part of the proceeds, in fen."""

    party: Text
    organisation: Text
    share: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Account:
    """A statement and how it was shared; `agrees` when the parts add up to it to the fen."""

    amount_fen: int
    parts: list[Part]

    @property
    def total_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)

    @property
    def agrees(self) -> bool:
        return self.total_fen == self.amount_fen


def listings(words: str = "") -> QuerySet[Listing]:
    """What is for sale, newest first: every word must be in the name, the scenario, the seller's name or the certificate's number."""
    found = Listing.objects.annotate(product=_PRODUCT).filter(_REGISTERED, ~_SUSPENDED, delisted_at=None)
    found = found.select_related("seller", "interface", "case")
    return found.filter(words__matches=words).order_by("-case__opened_at")


def listing(key: uuid.UUID) -> Listing | None:
    """The listing, delisted or not: terms that were once public stay readable."""
    return Listing.objects.select_related("seller", "interface", "case", "filing").filter(pk=key).first()


def standing(listing: uuid.UUID) -> Standing:
    """How the product of that listing stands. Cites: hainan-2023/19, hainan-2023/22, local/31."""
    found = Listing.objects.annotate(product=_PRODUCT).filter(pk=listing)
    return Standing(*found.values_list(_REGISTERED, _SUSPENDED).get())


def origins(interface: Interface) -> list[Origin]:
    """The resources behind an interface. Cites: beijing-2023/17, qingdao-2023/13."""
    found = Resource.objects.filter(columns__grants=interface.grant_id).distinct().order_by("name")
    return [
        Origin(r.title, r.publisher.name, r.grade, r.accrual, r.version, r.case.moved_at)
        for r in found.select_related("publisher", "case")
    ]


def providers(interface: Interface) -> list[Text]:
    """Who provides the data behind an interface, each once."""
    return list(dict.fromkeys(origin.provider for origin in origins(interface)))


def orders(actor: Actor) -> QuerySet[CaseRecord]:
    """The orders this actor may see, newest first."""
    return visible_to(actor).filter(procedure=ORDER.id).order_by("-opened_at")


def order(actor: Actor, key: uuid.UUID) -> CaseRecord | None:
    """The order, for its parties and those who oversee the market."""
    return orders(actor).filter(pk=key).first()


def status(case: CaseRecord) -> Text:
    return ORDER.state(case.status).title


def meter(case: CaseRecord) -> Meter | None:
    """The order's meter, once the seller has confirmed."""
    return next(iter(meters([case]).values()), None)


def meters(cases: Iterable[CaseRecord]) -> dict[uuid.UUID, Meter]:
    """The meters of those orders that have one, by order."""
    found = Entitlement.objects.filter(order__in=list(cases)).select_related("interface")
    return {e.order_id: _read(e) for e in found}


def account(case: CaseRecord) -> Account | None:
    """The statement of an order and, once settled, how it was shared. Cites: local/8, qingdao-2023/11."""
    if "amount" not in case.facts:
        return None
    rows = case.settlements.select_related("organisation").order_by("id")
    total = case.facts["amount"]
    parts = [
        Part(
            PARTIES[row.party],
            row.organisation.name if row.organisation else Text("本平台", "This platform"),
            f"{row.amount_fen * 100 / total:.1f}%" if total else "—",
            row.amount_fen,
        )
        for row in rows
    ]
    return Account(total, parts)


def _read(entitlement: Entitlement) -> Meter:
    last = entitlement.deliveries.order_by("-number").first()
    return Meter(
        entitlement.deliveries.count(), entitlement.calls, entitlement.price_fen, last.at if last else None, entitlement
    )
