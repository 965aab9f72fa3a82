"""Changed law: a case goes on under the version it was opened under, unless a new one says from which day it takes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from questions import FIRST, SECOND, THIRD

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.check import check
from shuzha.procedure.decide import decide, evolve
from shuzha.procedure.versions import changes, governing, shifts, stranded
from shuzha.procedure.words import Actor, Case, Command, Event, Procedure, State

VERSIONS = [FIRST, SECOND, THIRD]
DAY = date(2026, 9, 1)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda p: str(p.version))
def test_each_version_can_be_carried_out(version: Procedure) -> None:
    assert check(version) == ()


@pytest.mark.parametrize(
    ("opened", "at", "governs"),
    [
        (date(2025, 12, 1), date(2025, 12, 1), FIRST),
        (date(2026, 5, 31), date(2026, 5, 31), FIRST),
        (date(2026, 5, 31), date(2026, 6, 1), FIRST),
        (date(2026, 6, 1), date(2026, 6, 1), SECOND),
        (date(2026, 6, 1), date(2026, 9, 30), SECOND),
        (date(2026, 5, 31), date(2026, 9, 30), FIRST),
        (date(2026, 5, 31), date(2026, 10, 1), THIRD),
        (date(2026, 6, 1), date(2026, 10, 1), THIRD),
        (date(2026, 9, 1), date(2026, 9, 1), THIRD),
    ],
)
def test_the_version_follows_the_day_of_opening_and_the_rule_of_transition(
    opened: date, at: date, governs: Procedure
) -> None:
    assert governing([THIRD, FIRST, SECOND], opened, at) is governs


def test_a_rule_of_transition_before_the_version_s_own_day_waits_for_that_day() -> None:
    hasty = replace(SECOND, applies_to_running=date(2026, 1, 1))
    assert governing([FIRST, hasty], date(2026, 3, 1), date(2026, 5, 31)) is FIRST
    assert governing([FIRST, hasty], date(2026, 3, 1), date(2026, 6, 1)) is hasty


def test_an_event_names_its_version_by_instrument_and_day() -> None:
    assert [one.law_version for one in VERSIONS] == ["local@2026-01-01", "local@2026-06-01", "local@2026-09-01"]


def test_a_procedure_without_versions_governs_nothing() -> None:
    with pytest.raises(ValueError, match="one version"):
        governing([], DAY, DAY)


def told(old: Procedure, new: Procedure) -> list[tuple[str, str]]:
    return [(one.kind, one.told.en) for one in changes(old, new, DAY)]


def test_what_a_version_changes_is_told_step_by_step_and_duty_by_duty() -> None:
    assert told(FIRST, SECOND) == [
        ("step-added", "new step “Withdraw”"),
        ("duty-changed", "duty “Answer the question” changes: 10 working days → 5 working days"),
    ]
    assert told(SECOND, FIRST)[0] == ("step-removed", "step “Withdraw” is gone")
    assert told(FIRST, replace(FIRST, duties=())) == [("duty-removed", "duty “Answer the question” is gone")]
    assert told(replace(FIRST, duties=()), FIRST) == [("duty-added", "new duty “Answer the question”: 10 working days")]
    assert told(FIRST, FIRST) == []


def test_a_changed_step_says_in_what_it_changed() -> None:
    ask, answer = FIRST.steps
    other = replace(FIRST, steps=(ask, replace(answer, needs=(), by=frozenset({"company"}))))
    assert told(FIRST, other) == [("step-changed", "step “Answer” changes: who takes it, what it needs")]
    renamed = replace(FIRST, steps=(ask, replace(answer, title=Text("回", "Reply"))))
    assert told(FIRST, renamed) == [("step-changed", "step “Reply” changes: its wording")]
    assert changes(FIRST, renamed, DAY)[0].as_json()["told"]["zh"] == "步骤“回”改变：文字"


def asked() -> Case:
    by, at = Actor("p", "o", frozenset({"company"})), datetime(2026, 9, 21, 9, tzinfo=CHINA)
    event = decide(FIRST, Case(FIRST.id), Command("ask", by, at, {"question": "?"}), china_calendar())
    assert isinstance(event, Event)
    return evolve(FIRST, Case(FIRST.id), event)


def test_a_running_deadline_is_shown_under_both_versions_across_national_day() -> None:
    [shift] = shifts(FIRST, THIRD, asked(), date(2026, 10, 1), china_calendar())
    assert (shift.before, shift.after) == (date(2026, 10, 12), date(2026, 9, 23))
    assert shift.as_json()["before"] == "2026-10-12"
    assert shifts(FIRST, FIRST, asked(), date(2026, 10, 1), china_calendar()) == ()


def test_a_deadline_that_only_one_version_knows_has_no_other_day() -> None:
    [gone] = shifts(FIRST, replace(FIRST, duties=()), asked(), date(2026, 10, 1), china_calendar())
    assert (gone.before, gone.after) == (date(2026, 10, 12), None)
    [new] = shifts(replace(FIRST, duties=()), FIRST, asked(), date(2026, 10, 1), china_calendar())
    assert (new.before, new.as_json()["before"], new.after) == (None, None, date(2026, 10, 12))


def test_a_version_that_takes_over_cases_and_has_no_place_for_them_is_found() -> None:
    elsewhere = (State("received", Text("已收", "Received")), *THIRD.states[1:])
    homeless = replace(THIRD, states=elsewhere)
    [finding] = stranded(SECOND, homeless)
    assert (finding.rule, finding.place) == ("stranded", "asked")
    assert "待答复" in finding.story.zh
    assert not list(stranded(SECOND, THIRD))
    assert not list(stranded(SECOND, replace(homeless, applies_to_running=None)))
