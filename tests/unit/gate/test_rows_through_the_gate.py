"""Rows through the whole gate: asked for over its socket, recorded with their number, traced to who was given them."""

from __future__ import annotations

from typing import Any

import pytest
from gate_world import World

from shuzha.kernel.decision import Refused

SQL = "select person_no, district from people order by district limit 30"
pytestmark = pytest.mark.django_db(transaction=True)


def given_rows(world: World, grade: int = 1) -> World:
    from shuzha.archive.catalogue.models import Column
    from shuzha.archive.parties.models import Person

    world.grant.forms = ["rows", "statistics"]
    world.grant.save()
    decisions: list[dict[str, Any]] = [
        {
            "column": c["name"],
            "class": c["class"],
            "grade": grade if c["name"] in ("district", "person_no") else c["grade"],
            "treatment": c["treatment"],
            "confirmed_by": "王",
            "reason": "测试",
        }
        for c in world.profile["columns"]
    ]
    staging = world.client.upload(world.file(), "people.csv")
    world.client.commit(staging, str(world.resource.id), decisions, "person_no", "city-person")
    Column.objects.filter(resource=world.resource, name__in=["district", "person_no"]).update(grade=grade)
    world.grant.persons.add(Person.objects.create(sealed_name=b"y", real_name_checked_at=world.grant.starts))
    return world


def test_rows_leave_under_pseudonyms_and_are_recorded_and_traced(world: World) -> None:
    from shuzha.archive.cases.models import EventRecord

    given_rows(world)
    answer = world.query(SQL, form="rows")
    assert answer.table.num_rows == answer.meta["rows"] == 30
    assert answer.meta["cut"] is False
    pseudonyms = answer.table.column("person_no").to_pylist()
    assert not any(one.startswith("P0") for one in pseudonyms)
    event = EventRecord.objects.filter(type="use-released", person=world.person).latest("id")
    assert (event.data["form"], event.data["rows"]) == ("rows", 30)
    assert world.client.trace(pseudonyms) == {world.person: len(set(pseudonyms))}
    other = str(world.grant.persons.exclude(pk=world.person).get().pk)
    theirs = world.query(SQL, form="rows", actor=other).table
    assert theirs.column("district").to_pylist() == answer.table.column("district").to_pylist()
    assert not set(theirs.column("person_no").to_pylist()) & set(pseudonyms)


def test_rows_need_the_grade_the_grant_and_a_form_that_exists(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.query(SQL, form="rows")
    assert "form-not-allowed" in {d.code for d in refused.value.denials}
    given_rows(world, grade=2)
    with pytest.raises(Refused) as refused:
        world.query(SQL, form="rows")
    assert {d.code for d in refused.value.denials} == {"form-not-allowed"}
    with pytest.raises(Refused) as refused:
        world.query(SQL, form="everything")
    assert [d.field for d in refused.value.denials] == ["form"]


def test_a_days_rows_are_counted_from_the_record(world: World) -> None:
    from shuzha.archive.cases.models import EventRecord
    from shuzha.gate.archive_ports import ArchiveRows

    given_rows(world)
    for _ in range(2):
        world.query(SQL, form="rows")
    event = EventRecord.objects.filter(type="use-released").latest("id")
    rows = ArchiveRows()
    assert rows.rows_given(str(world.grant.id), world.person, event.at) == 60
    assert rows.rows_given(str(world.grant.id), "somebody-else", event.at) == 0
