"""A call under an order, through the gate's own socket: only the buyer's, counted before the answer leaves, once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from shuzha.enclave.door import Sealed
from shuzha.kernel.decision import Refused

SQL = "SELECT COUNT(*) AS n, AVG(systolic_mmhg) AS mean FROM people WHERE district = $district"


@pytest.fixture
def order(world: Any) -> Any:
    """Two calls of an interface, bought by an organisation whose people are not registered under the grant."""
    from gate_world import NOW, _case

    from shuzha.archive.grants.models import Interface
    from shuzha.archive.parties.models import Organisation
    from shuzha.commons.metering.models import Entitlement

    interface = Interface.objects.create(
        grant=world.grant, name="pressure", title_zh="压", title_en="pressure", template=SQL,
        parameters=[{"name": "district", "kind": "text", "choices": ["东城", "西城", "孤区"]}],
        reviewed_at=NOW, reviewed_by=world.grant.persons.get(),
    )  # fmt: skip
    buyer = Organisation.objects.create(name_zh="买方", name_en="buyer", credit_code="3" * 18)
    return Entitlement.objects.create(
        order=_case(), interface=interface, buyer=buyer, calls=2, price_fen=137,
        starts=NOW - timedelta(days=1), expires=NOW + timedelta(days=1),
    )  # fmt: skip


def call(world: Any, bought: Any, request_id: str, district: str = "东城", **change: str) -> Any:
    asked = {
        "interface_id": str(bought.interface_id), "actor": str(uuid.uuid4()), "face": "market",
        "order": str(bought.order_id), "organisation": str(bought.buyer_id),
    }  # fmt: skip
    return world.client.call(values={"district": district}, request_id=request_id, **(asked | change))


def test_a_call_is_counted_once_for_a_request_and_no_more_often_than_was_ordered(world: Any, order: Any) -> None:
    for request_id in ("one", "one", "two"):
        assert call(world, order, request_id).table.num_rows == 1
    assert order.deliveries.count() == 2
    with pytest.raises(Refused) as refused:
        call(world, order, "three")
    assert [denial.code for denial in refused.value.denials] == ["used-up"]


def test_what_was_not_released_is_not_counted(world: Any, order: Any) -> None:
    with pytest.raises(Sealed):
        call(world, order, "one", district="孤区")
    with pytest.raises(Refused):
        call(world, order, "two", district="天上")
    assert order.deliveries.count() == 0


def test_anothers_order_is_as_unknown_as_none(world: Any, order: Any) -> None:
    for change in ({"organisation": str(uuid.uuid4())}, {"order": str(uuid.uuid4())}):
        with pytest.raises(Refused) as refused:
            call(world, order, "one", **change)
        assert [denial.code for denial in refused.value.denials] == ["gate-unknown"]
    assert order.deliveries.count() == 0


def test_what_cannot_be_counted_does_not_leave(world: Any, order: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from shuzha.enclave.door import GateFault

    def fails(**_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("shuzha.gate.meter.count_delivery", fails)
    with pytest.raises(GateFault):
        call(world, order, "one")
