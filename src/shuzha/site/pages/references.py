"""The choices a form offers for a field, and what was chosen told by name, from the lists that the offices keep."""

from __future__ import annotations

from collections.abc import Iterable

from shuzha.archive.cases.offices import list_called
from shuzha.archive.cases.references import Asked, Named, Option
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field


def options(field: Field, asked: Asked) -> list[Option]:
    """What the field may be: the procedure's own choices, else those of the list it names; none without either."""
    if field.choices is not None:
        return [Option(value, title) for value, title in field.choices.items()]
    found = list_called(field.source)
    return list(found.options(asked)) if found else []


def name_all(field: Field, values: Iterable[object]) -> list[Named]:
    """The chosen things by name; a value nothing is known of is shown as it stands."""
    keys = [str(value) for value in values]
    if field.choices is not None:
        return [Named(field.choices.get(key, Text(key, key))) for key in keys]
    found = list_called(field.source)
    known = found.names(keys) if found else {}
    return [known.get(key, Named(Text(key, key))) for key in keys]
