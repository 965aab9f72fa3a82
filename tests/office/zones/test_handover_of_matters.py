"""When a zone is handed over, everything open in it goes along: at once, with an event in each matter, and no deadline moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from at_once import at_once
from city_life import City, application, sealed_resource
from refusing import refused
from test_assessment import opened as assessment
from test_consent import presented as consent
from test_inspection import planned as inspection
from test_partner import admitted as partner
from test_performance import offered as giveback
from test_security import incident
from test_supervision import account, drafted, interim_agreement, interim_zone, proposed
from test_ticket import reported as ticket

from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord, Message
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import all_running
from shuzha.archive.cases.queries import duties_of, open_to, visible_to
from shuzha.archive.evidence.audit import unsupported_states
from shuzha.kernel.decision import Refused
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.operations import handovers
from shuzha.procedure.words import STAYS, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(city: City, monkeypatch: pytest.MonkeyPatch) -> Any:
    """In force, in a zone that the authority supervises for the time being."""
    return city.act(interim_agreement(city, monkeypatch), "sign", city.operator)


def sharing(city: City, agreement: Any, scenario: str = "就业分析") -> Any:
    from shuzha.archive.catalogue.models import Resource

    resource = Resource.objects.filter(name="census_income").first() or sealed_resource(city)
    return city.start(
        "zones.sharing", "apply", city.operator, agreement=str(agreement.pk), purpose="employment", scenario=scenario,
        columns=[str(one.pk) for one in resource.columns.exclude(name="person_id")],
        forms=["statistics"], basis="statistics", persons=[str(city.analyst.person_id)],
    )  # fmt: skip


def personnel(city: City, agreement: Any) -> Any:
    filed = city.start(
        "zones.personnel", "file", city.operator,
        agreement=str(agreement.pk), person=str(city.analyst.person_id), post="数据分析",
    )  # fmt: skip
    return city.act(filed, "register", city.bigdata)


def started(city: City, agreement: Any) -> dict[str, Any]:
    """An open matter of nearly every kind that a supervisor may have before it."""
    registered = personnel(city, agreement)
    confirmed = city.act(sharing(city, agreement), "confirm", city.bigdata, assessment="同意")
    granted = city.act(confirmed, "approve", city.provider)
    return {
        "personnel": registered,
        "granted": granted,
        "sharing": sharing(city, agreement, "另一场景"),
        "ticket": ticket(city, granted.grant),
        "partner": partner(city, agreement),
        "giveback": giveback(city, agreement),
        "incident": incident(city, agreement, found_on=city.now.date().isoformat()),
        "inspection": inspection(city, agreement),
        "assessment": assessment(city, agreement),
        "consent": consent(city, agreement, scenarios=["employment"]),
    }


def accepted(city: City, agreement: Any) -> Any:
    zone = Zone.objects.get(call_id=agreement.facts["call"])
    return city.act(proposed(city, zone), "accept", city.second_supervisor)


def supervisors(matters: dict[str, Any]) -> set[str]:
    return set(
        CaseRecord.objects.filter(pk__in=[m.pk for m in matters.values()]).values_list("parties__supervisor", flat=True)
    )


def last_days(city: City) -> list[tuple[Any, str, date]]:
    return sorted(DeadlineRecord.objects.filter(case__final=False).values_list("case_id", "duty", "last_day"), key=str)


def only_supervising(city: City, name: str) -> Actor:
    """Someone of that organisation who acts as a supervisor and in nothing else."""
    return Actor(str(city.accounts[name].person_id), str(city.organisations[name].pk), frozenset({"supervisor"}))


def test_every_open_matter_of_the_zone_changes_supervisor_with_an_event_of_its_own(city: City, agreement: Any) -> None:
    matters = started(city, agreement)
    case = accepted(city, agreement)
    before = [one for one in last_days(city) if one[0] != case.pk]
    old, new = str(city.organisations["bigdata"].pk), str(city.organisations["second_supervisor"].pk)
    assert supervisors(matters) == {old}
    city.act(case, "announce", city.bigdata)
    assert supervisors(matters) == {new}
    for name, matter in matters.items():
        last = EventRecord.objects.filter(stream=matter.stream).latest("seq")
        assert last.type == "supervisor-changed", name
        assert {"beijing-2023/7", "local/11"} <= set(last.cites)
        status = matter.status
        matter.refresh_from_db()
        assert matter.status == status
        assert set(Message.objects.filter(case=matter).values_list("to", flat=True)) >= {old, new}
    assert [one for one in last_days(city) if one[0] != case.pk] == before
    assert not list(unsupported_states())


def test_the_old_supervisor_neither_sees_nor_acts_any_more_and_the_new_one_does(city: City, agreement: Any) -> None:
    matters = started(city, agreement)
    old, new = only_supervising(city, "bigdata"), only_supervising(city, "second_supervisor")
    asked = matters["sharing"]
    assert visible_to(old).filter(pk=asked.pk).exists()
    assert not visible_to(new).filter(pk=asked.pk).exists()
    assert duties_of(old).filter(case=asked).exists()
    city.act(accepted(city, agreement), "announce", city.bigdata)
    asked.refresh_from_db()
    assert not visible_to(old).filter(pk=asked.pk).exists()
    assert visible_to(new).filter(pk=asked.pk).exists()
    assert not duties_of(old).filter(case=asked).exists()
    assert duties_of(new).filter(case=asked).exists()
    assert not open_to(asked, old)
    with refused("not-a-party"):
        perform(case=asked, step="confirm", by=old, at=city.now, data={"assessment": "同意"})
    assert city.act(asked, "confirm", city.second_supervisor, assessment="同意").status == "confirmed"
    page = city.client("second_supervisor").get(f"/cases/{asked.pk}/").content.decode()
    assert "专区监管移交，监管部门变更" in page
    assert "变更监管部门" not in city.client("bigdata").get("/desk/").content.decode()


def test_what_is_closed_and_what_lies_in_another_zone_stays_as_it_was(city: City, agreement: Any) -> None:
    closed = giveback(city, agreement)
    city.act(closed, "accept", city.provider, use="月度统计")
    other = interim_zone(city)
    conditions = application(city, by="second")
    city.act(accepted(city, agreement), "announce", city.bigdata)
    old = str(city.organisations["bigdata"].pk)
    for matter in (closed, conditions, other.call):
        matter.refresh_from_db()
        assert matter.parties["supervisor"] == old
    other.refresh_from_db()
    assert str(other.supervisor_id) == old


def test_the_call_and_its_applications_go_along_before_there_is_an_agreement(city: City) -> None:
    call = city.act(drafted(city), "publish", account(city, "bigdata"))
    conditions = dict.fromkeys(_conditions(), "证明")
    asked = city.start(
        "zones.application", "apply", city.operator, call=str(call.pk), plan="方案", conditions=conditions
    )
    case = city.act(proposed(city, Zone.objects.get(call=call)), "accept", city.second_supervisor)
    city.act(case, "announce", city.bigdata)
    assert supervisors({"call": call, "asked": asked}) == {str(city.organisations["second_supervisor"].pk)}


def test_nobody_moves_a_single_matter_without_its_zone_s_handover(city: City, agreement: Any) -> None:
    asked = personnel(city, agreement)
    pending = accepted(city, agreement)
    other = interim_zone(city)
    done = city.act(city.act(proposed(city, other), "accept", city.second_supervisor), "announce", city.bigdata)
    for handover in (pending, done):
        with refused("unknown-reference"):
            city.act(asked, "change-supervisor", city.bigdata, handover=str(handover.pk))
    with refused("wrong-role"):
        city.act(asked, "change-supervisor", city.second_supervisor, handover=str(done.pk))


def test_a_handover_that_is_refused_moves_nothing(city: City, agreement: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    matters = started(city, agreement)
    case = accepted(city, agreement)

    def broken(**_: Any) -> None:
        raise RuntimeError("the notice could not be published")

    monkeypatch.setattr(handovers, "publish_notice", broken)
    with pytest.raises(RuntimeError):
        city.act(case, "announce", city.bigdata)
    assert supervisors(matters) == {str(city.organisations["bigdata"].pk)}
    assert not Message.objects.exists()


def test_every_matter_that_has_a_supervisor_can_change_it_in_every_state_but_the_last() -> None:
    for run in all_running():
        procedure = run.procedure
        if run.office.name != "zones" or not any("supervisor" in step.takes_part for step in procedure.steps):
            continue
        assert procedure in handovers.SUPERVISED
        step = procedure.step("change-supervisor")
        assert step.target == STAYS
        open_states = {state.name for state in procedure.states if not state.final}
        # An agreement that is being made or dealt with holds the handover up instead.
        assert step.source == (frozenset({"in-force"}) if procedure.id == "zones.agreement" else open_states)


@pytest.mark.django_db(transaction=True)
def test_a_step_of_the_old_supervisor_at_the_same_moment_comes_before_or_is_refused(city: City, agreement: Any) -> None:
    personnel(city, agreement)
    asked, case = sharing(city, agreement), accepted(city, agreement)
    old = only_supervising(city, "bigdata")
    confirmed, announced = at_once(
        lambda: perform(case=asked, step="confirm", by=old, at=city.now, data={"assessment": "同意"}),
        lambda: city.act(case, "announce", city.bigdata),
    )
    assert announced.status == "handed-over"
    types = list(EventRecord.objects.filter(stream=asked.stream).order_by("seq").values_list("type", flat=True))
    if isinstance(confirmed, Refused):
        assert [one.code for one in confirmed.denials] == ["not-a-party"]
        assert types[1:] == ["supervisor-changed"]
    else:
        assert types[-1] == "supervisor-changed"
        assert len(types) == 3
    asked.refresh_from_db()
    assert asked.parties["supervisor"] == str(city.organisations["second_supervisor"].pk)
    assert not list(unsupported_states())


@pytest.mark.django_db(transaction=True)
def test_a_matter_that_is_opened_at_the_same_moment_is_never_left_behind(city: City, agreement: Any) -> None:
    case = accepted(city, agreement)
    found_on = city.now.date().isoformat()
    *made, announced = at_once(
        *(lambda: incident(city, agreement, found_on=found_on) for _ in range(3)),
        lambda: city.act(case, "announce", city.bigdata),
    )
    assert announced.status == "handed-over"
    assert supervisors(dict(enumerate(made))) == {str(city.organisations["second_supervisor"].pk)}  # type: ignore[arg-type]


def _conditions() -> list[str]:
    from city_life import CONDITION_ITEMS

    return CONDITION_ITEMS
