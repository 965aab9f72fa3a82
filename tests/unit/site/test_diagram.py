"""A procedure's drawing shows everything the procedure has, legibly, and the same each time."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest

from shuzha.procedure.diagram import BOX_HEIGHT, BOX_WIDTH, arrows, draw
from shuzha.procedure.layers import arrange
from shuzha.procedure.words import Procedure
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.cutoff import CUTOFF
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.local_rules.procedures.resource import RESOURCE
from shuzha.regulations.local_rules.procedures.trade import LISTING, ORDER

PROCEDURES = [AGREEMENT, APPLICATION, CUTOFF, REGISTRATION, RESOURCE, LISTING, ORDER]
both = pytest.mark.parametrize("language", ["zh-hans", "en"])
each = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.id)


@each
@both
def test_every_state_stands_in_it_by_its_title(procedure: Procedure, language: str) -> None:
    root = ElementTree.fromstring(draw(procedure, language))
    shown = {"".join(g.itertext()).replace(" ", "") for g in root.iter("g") if g.get("class") == "state"}
    assert shown == {state.title.in_(language).replace(" ", "") for state in procedure.states}


@each
def test_every_step_is_numbered_on_an_arrow(procedure: Procedure) -> None:
    numbers = {number for arrow in arrows(procedure) for number in arrow.numbers}
    assert numbers == set(range(1, len(procedure.steps) + 1))


@each
def test_no_two_states_overlap(procedure: Procedure) -> None:
    drawn = re.findall(r'<g class="state"><rect x="([\d.]+)" y="([\d.]+)"', draw(procedure, "zh-hans"))
    places = [(float(x), float(y)) for x, y in drawn]
    for (x1, y1), (x2, y2) in itertools.combinations(places, 2):
        assert abs(x1 - x2) >= BOX_WIDTH or abs(y1 - y2) >= BOX_HEIGHT


@each
def test_the_same_procedure_gives_the_same_picture(procedure: Procedure) -> None:
    assert draw(procedure, "en") == draw(procedure, "en")


@each
def test_it_needs_no_style_or_script_of_its_own(procedure: Procedure) -> None:
    assert not re.search(r"style=|<style|<script|\son\w+=", draw(procedure, "zh-hans"))


def test_arrows_point_down_but_for_those_that_close_a_circle() -> None:
    layout = arrange(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d"), ("c", "d")])
    row = {name: point.row for name, point in layout.points.items()}
    assert row["a"] < row["b"] < row["c"] < row["d"]
    assert [point.row for point in layout.route("c", "a")] == [2, 1, 0]
