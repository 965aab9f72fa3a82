"""What a field may refer to: lists of choices for whoever is asked, and the names of what was chosen.

A procedure only names a list ("agreements"); the office that keeps such things says which rows that is, and which of
them this actor may choose. The procedure decides in the end: a list is a service to the reader, not a permission.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.parties.models import Account, Organisation, Person
from shuzha.kernel.text import Text

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    label: Text
    help: Text = _NOTHING


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its name, with the case that it is, or its page."""

    name: Text
    case: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, and when."""

    by: Account
    at: datetime

    @property
    def organisation(self) -> uuid.UUID:
        return self.by.organisation_id


Options = Callable[[Asked], Iterable[Option]]
Names = Callable[[list[str]], Mapping[str, Named]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that fields may name: its choices for whoever is asked, and the names of values that were chosen."""

    options: Options
    names: Names


def organisations(standing: str) -> Listed:
    """The organisations of one standing."""

    def options(asked: Asked) -> Iterable[Option]:
        for organisation in Organisation.objects.filter(standings__contains=[standing]).order_by("name_zh"):
            yield Option(str(organisation.pk), organisation.name)

    return Listed(options, organisation_names)


def cases(procedure: str, status: str, role: str = "") -> Listed:
    """The cases of a procedure in one state, the latest first; with `role`, those in which the asked one holds it."""

    def options(asked: Asked) -> Iterable[Option]:
        found = CaseRecord.objects.filter(procedure=procedure, status=status)
        if role:
            found = found.filter(**{f"parties__{role}": str(asked.organisation)})
        return case_options(found.order_by("-opened_at")[:500])

    return Listed(options, case_names)


def case_options(found: Iterable[CaseRecord]) -> Iterable[Option]:
    return [Option(str(case.pk), case.title, Text(case.number, case.number)) for case in found]


def organisation_names(keys: list[str]) -> Mapping[str, Named]:
    return {str(o.pk): Named(o.name) for o in Organisation.objects.filter(pk__in=uuids(keys))}


def person_names(keys: list[str]) -> Mapping[str, Named]:
    return {str(p.pk): Named(Text(p.name, p.name)) for p in Person.objects.filter(pk__in=uuids(keys)) if p.name}


def case_names(keys: list[str]) -> Mapping[str, Named]:
    """Cases by their identifiers; where a preparation has put a party in their place, by that organisation's name."""
    found = {str(c.pk): Named(c.title, str(c.pk)) for c in CaseRecord.objects.filter(pk__in=uuids(keys))}
    return {**organisation_names(keys), **found}


def numbered_case_names(keys: list[str]) -> Mapping[str, Named]:
    """Cases by their numbers."""
    return {c.number: Named(c.title, str(c.pk)) for c in CaseRecord.objects.filter(number__in=keys)}


def as_they_stand(keys: list[str]) -> Mapping[str, Named]:
    """Values that are their own names (a certificate's number)."""
    return {}


def uuids(keys: Iterable[str]) -> list[uuid.UUID]:
    """The identifiers among the keys."""
    found = []
    for key in keys:
        try:
            found.append(uuid.UUID(key))
        except ValueError:
            continue
    return found


# The lists that belong to no office: who holds a standing.
EVERYWHERE: Mapping[str, Listed] = {
    "supervisors": organisations("supervisor"),
    "departments": organisations("provider"),
    "companies": organisations("company"),
    "agencies": organisations("agency"),
}
