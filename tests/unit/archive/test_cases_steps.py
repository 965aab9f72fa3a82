"""Taking a step in the archive: once, by whom it may be, with what was really brought, all of it or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from calls import call_of, codes, events
from city_life import (
    MATERIAL_ITEMS,
    City,
    applied_registration,
    ordered,
    published_call,
)

from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord, Outbox
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.replay import case_of
from shuzha.archive.evidence.audit import unsupported_states
from shuzha.kernel.decision import Refused

pytestmark = pytest.mark.django_db


def opened(city: City, command_id: str, by: str = "bigdata") -> CaseRecord:
    actor = city.accounts[by].actor
    return open_case(
        procedure="zones.call", step="draft", by=actor, at=city.now, data=call_of(city), command_id=command_id
    )


def test_a_case_opened_twice_by_one_command_is_one_case(city: City) -> None:
    first, again = opened(city, "c-1"), opened(city, "c-1")
    assert first.pk == again.pk
    assert len(events(first)) == 1
    assert opened(city, "c-2").pk != first.pk


def test_a_step_taken_twice_by_one_command_is_one_event(city: City) -> None:
    case = opened(city, "c-1")
    for _ in range(3):
        case = perform(case=case, step="publish", by=city.supervisor.actor, at=city.now, command_id="p-1")
    assert [e.type for e in events(case)] == ["call-drafted", "call-published"]
    assert case.version == 2


def test_a_command_number_that_stands_for_another_step_or_person_is_refused_and_not_taken_for_done(city: City) -> None:
    case = opened(city, "c-1")
    perform(case=case, step="publish", by=city.supervisor.actor, at=city.now, command_id="p-1")
    for step, by in (("close", city.bigdata), ("publish", city.bigdata)):
        with pytest.raises(Refused) as refused:
            perform(case=case, step=step, by=by.actor, at=city.now, command_id="p-1")
        assert codes(refused) == ["command-reused"]
    with pytest.raises(Refused) as refused:
        perform(case=case, step="publish", by=city.supervisor.actor, at=city.now, command_id="d-1")
    assert codes(refused) == ["wrong-state"]


def test_event_projection_and_outbox_leaf_are_written_together(city: City) -> None:
    case = published_call(city)
    assert Outbox.objects.filter(event__stream=case.stream).count() == case.version == 2
    assert case.procedure == "zones.call"
    assert case.number.startswith("ZJ-20260302-")


def test_a_step_that_does_not_exist_is_refused_by_name(city: City) -> None:
    with pytest.raises(Refused) as refused:
        city.act(opened(city, "c"), "teleport\0" * 50, city.bigdata)
    assert codes(refused) == ["unknown-step"]


def test_a_refused_step_changes_nothing_and_its_record_never_says_what_was_typed(city: City) -> None:
    case = opened(city, "c")
    with pytest.raises(Refused):
        city.act(case, "publish", city.operator, secret="私密")
    assert len(events(case)) == 1
    attempt = EventRecord.objects.get(stream=f"attempt-{case.pk}")
    assert (attempt.type, attempt.data) == ("step-refused", {"step": "publish", "reasons": ["wrong-role"]})
    assert attempt.organisation == str(city.organisations["operator"].pk)
    assert Outbox.objects.filter(event=attempt).exists()


def test_a_failing_projection_takes_the_event_and_the_leaf_back_with_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(city, "c")
    before = Outbox.objects.count()
    monkeypatch.setattr("shuzha.offices.zones.operations.calls.publish_notice", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        city.act(case, "publish", city.supervisor)
    case.refresh_from_db()
    assert (case.status, case.version, Outbox.objects.count()) == ("drafted", 1, before)


def test_deadlines_are_projected_with_whom_they_bind_and_when_they_end(city: City) -> None:
    case = applied_registration(city)
    (running,) = DeadlineRecord.objects.filter(case=case)
    assert (running.duty, running.who, running.organisation) == ("acceptance", "registrar", "")
    assert (running.started, running.last_day, running.discharged) == (date(2026, 3, 2), date(2026, 3, 5), False)
    city.act(case, "accept", city.registrar, agency=str(city.organisations["agency"].pk))
    acceptance, _, review = DeadlineRecord.objects.filter(case=case).order_by("duty")
    assert acceptance.discharged
    assert (review.organisation, review.last_day) == (str(city.organisations["registrar"].pk), date(2026, 4, 14))


def test_a_late_mark_stays_when_the_deadlines_are_written_afresh(city: City) -> None:
    case = applied_registration(city)
    DeadlineRecord.objects.filter(case=case).update(marked_late_at=city.now)
    city.advance(days=10)
    city.act(case, "accept", city.registrar, agency=str(city.organisations["agency"].pk))
    assert DeadlineRecord.objects.get(case=case, duty="acceptance").marked_late_at is not None


def test_every_state_of_a_whole_life_is_what_its_events_add_up_to(city: City) -> None:
    ordered(city)
    assert CaseRecord.objects.count() > 8
    assert list(unsupported_states()) == []
    for record in CaseRecord.objects.all():
        assert case_of(record).status == record.status


HOSTILE: list[Any] = [5, True, None, {}, [[]], [{}], "\0", "\ud800", "x" * 100_000, ["\0"], 2**70, -1, 1.5, {"a": {}}]


@pytest.mark.parametrize(
    ("procedure", "step", "by"),
    [
        ("zones.call", "draft", "bigdata"),
        ("zones.application", "apply", "operator"),
        ("zones.agreement", "draft", "bigdata"),
        ("zones.personnel", "file", "operator"),
        ("zones.resource", "describe", "provider"),
        ("zones.sharing", "apply", "operator"),
        ("zones.filing", "file", "operator"),
        ("zones.cutoff", "cut", "supervisor"),
        ("registry.registration", "apply", "operator"),
        ("market.listing", "list", "operator"),
        ("market.order", "place", "buyer"),
    ],
)
def test_whatever_is_sent_in_every_field_the_answer_is_a_refusal(
    city: City, procedure: str, step: str, by: str
) -> None:
    from shuzha.archive.cases.procedures import running

    names = [n.name for n in running(procedure).procedure.step(step).needs if hasattr(n, "name")]
    for value in HOSTILE:
        with pytest.raises(Refused) as refused:
            city.start(procedure, step, city.accounts[by], **dict.fromkeys(names, value))
        assert all(d.reason.zh and d.remedy.zh for d in refused.value.denials)


def test_a_wrong_reference_and_what_else_is_missing_are_named_together(city: City) -> None:
    with pytest.raises(Refused) as refused:
        city.start("zones.application", "apply", city.operator, call="no-such-call")
    assert {(d.code, d.field) for d in refused.value.denials} == {
        ("unknown-reference", "call"),
        ("field-missing", "plan"),
    }


def test_what_is_missing_is_completed_item_by_item(city: City) -> None:
    case = applied_registration(city, missing=("8-4", "8-5"))
    case = city.act(case, "ask-to-complete", city.registrar)
    assert [d["code"] for d in case.facts["denials"]] == ["materials-8-4", "materials-8-5"]
    case = city.act(case, "complete", city.operator, materials={"8-4": "补", "8-5": "补", "8-99": "x", "8-1": 5})
    assert set(case.facts["materials"]) == set(MATERIAL_ITEMS)
    case = city.act(case, "accept", city.registrar, agency=str(city.organisations["agency"].pk))
    assert case.status == "reviewing"
