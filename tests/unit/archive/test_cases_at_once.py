"""Several officers at one moment: one of them acts, the others are told so, nothing is done twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from at_once import at_once
from city_life import City, application, listed, ordered, published_call

from shuzha.archive.cases.models import CaseRecord, EventRecord, Outbox
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.streams import append_next
from shuzha.commons.metering.models import Delivery, Entitlement
from shuzha.commons.metering.operations import count_delivery
from shuzha.kernel.decision import Refused
from shuzha.offices.market import queries

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_officers_on_one_case_exactly_one_acts_and_the_other_is_told_how_it_stands(city: City) -> None:
    case = application(city)

    def act(step: str) -> Any:
        return perform(case=case, step=step, by=city.bigdata.actor, at=city.now)

    results = at_once(lambda: act("qualify"), lambda: act("qualify"))
    won = [r for r in results if isinstance(r, CaseRecord)]
    (lost,) = [r for r in results if isinstance(r, Refused)]
    assert len(won) == 1
    assert [d.code for d in lost.denials] == ["wrong-state"]
    assert "待抽取专家" in lost.denials[0].reason.zh
    assert EventRecord.objects.filter(stream=case.stream, type="qualified").count() == 1


def test_one_command_sent_twice_at_once_is_carried_out_once(city: City) -> None:
    case = application(city)
    results = at_once(
        *[lambda: perform(case=case, step="qualify", by=city.bigdata.actor, at=city.now, command_id="once")] * 4
    )
    assert [r.status for r in results] == ["qualified"] * 4
    assert EventRecord.objects.filter(stream=case.stream).count() == 2


def test_one_opening_sent_several_times_at_once_opens_one_case(city: City) -> None:
    call = published_call(city)
    data = {"call": str(call.pk), "plan": "方案"}

    def apply() -> CaseRecord:
        return open_case(
            procedure="zones.application",
            step="apply",
            by=city.operator.actor,
            at=city.now,
            data=data,
            command_id="one",
        )

    results = at_once(*[apply] * 5)
    assert {r.pk for r in results} == {results[0].pk}
    assert CaseRecord.objects.filter(procedure="zones.application").count() == 1
    assert EventRecord.objects.filter(stream=results[0].stream).count() == 1


def test_a_stream_that_many_write_to_at_once_numbers_everything_without_a_gap(city: City) -> None:
    def write(number: int) -> Callable[[], Any]:
        return lambda: append_next(stream="use-1", command_id=f"u{number}", type="used", at=city.now)

    results = at_once(*[write(n) for n in range(8)], write(0))
    assert [r for r in results if isinstance(r, Exception)] == []
    rows = EventRecord.objects.filter(stream="use-1").order_by("seq")
    assert [r.seq for r in rows] == list(range(8))
    assert Outbox.objects.filter(event__stream="use-1").count() == 8


def test_the_last_call_of_an_order_is_taken_by_one_caller_only_and_the_count_is_exact(city: City) -> None:
    case = ordered(city, calls=5)
    entitlement = case.entitlement

    def call(number: int) -> Callable[[], Any]:
        return lambda: count_delivery(entitlement=entitlement, request_id=f"r{number}", at=city.now)

    for number in range(4):
        call(number)()
    results = at_once(*[call(n) for n in range(4, 9)])
    assert sum(isinstance(r, Delivery) for r in results) == 1
    assert {d.code for r in results if isinstance(r, Refused) for d in r.denials} == {"used-up"}
    assert sorted(Delivery.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_one_request_repeated_at_once_is_counted_once(city: City) -> None:
    entitlement = ordered(city, calls=5).entitlement
    results = at_once(*[lambda: count_delivery(entitlement=entitlement, request_id="same", at=city.now)] * 4)
    assert {r.number for r in results} == {1}
    assert Delivery.objects.count() == 1


def test_no_call_slips_past_a_statement_that_is_being_made(city: City) -> None:
    case = ordered(city, calls=100)
    entitlement = case.entitlement

    def call(number: int) -> Callable[[], Any]:
        return lambda: count_delivery(entitlement=entitlement, request_id=f"r{number}", at=city.now)

    state = [lambda: perform(case=case, step="state", by=city.operator.actor, at=city.now)]
    results = at_once(*[call(n) for n in range(4)], *state, *[call(n) for n in range(4, 8)])
    stated = next(r for r in results if isinstance(r, CaseRecord))
    assert stated.facts["delivered"] == Delivery.objects.count()
    assert stated.facts["amount"] == Delivery.objects.count() * 150


def test_a_grant_is_not_made_under_an_agreement_that_is_being_suspended(city: City) -> None:
    from city_life import registered_analyst, sealed_resource, signed_agreement

    from shuzha.archive.grants.models import Grant

    agreement = signed_agreement(city)
    resource = sealed_resource(city)
    registered_analyst(city, agreement)
    request = city.start(
        "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), purpose="employment", scenario="x",
        columns=[str(c.pk) for c in resource.columns.exclude(name="person_id")], forms=["statistics"], basis="statistics",
        persons=[str(city.analyst.person_id)],
    )  # fmt: skip
    request = city.act(request, "confirm", city.supervisor, assessment="同意")
    agreement = city.act(agreement, "report", city.bigdata, reason="违约")
    agreement = city.act(agreement, "concur", city.supervisor)
    agreement = city.act(agreement, "dismiss", city.government, reason="轻微")
    agreement = city.act(agreement, "report", city.bigdata, reason="违约")
    agreement = city.act(agreement, "concur", city.supervisor)
    at_once(
        lambda: perform(case=agreement, step="suspend", by=city.government.actor, at=city.now),
        lambda: perform(case=request, step="approve", by=city.provider.actor, at=city.now),
    )
    agreement.refresh_from_db()
    assert agreement.status == "suspended"
    assert [g for g in Grant.objects.all() if g.live(city.now)] == []


def test_an_order_confirmed_while_a_suspension_is_decided_is_suspended_too(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = city.start("market.order", "place", city.buyer, listing=str(listed(city).pk), calls=10, use="试算")
    number = CaseRecord.objects.get(procedure="registry.registration").certificates.get().number
    matter = city.start(
        "registry.incident", "find", city.registrar, certificate=number, conduct=["privacy"], facts="接口泄露"
    )
    matter = city.act(matter, "measure", city.registrar, measure="refer", detail="移送")
    matter = city.act(matter, "report", city.registrar, report="建议暂停")
    looked, decided = threading.Event(), threading.Event()
    standing = queries.standing

    def look_and_linger(listing: uuid.UUID) -> queries.Standing:
        found = standing(listing)
        looked.set()
        decided.wait(1)  # the other decision comes in now, if anything lets it
        return found

    monkeypatch.setattr(queries, "standing", look_and_linger)

    def suspend() -> CaseRecord:
        looked.wait(10)
        case = perform(case=matter, step="suspend", by=city.bureau.actor, at=city.now, data={"reason": "风险"})
        decided.set()
        return case

    results = at_once(lambda: perform(case=order, step="confirm", by=city.operator.actor, at=city.now), suspend)
    assert [type(result) for result in results] == [CaseRecord, CaseRecord]
    assert Entitlement.objects.get().suspended_at is not None
