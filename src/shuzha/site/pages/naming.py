"""The names of what a field refers to: a case by its title, a column by its resource, a person only by way of its case."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.catalogue.models import Column
from shuzha.archive.grants.models import Grant, Interface
from shuzha.archive.parties.models import Organisation, Person
from shuzha.kernel.text import Text
from shuzha.offices.market.models import Listing
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.purposes import PURPOSES
from shuzha.procedure.requirements import Field


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its name, with the case that it is, or its page."""

    name: Text
    case: str = ""
    url: str = ""


def name_all(field: Field, values: Iterable[object]) -> list[Named]:
    """The chosen things by name; a value nothing is known of is shown as it stands."""
    keys = [str(value) for value in values]
    if field.choices is not None:
        return [Named(field.choices.get(key, Text(key, key))) for key in keys]
    known = _NAMES.get(field.source or field.name, _as_it_stands)(keys)
    return [known.get(key, Named(Text(key, key))) for key in keys]


def _organisations(keys: list[str]) -> Mapping[str, Named]:
    return {str(o.pk): Named(o.name) for o in Organisation.objects.filter(pk__in=_uuids(keys))}


def _cases(keys: list[str]) -> Mapping[str, Named]:
    """Cases by their identifiers; where a preparation has put a party in their place, by that organisation's name."""
    found = {str(c.pk): Named(c.title, str(c.pk)) for c in CaseRecord.objects.filter(pk__in=_uuids(keys))}
    return {**_organisations(keys), **found}


def _products(keys: list[str]) -> Mapping[str, Named]:
    return {c.number: Named(c.title, str(c.pk)) for c in CaseRecord.objects.filter(number__in=keys)}


def _persons(keys: list[str]) -> Mapping[str, Named]:
    return {str(p.pk): Named(Text(p.name, p.name)) for p in Person.objects.filter(pk__in=_uuids(keys)) if p.name}


def _columns(keys: list[str]) -> Mapping[str, Named]:
    found = Column.objects.select_related("resource").filter(pk__in=[int(k) for k in keys if k.isdecimal()])
    return {
        str(c.pk): Named(Text(f"{c.resource.title_zh} · {c.title.zh}", f"{c.resource.title_en} · {c.title.en}"))
        for c in found
    }


def _purposes(keys: list[str]) -> Mapping[str, Named]:
    return {code: Named(title) for code, title in PURPOSES.items()}


def _grants(keys: list[str]) -> Mapping[str, Named]:
    found = Grant.objects.select_related("operator").filter(pk__in=_uuids(keys))
    return {
        str(g.pk): Named(
            Text(f"{g.operator.name_zh} · {g.purpose_zh}", f"{g.operator.name_en} · {g.purpose_en}"),
            str(g.case_id),
        )
        for g in found
    }


def _interfaces(keys: list[str]) -> Mapping[str, Named]:
    return {str(i.pk): Named(i.title) for i in Interface.objects.filter(pk__in=_uuids(keys))}


def _listings(keys: list[str]) -> Mapping[str, Named]:
    return {str(one.pk): Named(one.name) for one in Listing.objects.filter(pk__in=_uuids(keys))}


def _zones(keys: list[str]) -> Mapping[str, Named]:
    found = Zone.objects.filter(pk__in=_uuids(keys))
    return {str(zone.pk): Named(zone.name, url=f"/zones/{zone.pk}/") for zone in found}


def _as_it_stands(keys: list[str]) -> Mapping[str, Named]:
    return {}


_NAMES: Mapping[str, Callable[[list[str]], Mapping[str, Named]]] = {
    "supervisors": _organisations,
    "agencies": _organisations,
    "companies": _organisations,
    "delegations": _products,
    "certificates": _as_it_stands,
    "own-certificates": _as_it_stands,
    "calls": _cases,
    "selected-applicants": _cases,
    "agreements": _cases,
    "own-filings": _cases,
    "staff": _persons,
    "personnel": _persons,
    "columns": _columns,
    "purposes": _purposes,
    "scope": _purposes,
    "products": _products,
    "listings": _listings,
    "live-grants": _grants,
    "interfaces": _interfaces,
    "interim-zones": _zones,
    "handovers": _cases,
    "vacant-zones": _zones,
    "departments": _organisations,
    "running-agreements": _cases,
    "own-agreements": _cases,
    "supplements": _cases,
    "own-partners": _cases,
    "own-grants": _grants,
    "ended-grants": _grants,
    "inspections": _cases,
    "assessments": _cases,
    "indicators": _cases,
}


def _uuids(keys: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for key in keys:
        try:
            found.append(uuid.UUID(key))
        except ValueError:
            continue
    return found
