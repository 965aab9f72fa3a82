"""Every refusal says by when: the last day of the duty that the step would discharge, of the period it meets, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from playing import MATERIALS, Play, moment, someone

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit, ends, opens, opens_after
from shuzha.procedure.answers import sample_case
from shuzha.procedure.deadlines import Standing, deadlines
from shuzha.procedure.decide import Refusal, Situation, barred, decide
from shuzha.procedure.finding import paths
from shuzha.procedure.requirements import Elapsed, Within
from shuzha.procedure.words import Case, Command, Procedure, Step
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.procedures import all_procedures

APPLICANT = someone("company", "applicant")
PRODUCT: dict[str, Any] = {
    "name_zh": "接口", "name_en": "API", "form": "interface", "source": "own", "scenario": "场景", "validity": "一年",
    "first": True, "joint": False, "materials": MATERIALS,
}  # fmt: skip


def applied(day: str) -> Play:
    play = Play(REGISTRATION)
    assert play.take("apply", APPLICANT, day, **PRODUCT) != "refused"
    return play


def publicised(day: str) -> Play:
    play = applied(day)
    play.take("accept", "registrar", agency="agency")
    play.take("technical-review", "registrar", passed=True, opinion="x")
    play.take("compliance-review", "agency", passed=True, opinion="x")
    assert play.take("publicise", "registrar") != "refused"
    return play


def only(play: Play) -> Deny:
    (denial,) = {denial.limit: denial for denial in play.denials}.values()
    return denial


@pytest.mark.parametrize(
    ("on", "last", "said"),
    [
        ("2026-02-13", "2026-02-25", "须于 2026-02-25 前办理（含当日）：出具受理意见"),  # across Spring Festival
        ("2026-09-29", "2026-10-09", "须于 2026-10-09 前办理（含当日）：出具受理意见"),  # across National Day
    ],
)
def test_a_step_that_a_duty_asks_for_is_refused_with_the_duty_s_last_day_and_its_articles(
    on: str, last: str, said: str
) -> None:
    play = applied(on)
    assert play.take("out-of-scope", "registrar", last) == "refused"
    limit = only(play).limit
    assert limit.words.zh == said
    assert limit.last_day == date.fromisoformat(last) == play.duty("acceptance").last_day
    assert [str(cite) for cite in limit.cites] == ["hainan-2023/10"]


@pytest.mark.parametrize("procedure", all_procedures(), ids=lambda p: f"{p.id}-{p.version}")
def test_wherever_a_running_duty_asks_for_a_step_whoever_may_take_it_is_told_a_last_day(procedure: Procedure) -> None:
    for path in paths(procedure).values():
        case = sample_case(procedure, path)
        at = case.history[-1].at if case.history else moment("2026-03-02")
        today = at.astimezone(CHINA).date()
        runs = deadlines(procedure, case, today, china_calendar())
        due = [run.duty for run in runs if not run.duty.waits and run.standing in (Standing.RUNNING, Standing.LATE)]
        owed = {event for duty in due for event in duty.done_by}
        for step, role in ((s, r) for s in open_somewhere(procedure, case) for r in sorted(s.by)):
            by = someone(procedure.roles[role].held_by, case.parties.get(role, f"party:{role}"))
            command = Command(step.name, by, at, {})
            outcome = decide(procedure, case, command, china_calendar())
            if (
                step.event in owed
                and isinstance(outcome, Refusal)
                and not barred(procedure, case, command, china_calendar())
            ):
                assert all(_dated(denial.limit) for denial in outcome.denials), (step.name, outcome.denials)


def _dated(limit: TimeLimit) -> bool:
    """A last day, or the first on which what cannot be done yet can be."""
    return limit.last_day is not None or "起可以办理" in limit.words.zh


def open_somewhere(procedure: Procedure, case: Case) -> list[Step]:
    return [step for step in procedure.steps if case.history and case.status in step.source]


def test_on_the_day_after_the_last_the_refusal_says_that_the_time_is_over() -> None:
    play = applied("2026-03-02")
    assert play.take("out-of-scope", "registrar", "2026-03-06") == "refused"
    assert only(play).limit.words.zh == "“出具受理意见”的期限已于 2026-03-05 届满，现在办理按逾期记录"
    assert "recorded as late" in only(play).limit.words.en


def test_where_no_duty_asks_for_the_step_the_refusal_says_that_no_limit_is_set() -> None:
    play = Play(REGISTRATION)
    assert play.take("apply", APPLICANT, "2026-03-02") == "refused"
    assert only(play).limit == NO_LIMIT


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-10"])
def test_a_period_that_still_runs_is_told_with_its_last_day(day: str) -> None:
    play = publicised("2026-03-02")
    assert play.take("authorise", "bureau", day) == "refused"
    assert only(play).limit.words.zh == "2026-03-10 届满，次日起可办理"
    assert only(play).limit.last_day == date(2026, 3, 10)
    assert play.take("authorise", "bureau", "2026-03-11") == "authorised"


def test_a_period_that_is_over_is_told_with_the_day_it_ended() -> None:
    play = publicised("2026-03-02")
    assert play.take("object", someone("company", "rival"), "2026-03-11", objection="x") == "refused"
    over = next(denial for denial in play.denials if denial.code == "publicity-over")
    assert over.limit.words.en == "It ended on 2026-03-10"


def test_whoever_may_not_take_the_step_learns_no_day_of_the_case() -> None:
    play = applied("2026-03-02")
    assert play.take("accept", "company") == "refused"
    assert only(play).limit == NO_LIMIT


def test_a_party_that_owes_something_else_is_told_until_when_whatever_it_tried() -> None:
    play = applied("2026-03-02")
    assert play.take("certify", "registrar", "2026-03-02") == "refused"
    assert only(play).code == "wrong-state"
    assert only(play).limit.words.zh == "须于 2026-03-05 前办理（含当日）：出具受理意见"
    assert play.take("authorise", "registrar", "2026-03-02") == "refused"
    assert only(play).limit.last_day == date(2026, 3, 5)
    for stranger in (someone("bureau"), someone("company", "rival"), APPLICANT):
        assert play.take("certify", stranger, "2026-03-02") == "refused"
        assert only(play).limit == NO_LIMIT
        assert play.take("accept", stranger, "2026-03-02") == "refused"
        assert only(play).limit == NO_LIMIT


def test_of_several_duties_of_its_own_the_first_to_end_is_told() -> None:
    play = applied("2026-03-02")
    play.take("accept", "registrar", agency="agency")
    assert play.take("certify", "registrar", "2026-03-02") == "refused"
    runs = deadlines(REGISTRATION, play.case, date(2026, 3, 2), china_calendar())
    own = [
        r.last_day for r in runs if r.duty.who == "registrar" and r.standing is Standing.RUNNING and not r.duty.waits
    ]
    assert only(play).limit.last_day == min(own)


def test_a_period_that_has_not_begun_is_told_with_what_begins_it() -> None:
    play = publicised("2026-03-02")
    case = replace(play.case, history=play.case.history[:-1])
    situation = Situation(
        REGISTRATION, case, Command("authorise", someone("bureau"), moment("2026-03-02"), {}), china_calendar()
    )
    for need in (Elapsed("publicity", ()), Within("publicity", (), Text("请", "Please"))):
        [denial] = need.unmet(situation)
        assert denial.limit.words.zh.startswith("自以下事项起算：")
        assert denial.limit.words.en.startswith(f"It runs from: {REGISTRATION.step('publicise').said.en}")
        assert denial.limit.last_day is None


@pytest.mark.parametrize(
    ("made", "zh", "last"),
    [
        (opens("2026-03-02"), "自 2026-03-02 起可以办理（含当日）", None),
        (opens_after("2026-02-28"), "自 2026-03-01 起可以办理（含当日）", None),
        (ends("2026-03-02", date(2026, 3, 2)), "2026-03-02 截止（含当日）", date(2026, 3, 2)),
        (ends("2026-03-02", date(2026, 3, 3)), "已于 2026-03-02 截止（含当日）", date(2026, 3, 2)),
    ],
)
def test_a_dated_condition_says_its_own_day_on_both_sides_of_it(made: TimeLimit, zh: str, last: date | None) -> None:
    assert (made.words.zh, made.last_day) == (zh, last)


@pytest.mark.parametrize("made", [opens(None), opens_after(""), ends("soon", date(2026, 3, 2))])
def test_what_has_no_day_sets_no_limit(made: TimeLimit) -> None:
    assert made == NO_LIMIT


def test_a_day_beyond_the_published_holidays_is_told_as_provisional() -> None:
    play = applied("2026-12-31")
    assert play.take("out-of-scope", "registrar", "2026-12-31") == "refused"
    assert only(play).limit.provisional
    assert only(play).limit.words.zh.endswith("（暂定）")
    assert only(play).limit.words.en.endswith("(provisional)")


def test_a_limit_survives_the_journey_as_json() -> None:
    play = applied("2026-03-02")
    play.take("out-of-scope", "registrar")
    denial = only(play)
    assert denial.limit != NO_LIMIT
    assert Deny.from_json(denial.as_json()) == denial
    older = {name: value for name, value in denial.as_json().items() if name != "limit"}
    assert Deny.from_json(older).limit == NO_LIMIT
