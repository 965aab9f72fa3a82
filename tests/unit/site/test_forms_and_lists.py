"""What the pages take for granted about the procedures: each list a field names exists, each main line can be walked."""

from __future__ import annotations

from itertools import pairwise

from shuzha.archive.cases.procedures import all_running, running
from shuzha.procedure.requirements import Field, Kind
from shuzha.site.pages.cases import ELSEWHERE
from shuzha.site.pages.course import MAIN_LINE
from shuzha.site.pages.forms import FILLED
from shuzha.site.pages.naming import _NAMES
from shuzha.site.pages.sources import SOURCES


def fields():
    for run in all_running():
        for step in run.procedure.steps:
            for need in step.needs:
                if isinstance(need, Field):
                    yield run.procedure.id, step.name, need


def test_every_list_that_a_field_names_exists_and_its_entries_have_names() -> None:
    named = {field.source for _, _, field in fields() if field.source}
    assert named <= set(SOURCES)
    assert named <= set(_NAMES)


def test_whoever_has_to_choose_is_offered_something_to_choose_from() -> None:
    for procedure, step, field in fields():
        if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.REFERENCE, Kind.REFERENCES):
            offered = field.choices or field.source or field.name == "scope"
            asked = not field.supplied and (procedure, step) not in ELSEWHERE
            assert offered or not asked, (procedure, step, field.name)


def test_what_the_archive_fills_in_is_really_asked_for_by_that_step() -> None:
    for (procedure, step), names in FILLED.items():
        asked = {n.name for n in running(procedure).procedure.step(step).needs if isinstance(n, Field)}
        assert names <= asked


def test_every_procedure_has_a_main_line_that_its_steps_can_walk() -> None:
    for run in all_running():
        line = MAIN_LINE[run.procedure.id]
        starts = {step.target for step in run.procedure.steps if not step.source}
        assert line[0] in starts
        for before, after in pairwise(line):
            assert any(before in s.source and s.target == after for s in run.procedure.steps), (run.procedure.id, after)
