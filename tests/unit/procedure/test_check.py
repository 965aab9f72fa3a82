"""The complete exploration: every procedure in force is sound, and each kind of defect is found and told as a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner

from shuzha.kernel.citation import Citation
from shuzha.kernel.deadline import Unit
from shuzha.kernel.text import Text
from shuzha.procedure.check import check
from shuzha.procedure.finding import paths
from shuzha.procedure.requirements import Checklist, Condition, Elapsed, Item, NotBy
from shuzha.procedure.words import Procedure, State, Step
from shuzha.regulations.beijing_2023.procedures.filing import FILING
from shuzha.regulations.procedures import all_procedures
from shuzha.site.cli import commands, law

CITES = (Citation("beijing-2023", 17),)


@pytest.mark.parametrize("procedure", all_procedures(), ids=lambda p: p.id)
def test_a_procedure_in_force_can_be_carried_out_as_written(procedure: Procedure) -> None:
    assert [f"{f.rule} {f.place}: {f.story.en}" for f in check(procedure)] == []


def test_every_procedure_that_an_office_runs_is_explored() -> None:
    from shuzha.archive.cases.procedures import all_running

    assert {run.procedure.id for run in all_running()} == {p.id for p in all_procedures()}


def with_step(name: str, **change: Any) -> Procedure:
    steps = tuple(replace(step, **change) if step.name == name else step for step in FILING.steps)
    return replace(FILING, steps=steps)


def with_duty(**change: Any) -> Procedure:
    return replace(FILING, duties=(replace(FILING.duties[0], **change),))


def condition(holds: Callable[[Any], bool], **change: Any) -> Condition:
    need = Condition("c", holds, Text("理由", "reason"), Text("办法", "remedy"), CITES)
    return replace(need, **change)


def extra(step: Step) -> Procedure:
    return replace(FILING, steps=(*FILING.steps, step))


ACKNOWLEDGE = FILING.step("acknowledge")
LIMIT = FILING.duties[0].limit
STUCK = replace(FILING, steps=tuple(s for s in FILING.steps if s.name != "correct"), duties=())
ROLE_GONE = replace(FILING, roles={k: v for k, v in FILING.roles.items() if k != "supervisor"})

DEFECTS: list[tuple[str, Procedure, str]] = [
    ("unreachable", replace(FILING, states=(*FILING.states, State("limbo", Text("悬置", "limbo")))), "limbo"),
    ("endless", STUCK, "returned"),
    ("final-but-left", extra(replace(ACKNOWLEDGE, name="again", event="e2", source=frozenset({"on-file"}))), "on-file"),
    ("ambiguous", extra(replace(ACKNOWLEDGE, name="acknowledge-too")), "acknowledge-too"),
    ("ambiguous", extra(replace(ACKNOWLEDGE, event="product-on-file-too", target="returned")), "acknowledge"),
    ("undefined-state", with_step("acknowledge", target="nowhere"), "acknowledge"),
    ("undefined-role", ROLE_GONE, "acknowledge"),
    ("undefined-role", with_duty(who="nobody"), "acknowledge-filing"),
    ("undefined-event", with_duty(done_by=frozenset({"product-lost"})), "acknowledge-filing"),
    ("undefined-event", with_step("acknowledge", needs=(NotBy("never", CITES),)), "acknowledge"),
    ("undefined-duty", with_step("acknowledge", needs=(Elapsed("eternity", CITES),)), "acknowledge"),
    ("undischargeable", with_duty(after=frozenset({"product-on-file"})), "acknowledge-filing"),
    ("unlimited", with_duty(limit=replace(LIMIT, parameter="no_such_days")), "acknowledge-filing"),
    ("unlimited", with_duty(limit=replace(LIMIT, unit=Unit.CALENDAR)), "acknowledge-filing"),
    ("no-consequence", with_duty(late=Text("", "")), "acknowledge-filing"),
    ("uncited", with_duty(limit=replace(LIMIT, cites=())), "acknowledge-filing"),
    ("own-review", with_step("acknowledge", needs=()), "acknowledge"),
    ("own-review", with_step("acknowledge", needs=(NotBy("filing-returned", CITES),)), "acknowledge"),
    ("wordless", with_step("return", said=Text("退回", "")), "return"),
    ("wordless", with_step("correct", needs=(condition(lambda s: False, remedy=Text("", "Do it")),)), "correct"),
    ("wordless", with_step("correct", needs=(Checklist("l", Text("表", "list"), (Item("a", Text("", ""), CITES, Text("补", "Bring it")),)),)), "correct"),
    ("uncited", with_step("return", cites=()), "return"),
    ("uncited", with_step("correct", needs=(condition(lambda s: True, cites=()),)), "correct"),
    ("unanswered", with_step("correct", needs=(condition(lambda s: s.command.data["unsaid"] > 0),)), "correct"),
    ("mute-refusal", with_step("correct", needs=(condition(lambda s: False, reason=Text("", "")),)), "correct"),
    ("nobody-may", with_step("correct", by=frozenset()), "correct"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "procedure", "place"), DEFECTS, ids=[f"{r}-{n}" for n, (r, _, _) in enumerate(DEFECTS)]
)
def test_a_planted_defect_is_found_where_it_stands_and_told_in_both_languages(
    rule: str, procedure: Procedure, place: str
) -> None:
    found = check(procedure)
    assert (rule, place) in {(f.rule, f.place) for f in found}
    for finding in found:
        assert finding.procedure == "zones.filing"
        assert finding.story.zh
        assert finding.story.en


def test_a_case_that_can_never_end_is_told_step_by_step() -> None:
    (finding,) = [f for f in check(STUCK) if f.rule == "endless"]
    assert finding.story.zh.startswith("运营单位提交定价及依据、场景、范围与方式；退回补正；")
    assert finding.story.zh.endswith("事项停在“退回补正”，再也无法办结")


def test_an_undefined_name_is_reported_alone_because_nothing_beyond_it_can_be_explored() -> None:
    assert {f.rule for f in check(ROLE_GONE)} == {"undefined-role"}


def test_the_way_to_a_state_is_the_shortest_one() -> None:
    assert [s.name for s in paths(FILING)["returned"]] == ["file", "return"]
    assert paths(FILING)[""] == ()


def test_a_procedure_that_nobody_opens_has_only_unreachable_states() -> None:
    closed = replace(FILING, steps=tuple(replace(s, needs=()) for s in FILING.steps[1:]), duties=())
    found = [f for f in check(closed) if f.rule == "unreachable"]
    assert len(found) == len(FILING.states)


def test_the_command_line_lists_every_procedure_and_succeeds_only_when_all_are_sound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound = CliRunner().invoke(commands, ["law", "check"])
    assert sound.exit_code == 0
    assert sound.output.count("✓") == len(all_procedures())
    module = __import__("sys").modules[law.callback.__module__]
    monkeypatch.setattr(module, "all_procedures", lambda: (STUCK,))
    broken = CliRunner().invoke(commands, ["law", "check"])
    assert broken.exit_code == 1
    assert "endless returned" in broken.output
    assert "再也无法办结" in broken.output


def test_what_takes_part_by_a_role_that_nobody_defined_is_reported() -> None:
    parties = MappingProxyType({"operator": "actor", "ghost": "actor"})
    assert ("undefined-role", "file") in {(f.rule, f.place) for f in check(with_step("file", takes_part=parties))}
