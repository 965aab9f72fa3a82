"""Who may take which step when: the order of the answers, and what the case is afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from playing import CONDITIONS, Play, moment, someone

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.deadline import years_after
from shuzha.procedure.deadlines import Standing, deadlines
from shuzha.procedure.decide import Refusal, Situation, decide, evolve, open_steps
from shuzha.procedure.words import Actor, Case, Command, Event
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.local_rules.procedures.complaint import COMPLAINT

CARRIED = {"call_closes": "2026-03-30", "bigdata": "bigdata", "supervisor": "supervisor"}


@pytest.fixture
def submitted() -> Play:
    play = Play(APPLICATION)
    play.take("apply", someone("company", "a"), call="c", plan="方案", conditions=CONDITIONS, **CARRIED)
    return play


def test_whoever_may_not_take_a_step_is_told_that_alone_and_not_what_else_is_missing(submitted: Play) -> None:
    assert submitted.take("withhold", "government") == "refused"
    assert submitted.codes == ["wrong-state"]
    assert submitted.take("qualify", "company") == "refused"
    assert submitted.codes == ["wrong-role"]
    assert submitted.take("qualify", someone("bigdata", "elsewhere")) == "refused"
    assert submitted.codes == ["not-a-party"]


def test_a_refusal_for_the_state_names_the_state_and_one_for_the_role_names_who_may(submitted: Play) -> None:
    submitted.take("publish", "bigdata")
    assert submitted.denials[0].reason.zh == "本事项现为“待审核条件”，不能“向社会公开结果”"
    submitted.take("qualify", "company")
    assert "市大数据主管部门" in submitted.denials[0].reason.zh
    assert "Big data authority" in submitted.denials[0].reason.en


def test_a_case_not_yet_opened_is_spoken_of_as_such() -> None:
    play = Play(APPLICATION)
    assert play.take("qualify", "bigdata") == "refused"
    assert "尚未开始" in play.denials[0].reason.zh


def test_a_case_is_not_opened_twice(submitted: Play) -> None:
    assert submitted.take("apply", someone("company", "a"), call="c", plan="x") == "refused"
    assert submitted.codes == ["wrong-state"]


def test_a_person_with_several_standings_acts_in_the_one_the_step_asks_for(submitted: Play) -> None:
    many = Actor("p", "bigdata", frozenset({"company", "bigdata", "analyst"}))
    assert submitted.take("qualify", many) == "qualified"


def test_a_person_without_any_standing_takes_no_step_at_all(submitted: Play) -> None:
    nobody = Actor("p", "bigdata", frozenset())
    for step in APPLICATION.steps:
        assert submitted.take(step.name, nobody) == "refused"
    assert open_steps(APPLICATION, submitted.case, nobody) == ()


def test_a_step_that_the_procedure_does_not_know_is_an_error_of_the_program() -> None:
    command = Command("teleport", someone("company"), moment("2026-03-02"), {})
    with pytest.raises(LookupError, match="teleport"):
        decide(APPLICATION, Case("zones.application"), command, china_calendar())


def test_an_event_that_the_procedure_does_not_know_in_this_state_cannot_be_replayed(submitted: Play) -> None:
    with pytest.raises(LookupError, match="applied"):
        evolve(APPLICATION, submitted.case, submitted.case.history[0])


@pytest.mark.parametrize(("what", "name"), [("state", "limbo"), ("step", "leap"), ("duty", "none")])
def test_a_name_that_the_procedure_does_not_define_is_named_in_the_error(what: str, name: str) -> None:
    with pytest.raises(LookupError, match=name):
        getattr(APPLICATION, what)(name)


def test_open_steps_are_those_that_decide_would_not_bar(submitted: Play) -> None:
    assert {s.name for s in open_steps(APPLICATION, submitted.case, someone("bigdata"))} == {
        "qualify", "reject", "change-supervisor",
    }  # fmt: skip
    assert open_steps(APPLICATION, submitted.case, someone("company", "a")) == ()
    fresh = Case("zones.application")
    assert [s.name for s in open_steps(APPLICATION, fresh, someone("company"))] == ["apply"]


def test_the_event_keeps_what_was_decided_even_when_the_callers_data_changes_afterwards() -> None:
    data = {"call": "c", "plan": "方案"} | CARRIED
    command = Command("apply", someone("company"), moment("2026-03-02"), data)
    event = decide(APPLICATION, Case("zones.application"), command, china_calendar())
    assert isinstance(event, Event)
    data["plan"] = "改"
    assert event.data["plan"] == "方案"
    with pytest.raises(TypeError):
        event.data["plan"] = "改"  # type: ignore[index]


def test_a_value_refused_for_its_form_is_refused_once_and_no_condition_trips_over_it() -> None:
    command = Command("apply", someone("company"), moment("2026-03-02"), {"forms": 5, "grades": [2]})
    outcome = decide(SHARING, Case("zones.sharing"), command, china_calendar())
    assert isinstance(outcome, Refusal)
    assert [d.code for d in outcome.denials if d.field == "forms"] == ["field-malformed"]


def test_the_same_events_always_add_up_to_the_same_case(submitted: Play) -> None:
    submitted.take("qualify", "bigdata")
    again = Case("zones.application")
    for event in submitted.case.history:
        again = evolve(APPLICATION, again, event)
    assert again == submitted.case
    assert again.last("qualified") is submitted.case.history[-1]
    assert again.last("rejected", "applied") is submitted.case.history[0]
    assert again.last("never") is None


def test_the_day_of_a_step_is_the_day_in_china() -> None:
    command = Command("apply", someone("company"), moment("2026-03-02", 0, 30), {})
    assert Situation(APPLICATION, Case("x"), command, china_calendar()).today == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("signed", "years", "last_day"),
    [
        (date(2026, 3, 2), 5, date(2031, 3, 2)),
        (date(2028, 2, 29), 5, date(2033, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2026, 12, 31), 5, date(2031, 12, 31)),
    ],
)
def test_a_term_of_years_ends_on_the_corresponding_day_or_the_months_last(
    signed: date, years: int, last_day: date
) -> None:
    assert years_after(signed, years) == last_day


def test_deadlines_come_in_the_order_in_which_they_began_and_a_period_that_ran_out_owes_nothing() -> None:
    play = Play(REGISTRATION)
    data = {"name_zh": "x", "name_en": "x", "form": "report", "source": "own", "scenario": "x", "validity": "x"}
    materials = {f"8-{n}": "x" for n in range(1, 7)}
    play.take("apply", someone("company", "a"), "2026-03-02", **data, first=True, joint=False, materials=materials)
    play.take("accept", "registrar", "2026-03-03", agency="agency")
    play.take("technical-review", "registrar", passed=True, opinion="x")
    play.take("compliance-review", "agency", passed=True, opinion="x")
    play.take("publicise", "registrar", "2026-03-13")
    found = deadlines(REGISTRATION, play.case, date(2026, 3, 24), china_calendar())
    assert [d.duty.name for d in found] == ["acceptance", "acceptance-notice", "review", "publicity"]
    assert [d.standing for d in found] == [Standing.DONE, Standing.LATE, Standing.DONE, Standing.ELAPSED]
    assert play.duty("publicity", "2026-03-23").standing is Standing.RUNNING


def test_whoever_takes_an_unnamed_step_is_named_by_its_event_neither_as_person_nor_as_organisation() -> None:
    play = Play(COMPLAINT)
    asked = {"respondent": "r", "matter": "misuse", "facts": "x", "complainant": "p", "handler": "h"}
    assert play.take("complain", Actor("p", "o", frozenset({"anyone"})), **asked) == "made"
    made = play.case.history[0]
    assert (made.person, made.organisation) == ("", "")
    assert dict(play.case.parties) == {"handler": "h"}


@pytest.mark.parametrize("standing", sorted(COMPLAINT.roles["handler"].standings))
def test_a_role_that_several_standings_may_hold_is_open_to_each_of_them_at_the_appointed_body(standing: str) -> None:
    case = Case(
        COMPLAINT.id, "made", parties={"handler": "h"}, history=(Event("x", moment("2026-03-02"), "", "", (), {}),)
    )
    assert "accept" in {step.name for step in open_steps(COMPLAINT, case, Actor("p", "h", frozenset({standing})))}
    assert open_steps(COMPLAINT, case, Actor("p", "elsewhere", frozenset({standing}))) == ()
    assert open_steps(COMPLAINT, case, Actor("p", "h", frozenset({"company", "anyone"}))) == ()
