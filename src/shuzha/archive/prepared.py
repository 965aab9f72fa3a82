"""Statements that every case command repeats: written once, and parsed and planned once by PostgreSQL per connection.

Django composes a look-up anew at each call and puts the values into its text, so that the server plans it anew as well:
most of what a command costs. What is said here is the same statement for the same rows of the same models.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import AutoField, Field, Model

M = TypeVar("M", bound=Model)
# A statement is kept by the server from its third coming on: what comes once is not worth keeping.
_COMINGS = 2


@contextmanager
def prepared() -> Iterator[None]:
    """Within, values travel beside the statements of this thread's connection, and the server keeps what comes again.

    Outside it does not: a list's plan depends on the very word that is searched for.
    """
    connection.ensure_connection()
    server = connection.connection
    before = server.cursor_factory, server.prepare_threshold
    server.cursor_factory, server.prepare_threshold = ServerBindingCursor, _COMINGS
    try:
        yield
    finally:
        server.cursor_factory, server.prepare_threshold = before


class Rows(Generic[M]):
    """The rows of a model that fulfil one condition, written in SQL with a place for each value."""

    def __init__(self, model: type[M], condition: str) -> None:
        self._model, self._condition = model, condition

    def __call__(self, *given: Any) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(self._statement, given)
            found = cursor.fetchall()
        return [self._model.from_db(connection.alias, self._names, self._read(list(row))) for row in found]

    @cached_property
    def _fields(self) -> Sequence[Field[Any, Any]]:
        return self._model._meta.concrete_fields

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._fields]

    @cached_property
    def _statement(self) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        return f'SELECT {columns} FROM "{self._model._meta.db_table}" WHERE {self._condition}'  # noqa: S608

    @cached_property
    def _readers(self) -> list[tuple[int, Any]]:
        read = [(place, field.get_db_converters(connection)) for place, field in enumerate(self._fields)]
        return [(place, reader) for place, readers in read for reader in readers]

    def _read(self, row: list[Any]) -> list[Any]:
        for place, reader in self._readers:
            row[place] = reader(row[place], None, connection)
        return row


class Insert(Generic[M]):
    """Writes a new row of a model; a key that the database gives is not read back."""

    def __init__(self, model: type[M]) -> None:
        self._model = model

    def __call__(self, row: M) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self._statement, [_stored(field, row, adding=True) for field in self._fields])
        row._state.adding, row._state.db = False, connection.alias

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        return [field for field in self._model._meta.concrete_fields if not isinstance(field, AutoField)]

    @cached_property
    def _statement(self) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        places = ", ".join(["%s"] * len(self._fields))
        return f'INSERT INTO "{self._model._meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608


class Update(Generic[M]):
    """Writes the named fields of a row that is there."""

    def __init__(self, model: type[M], *names: str) -> None:
        self._model, self._wanted = model, names

    def __call__(self, row: M) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self._statement, [*(_stored(field, row) for field in self._fields), row.pk])

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        named = {field.name: field for field in self._model._meta.concrete_fields}
        return [named[name] for name in self._wanted]

    @cached_property
    def _statement(self) -> str:
        key, columns = self._model._meta.pk.column, ", ".join(f'"{field.column}" = %s' for field in self._fields)
        return f'UPDATE "{self._model._meta.db_table}" SET {columns} WHERE "{key}" = %s'  # noqa: S608


def _stored(field: Field[Any, Any], row: Model, *, adding: bool = False) -> Any:
    return field.get_db_prep_save(field.pre_save(row, adding), connection)
