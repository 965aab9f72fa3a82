"""The statements written once say exactly what Django's own would, and only a case command keeps them on the server."""

from __future__ import annotations

import uuid

import pytest
from city_life import City, application
from django.db import connection, models

from shuzha.archive.cases.models import CaseRecord, DeadlineRecord, EventRecord
from shuzha.archive.parties.models import Organisation
from shuzha.archive.prepared import Insert, Rows, Update, prepared

pytestmark = pytest.mark.django_db


def said(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("model", [CaseRecord, DeadlineRecord, EventRecord, Organisation])
@pytest.mark.parametrize("within", [False, True])
def test_rows_are_what_the_orm_reads(city: City, model: type[models.Model], within: bool) -> None:
    application(city)
    every = Rows(model, "TRUE ORDER BY id")
    wanted = [said(row) for row in model._default_manager.order_by("pk")]
    if within:
        with prepared():
            found = every()
    else:
        found = every()
    assert wanted
    assert [said(row) for row in found] == wanted
    assert not any(row._state.adding for row in found)


def test_an_inserted_and_an_updated_row_are_what_the_orm_would_have_written(city: City) -> None:
    case = application(city)
    twin = CaseRecord(**{**said(case), "id": uuid.uuid4(), "number": "又一件 2", "words": "?"})
    with prepared():
        Insert(CaseRecord)(twin)
    assert not twin._state.adding
    written = CaseRecord.objects.get(pk=twin.pk)
    assert said(written) == said(twin)
    assert CaseRecord.objects.get(words__matches="又一件") == twin

    twin.status, twin.facts, twin.title_zh = "elsewhere", {"列": [1, None, {"a": "“"}]}, "not written"
    with prepared():
        Update(CaseRecord, "status", "facts")(twin)
    changed = CaseRecord.objects.get(pk=twin.pk)
    assert said(changed) == {**said(twin), "title_zh": case.title_zh}
    assert said(CaseRecord.objects.get(pk=case.pk)) == said(case)


def test_a_key_that_the_database_gives_is_left_to_it(city: City) -> None:
    deadline = DeadlineRecord.objects.filter(case=application(city)).get()
    again = DeadlineRecord(**{**said(deadline), "id": None, "duty": "again"})
    Insert(DeadlineRecord)(again)
    assert DeadlineRecord.objects.get(duty="again").pk > deadline.pk


def test_the_server_keeps_statements_within_and_only_there(city: City) -> None:
    one = Rows(Organisation, "credit_code = %s")
    for _ in range(5):
        one("x")
    assert not kept()
    with prepared(), prepared():
        for _ in range(5):
            one("x")
    held = kept()
    assert len(held) == 1
    for _ in range(5):
        Organisation.objects.filter(credit_code="y").exists()
    assert kept() == held


def test_a_command_that_fails_leaves_the_connection_as_it_was(city: City) -> None:
    connection.ensure_connection()
    server = connection.connection
    before = server.cursor_factory, server.prepare_threshold
    with pytest.raises(ZeroDivisionError), prepared():
        raise ZeroDivisionError
    assert (server.cursor_factory, server.prepare_threshold) == before
