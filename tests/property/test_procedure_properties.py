"""What holds of lots and of decisions whatever comes in."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playing import moment, someone

from shuzha.kernel.calendar import china_calendar
from shuzha.procedure.answers import sample_case
from shuzha.procedure.decide import Refusal, brought, decide, open_steps
from shuzha.procedure.finding import paths
from shuzha.procedure.lots import draw
from shuzha.procedure.words import Actor, Command, Procedure
from shuzha.regulations.procedures import all_procedures
from shuzha.regulations.roles import STANDINGS

NAMES = st.text(min_size=1, max_size=8)
POOLS = st.lists(NAMES, unique=True, min_size=1, max_size=30)


@given(POOLS, st.data())
def test_a_draw_depends_on_seed_pool_and_recusals_alone(pool: list[str], data: st.DataObject) -> None:
    recused = data.draw(st.lists(st.sampled_from(pool), unique=True, max_size=len(pool) - 1))
    count = data.draw(st.integers(1, len(pool) - len(recused)))
    seed = data.draw(st.text(max_size=70))
    result = draw(seed, pool, count, recused)
    shuffled = data.draw(st.permutations(pool))
    assert draw(seed, shuffled, count, set(recused)) == result
    assert len(set(result.drawn)) == count
    assert set(result.drawn) <= set(pool) - set(recused)


@given(POOLS, st.data())
def test_drawing_more_keeps_those_drawn_first(pool: list[str], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(pool)))
    assert draw("s", pool, count).drawn == draw("s", pool, len(pool)).drawn[:count]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)
SITUATIONS = [
    (procedure, path, step)
    for procedure in all_procedures()
    for path in paths(procedure).values()
    for step in procedure.steps
]


@given(st.sampled_from(SITUATIONS), st.sampled_from(sorted(STANDINGS)), st.data())
def test_whatever_anyone_brings_the_answer_is_an_event_or_a_refusal_with_reasons(
    where: tuple[Procedure, Any, Any], standing: str, data: st.DataObject
) -> None:
    procedure, path, step = where
    case = sample_case(procedure, path)
    roles = [name for name, role in procedure.roles.items() if role.held_by == standing]
    organisation = case.parties.get(roles[0], "x") if roles else "x"
    by = Actor("p", organisation, frozenset({standing}))
    names = [need.name for need in step.needs if hasattr(need, "name")]
    given_data = data.draw(st.dictionaries(st.sampled_from(names) if names else NAMES, JSON, max_size=6))
    command = Command(step.name, by, moment("2026-03-02"), brought(step, given_data))
    outcome = decide(procedure, case, command, china_calendar())
    if isinstance(outcome, Refusal):
        assert outcome.denials
        assert all(d.reason.zh and d.reason.en and d.remedy.zh and d.remedy.en and d.cites for d in outcome.denials)
    else:
        assert outcome.type in {s.event for s in procedure.steps if s.name == step.name}


@pytest.mark.parametrize("procedure", all_procedures(), ids=lambda p: p.id)
def test_a_step_is_open_to_someone_exactly_when_it_leaves_the_state_and_they_are_who_may_take_it(
    procedure: Procedure,
) -> None:
    for path, standing in itertools.product(paths(procedure).values(), STANDINGS):
        case = sample_case(procedure, path)
        by = someone(standing, "outsider")
        for step in open_steps(procedure, case, by):
            assert case.status in step.source if case.status else not step.source
            assert standing in {procedure.roles[role].held_by for role in step.by}
