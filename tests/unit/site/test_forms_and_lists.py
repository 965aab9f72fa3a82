"""What the pages take for granted about the procedures: each list a field names exists, each course can be walked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import shuzha
from shuzha.archive.cases.offices import Office, all_offices, elsewhere, kind_of_notice, list_called, open_office
from shuzha.archive.cases.procedures import all_running
from shuzha.procedure.requirements import Field, Kind


def fields():
    for run in all_running():
        for step in run.procedure.steps:
            for need in step.needs:
                if isinstance(need, Field):
                    yield run.procedure.id, step, need


def test_every_list_that_a_field_names_is_kept_by_an_office() -> None:
    for procedure, step, field in fields():
        assert not field.source or list_called(field.source), (procedure, step.name, field.name)


def test_whoever_has_to_choose_is_offered_something_to_choose_from() -> None:
    for procedure, step, field in fields():
        if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.REFERENCE, Kind.REFERENCES):
            asked = not field.supplied and not elsewhere(procedure, step.name)
            assert field.choices or field.source or not asked, (procedure, step.name, field.name)


def test_every_procedure_has_a_course_that_its_steps_can_walk() -> None:
    for run in all_running():
        course = run.procedure.course
        starts = {step.target for step in run.procedure.steps if not step.source}
        assert course[0] in starts
        for before, after in pairwise(course):
            assert any(before in s.source and s.target == after for s in run.procedure.steps), (run.procedure.id, after)


def test_the_steps_with_a_page_of_their_own_exist() -> None:
    procedures = {run.procedure.id: run.procedure for run in all_running()}
    for office in all_offices():
        for procedure, step in office.elsewhere:
            assert procedures[procedure].step(step)


def test_no_office_takes_the_name_the_list_or_the_notice_of_another() -> None:
    zones = next(office for office in all_offices() if office.name == "zones")
    open_office(zones)
    for twice in (
        replace(zones),
        Office(name="other", overseers=frozenset(), lists={"calls": zones.lists["calls"]}),
        Office(name="other", overseers=frozenset(), notices={"call": zones.notices["call"]}),
    ):
        with pytest.raises(ValueError, match="two offices"):
            open_office(twice)
    assert len(all_offices()) == len({office.name for office in all_offices()})


def test_a_notice_of_a_kind_that_no_office_names_is_called_as_it_stands() -> None:
    assert kind_of_notice("call").en == "Call"
    assert kind_of_notice("unheard-of").zh == "unheard-of"


def test_no_page_of_the_site_and_no_room_of_the_archive_imports_an_office() -> None:
    """A new office is added by its folder and its name among the apps, addresses and routers."""
    root = Path(shuzha.__path__[0])
    paths = [*(root / "archive").rglob("*.py"), *(root / "site" / "pages").rglob("*.py")]
    assert [path.name for path in paths if "shuzha.offices" in path.read_text(encoding="utf-8")] == []
