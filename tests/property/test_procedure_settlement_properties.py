"""Whatever an order came to, its parts add up to it: to the fen, and none of them a fen off its share."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from shuzha.archive.cases.procedures import Draft
from shuzha.kernel.clock import CHINA
from shuzha.kernel.money import Money
from shuzha.offices.market.operations import _share_proceeds
from shuzha.procedure.words import Actor

SHARES = {"operator": Decimal("0.80"), "provider": Decimal("0.15"), "platform": Decimal("0.05")}
BUYER = Actor("p", "buyer", frozenset({"company"}))


@given(st.integers(0, 2**53), st.integers(0, 10_000_000))
def test_price_times_calls_is_shared_out_whole(price: int, calls: int) -> None:
    due = Money(price) * calls
    case = SimpleNamespace(facts={"amount": due.fen})
    shares = _share_proceeds(Draft(case, {}, BUYER, datetime(2026, 6, 1, tzinfo=CHINA)))["shares"]
    assert sum(shares.values()) == due.fen
    assert set(shares) == set(SHARES)
    assert all(abs(shares[party] - due.fen * share) < 1 for party, share in SHARES.items())
