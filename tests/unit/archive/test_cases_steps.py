"""Taking a step in the archive: once, by whom it may be, with what was really brought, all of it or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from city_life import (
    CLAUSE_ITEMS,
    CONDITION_ITEMS,
    MATERIAL_ITEMS,
    City,
    application,
    applied_registration,
    granted,
    listed,
    ordered,
    publicised_registration,
    published_call,
    registered_analyst,
    sealed_resource,
    selected_application,
    signed_agreement,
)

from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord, Outbox
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.cases.replay import case_of
from shuzha.archive.evidence.audit import unsupported_states
from shuzha.kernel.decision import Refused

pytestmark = pytest.mark.django_db
CALL = {
    "zone_zh": "甲", "zone_en": "A", "kind": "area", "conditions": "条件", "requirements": "要求",
}  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [denial.code for denial in refused.value.denials]


def events(case: CaseRecord) -> list[EventRecord]:
    return list(EventRecord.objects.filter(stream=case.stream).order_by("seq"))


def call_of(city: City) -> dict[str, Any]:
    return CALL | {"supervisor": str(city.organisations["supervisor"].pk)}


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


def test_what_a_step_does_not_declare_never_reaches_the_event(city: City) -> None:
    forged = {"call_closes": "2099-12-31", "bigdata": "x", "is_admin": True, "__class__": "x"}
    case = city.start("zones.call", "draft", city.bigdata, **call_of(city), **forged)
    assert not set(forged) & set(events(case)[0].data)


def refuses(city: City, code: str, procedure: str, step: str, by: Any, **data: Any) -> None:
    with pytest.raises(Refused) as refused:
        city.start(procedure, step, by, **data)
    assert code in codes(refused)


def test_an_application_cannot_extend_the_window_it_comes_too_late_for(city: City) -> None:
    call = published_call(city)
    city.advance(days=60)
    refuses(
        city, "window-closed", "zones.application", "apply", city.operator,
        call=str(call.pk), plan="方案", call_closes="2099-12-31", conditions=dict.fromkeys(CONDITION_ITEMS, "x"),
    )  # fmt: skip


def test_an_operator_that_was_not_selected_cannot_be_called_selected(city: City) -> None:
    submitted = application(city)
    refuses(
        city, "not-selected", "zones.agreement", "draft", city.bigdata,
        operator=str(submitted.pk), years=5, scope=["employment"], clauses=dict.fromkeys(CLAUSE_ITEMS, "x"), selected=True,
    )  # fmt: skip


def test_a_person_whose_name_was_not_verified_cannot_be_called_verified(city: City) -> None:
    from shuzha.archive.parties.models import Person

    agreement = signed_agreement(city)
    Person.objects.filter(pk=city.analyst.person_id).update(real_name_checked_at=None)
    person = str(city.analyst.person_id)
    filed = {"agreement": str(agreement.pk), "person": person, "post": "分析", "real_name": True}
    refuses(city, "not-real-name", "zones.personnel", "file", city.operator, **filed)
    someone_elses = filed | {"person": str(city.supervisor.person_id)}
    refuses(city, "not-real-name", "zones.personnel", "file", city.operator, **someone_elses)


def test_grades_provider_scope_and_registration_come_from_the_archive_and_not_from_the_applicant(city: City) -> None:
    agreement, resource = signed_agreement(city), sealed_resource(city)
    columns = [str(c.pk) for c in resource.columns.exclude(name="person_id")]
    forged = {
        "agreement_in_force": True, "agreement_scope": ["credit-scoring"], "grades": [1], "personal": False,
        "provider": str(city.organisations["operator"].pk), "providers": ["x"], "unregistered": [],
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        city.start(
            "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), columns=columns, purpose="credit-scoring",
            scenario="x", forms=["rows"], basis="none", persons=[str(city.analyst.person_id)], **forged,
        )  # fmt: skip
    assert set(codes(refused)) == {
        "purpose-outside-agreement", "person-not-registered", "form-not-for-grade", "no-basis",
    }  # fmt: skip
    registered_analyst(city, agreement)
    case = city.start(
        "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), columns=columns, purpose="employment",
        scenario="x", forms=["statistics"], basis="statistics", persons=[str(city.analyst.person_id)], **forged,
    )  # fmt: skip
    assert case.parties["provider"] == str(city.organisations["provider"].pk)
    assert (case.facts["grades"], case.facts["personal"]) == ([1, 2], True)


def test_the_office_that_checks_conditions_or_materials_cannot_supply_them(city: City) -> None:
    case = application(city, missing=("16-5",))
    with pytest.raises(Refused) as refused:
        city.act(case, "qualify", city.bigdata, conditions=dict.fromkeys(CONDITION_ITEMS, "代填"))
    assert codes(refused) == ["conditions-16-5"]
    registration = applied_registration(city, missing=("8-4",))
    agency = str(city.organisations["agency"].pk)
    materials = dict.fromkeys(MATERIAL_ITEMS, "代填")
    with pytest.raises(Refused) as refused:
        city.act(registration, "accept", city.registrar, agency=agency, materials=materials)
    assert codes(refused) == ["materials-8-4"]


def test_the_drawn_are_those_of_the_lots_and_not_those_the_officer_names(city: City) -> None:
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata, seed="chosen", drawn=["ZJ000"], recused=[], pool=["ZJ000"])
    assert len(case.facts["drawn"]) == 5
    assert len(case.facts["pool"]) == 20
    assert case.facts["seed"] != "chosen"


def test_an_expert_tied_to_the_applicant_is_recused(city: City) -> None:
    for expert in city.experts[:5]:
        expert.ties.add(city.organisations["operator"])
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    assert case.facts["recused"] == [e.number for e in city.experts[:5]]
    assert not set(case.facts["recused"]) & set(case.facts["drawn"])
    city.experts[5].ties.add(city.organisations["operator"])
    again = city.act(application(city), "qualify", city.bigdata)
    with pytest.raises(Refused) as refused:
        city.act(again, "draw", city.bigdata)
    assert codes(refused) == ["pool-too-small"]


def test_nobody_gives_an_opinion_under_a_drawn_experts_number(city: City) -> None:
    case = city.act(application(city), "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    outsider = next(e for e in city.experts if e.number not in case.facts["drawn"])
    with pytest.raises(Refused) as refused:
        city.act(case, "opine", outsider.account, expert=case.facts["drawn"][0], recommend=True, score=1, opinion="x")
    assert codes(refused) == ["not-drawn"]


def test_the_term_ends_when_the_law_says_whatever_the_operator_sends(city: City) -> None:
    selected = selected_application(city)
    case = city.start(
        "zones.agreement", "draft", city.bigdata,
        operator=str(selected.pk), years=5, scope=["employment"], clauses=dict.fromkeys(CLAUSE_ITEMS, "x"),
    )  # fmt: skip
    assert city.act(case, "sign", city.operator, ends="2099-12-31").facts["ends"] == "2031-03-02"


def test_a_grant_outlasts_neither_a_year_nor_the_agreement(city: City) -> None:
    assert granted(city).case.facts["expires"] == "2027-03-02"


def test_the_certificate_number_and_digest_are_the_registrys(city: City) -> None:
    case = publicised_registration(city)
    city.advance(days=20)
    case = city.act(case, "authorise", city.bureau)
    case = city.act(case, "certify", city.registrar, registration_number="HC-1", credential_sha256="0" * 64)
    assert case.facts["registration_number"] == "HC-SJCP-2026-000001"
    assert case.facts["credential_sha256"] != "0" * 64


def test_what_is_not_on_file_cannot_be_called_on_file_and_prices_are_those_filed(city: City) -> None:
    listing = listed(city)
    filing = str(listing.filing_id)
    refuses(city, "not-on-file", "market.listing", "list", city.second, filing=filing, on_file=True, certified=True)
    forged = {"price": 1, "seller": str(city.organisations["second"].pk), "listed": True}
    order = city.start("market.order", "place", city.buyer, listing=str(listing.pk), calls=10, use="x", **forged)
    assert (order.facts["price"], order.parties["seller"]) == (150, str(city.organisations["operator"].pk))


def test_a_statement_says_what_the_meter_counted_whatever_the_seller_sends(city: City) -> None:
    from shuzha.commons.metering.operations import count_delivery

    case = ordered(city, calls=10)
    for n in range(7):
        count_delivery(entitlement=case.entitlement, request_id=f"r{n}", at=city.now)
    case = city.act(case, "state", city.operator, delivered=10, amount=999_999)
    assert (case.facts["delivered"], case.facts["amount"]) == (7, 7 * 150)
    with pytest.raises(Refused):
        count_delivery(entitlement=case.entitlement, request_id="late", at=city.now)


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
