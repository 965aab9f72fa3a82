"""Writes of the market: listing what is on file and registered, metering what was ordered, settling to the cent."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from shuzha.archive.cases.lookup import referred, referred_case
from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.grants.models import Interface
from shuzha.archive.parties.models import Organisation
from shuzha.commons.credit.operations import count
from shuzha.commons.metering.models import Entitlement
from shuzha.commons.metering.operations import alone_with
from shuzha.kernel.clock import CHINA
from shuzha.kernel.money import Money
from shuzha.kernel.text import Text
from shuzha.offices.market import queries
from shuzha.offices.market.models import Listing, Settlement
from shuzha.regulations.beijing_2023.procedures.filing import FILING
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.local_rules import PARAMETERS
from shuzha.regulations.local_rules.credit import MARKET_RULES
from shuzha.regulations.local_rules.procedures.trade import LISTING, ORDER

_PARTIES = ("operator", "provider", "platform")


def attach() -> None:
    """Attaches this office's preparations and projections to its procedures, and says what of it counts as credit."""
    prepares(LISTING, "list")(_carry_in_filing)
    projects(LISTING, "product-listed")(_put_up)
    projects(LISTING, "product-delisted")(_take_down)
    prepares(ORDER, "place")(_carry_in_listing)
    projects(ORDER, "order-confirmed")(_entitle)
    prepares(ORDER, "state")(_read_meter)
    projects(ORDER, "statement-issued")(_close_meter)
    prepares(ORDER, "settle")(_share_proceeds)
    projects(ORDER, "order-settled")(_book)
    count(MARKET_RULES)


def _carry_in_filing(draft: Draft) -> dict[str, Any]:
    filing = referred_case(FILING, draft.data.get("filing"), "filing")
    own = filing.parties["operator"] == draft.by.organisation
    registration = CaseRecord.objects.filter(
        procedure=REGISTRATION.id, number=filing.facts["product"], status="certified"
    ).first()
    return {
        "on_file": own and filing.status == "on-file",
        "certified": registration is not None,
        "certificate": registration.facts["registration_number"] if registration else "",
        "product_name": filing.facts["product_name"],
    }


def _put_up(case: CaseRecord, event: EventRecord) -> None:
    filing = CaseRecord.objects.get(id=case.facts["filing"])
    facts, name = filing.facts, Text.from_json(filing.facts["product_name"])
    Listing.objects.create(
        case=case,
        seller_id=case.parties["seller"],
        interface_id=facts["interface"],
        filing=filing,
        certificate_number=case.facts["certificate"],
        name_zh=name.zh,
        name_en=name.en,
        price_fen=facts["price"],
        **{key: facts[key] for key in ("basis", "scenario", "scope", "manner")},
    )


def _take_down(case: CaseRecord, event: EventRecord) -> None:
    Listing.objects.filter(case=case).update(delisted_at=event.at)


def _carry_in_listing(draft: Draft) -> dict[str, Any]:
    """Price and terms are those on file, whatever the buyer sends."""
    listing = referred(Listing, draft.data.get("listing"), "listing")
    standing = queries.standing(listing.pk)
    buyer = referred(Organisation, draft.by.organisation, "buyer")
    return {
        "listed": listing.delisted_at is None,
        "certified": standing.registered,
        "suspended": standing.suspended,
        "seller": str(listing.seller_id),
        "interface": str(listing.interface_id),
        "price": listing.price_fen,
        "product_name": listing.name.as_json(),
        "buyer_name": buyer.name.as_json(),
    }


def _entitle(case: CaseRecord, event: EventRecord) -> None:
    interface = alone_with(case.facts["interface"])
    Entitlement.objects.create(
        id=case.id,
        order=case,
        interface=interface,
        buyer_id=case.parties["buyer"],
        calls=case.facts["calls"],
        price_fen=case.facts["price"],
        starts=event.at,
        expires=interface.grant.expires,
        suspended_at=event.at if queries.standing(uuid.UUID(case.facts["listing"])).suspended else None,
    )


def _read_meter(draft: Draft) -> dict[str, Any]:
    """The statement says what the gate counted; nothing the seller sends changes it."""
    assert draft.case is not None
    entitlement = Entitlement.objects.select_for_update(of=("self",)).get(order=draft.case)
    delivered = entitlement.deliveries.count()
    return {"delivered": delivered, "amount": (Money(entitlement.price_fen) * delivered).fen}


def _close_meter(case: CaseRecord, event: EventRecord) -> None:
    Entitlement.objects.filter(order=case).update(ended_at=event.at)


def _share_proceeds(draft: Draft) -> dict[str, Any]:
    """Divides the statement by the city's shares, every fen handed out. Cites: local/8, qingdao-2023/11."""
    assert draft.case is not None
    day = draft.at.astimezone(CHINA).date()
    shares = [Decimal(str(PARAMETERS.get(f"{party}_share", day))) for party in _PARTIES]
    parts = Money(draft.case.facts["amount"]).allocate(shares)
    return {"shares": {party: part.fen for party, part in zip(_PARTIES, parts, strict=True)}}


def _book(case: CaseRecord, event: EventRecord) -> None:
    interface = Interface.objects.get(id=case.facts["interface"])
    provider = interface.grant.columns.select_related("resource").first()
    organisations = {
        "operator": case.parties["seller"],
        "provider": str(provider.resource.publisher_id) if provider else None,
        "platform": None,
    }
    Settlement.objects.bulk_create(
        Settlement(order=case, party=party, organisation_id=organisations[party], amount_fen=fen)
        for party, fen in case.facts["shares"].items()
    )
