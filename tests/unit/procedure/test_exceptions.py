"""A rule that yields to labelled exceptions; two that could both apply cannot be loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from questions import FIRST

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.procedure.check import check
from shuzha.procedure.decide import Situation
from shuzha.procedure.exceptions import ANY, Exempt, Rule
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import Actor, Case, Command, Procedure

_14 = FIRST.instrument.article(3)
REASONED = Exempt("reasoned", Text("说明理由的", "With a reason"), (_14,), {"reason": ANY})


def exempt(label: str, **when: frozenset[str]) -> Exempt:
    return Exempt(label, Text("例外", "Exception"), (_14,), when)


def rule(*exceptions: Exempt) -> Rule:
    return Rule(
        "usual", lambda s: s.command.data.get("years") == 5, Text("与一般期限不同", "Not the usual term"),
        Text("采用一般期限或说明理由", "Use the usual term or give a reason"), (_14,), exceptions, "years",
    )  # fmt: skip


def denials(one: Rule, **data: Any) -> list[str]:
    command = Command("ask", Actor("p", "o", frozenset()), datetime(2026, 3, 2, tzinfo=CHINA), data)
    return [d.code for d in one.unmet(Situation(FIRST, Case(FIRST.id), command, china_calendar()))]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ({"years": 5}, []),
        ({"years": 5, "reason": "因"}, []),
        ({"years": 3, "reason": "因"}, []),
        ({"years": 3}, ["usual"]),
        ({"years": 3, "reason": " "}, ["usual"]),
        ({"years": 3, "reason": ["因"]}, ["usual"]),
        ({}, ["usual"]),
    ],
)
def test_the_rule_holds_unless_its_exception_takes_its_place(data: dict[str, Any], codes: list[str]) -> None:
    assert denials(rule(REASONED), **data) == codes


def test_the_exception_that_applies_is_known_by_its_label() -> None:
    one = rule(exempt("pilot", kind=frozenset({"pilot"})), exempt("legacy", kind=frozenset({"legacy", "old"})))
    assert getattr(one.exempting({"kind": "old"}), "label", "") == "legacy"
    assert one.exempting({"kind": "new"}) is None
    assert denials(one, kind="pilot") == []


@pytest.mark.parametrize(
    ("exceptions", "message"),
    [
        ((REASONED, exempt("pilot", kind=frozenset({"pilot"}))), "could both apply"),
        ((exempt("a", kind=frozenset({"x", "y"})), exempt("b", kind=frozenset({"y"}))), "could both apply"),
        ((exempt("a", kind=frozenset({"x"})), exempt("b", kind=ANY)), "could both apply"),
        ((exempt("a", kind=frozenset({"x"})), exempt("a", kind=frozenset({"y"}))), "are called"),
        ((exempt("always"),), "always"),
    ],
)
def test_exceptions_that_could_both_apply_or_always_do_cannot_be_loaded(
    exceptions: tuple[Exempt, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rule(*exceptions)


def asking(one: Rule) -> Procedure:
    ask, answer = FIRST.steps
    reason = Field("reason", Text("理由", "Reason"), Kind.LONG, (_14,), required=False)
    return replace(FIRST, steps=(replace(ask, needs=(*ask.needs, reason, one)), answer))


def test_an_exception_is_checked_like_everything_else_that_is_written_down() -> None:
    assert check(asking(rule(REASONED))) == ()
    [unknown] = check(asking(rule(exempt("a", other=ANY))))
    assert unknown.rule == "undefined-field"
    mute = replace(REASONED, title=Text("例外", " "))
    assert [one.rule for one in check(asking(rule(mute)))] == ["wordless"]
    assert [one.rule for one in check(asking(rule(replace(REASONED, cites=()))))] == ["uncited"]
