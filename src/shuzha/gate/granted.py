"""The tables of a grant as they may be used: what the catalogue names, under the terms that the gate itself recorded.

The web process can write the catalogue. It may therefore only take away: a column it does not name, drops or has no
grade for is absent, a higher grade wins. What a row is about, in which population, types, treatments and the version
come from the vault's sealed record alone; a resource without one is absent.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.grants.models import Grant
from shuzha.enclave import words
from shuzha.enclave.intake.commit import UNIT
from shuzha.enclave.intake.terms import ColumnTerms, Terms
from shuzha.enclave.judge.masks import MASKS
from shuzha.enclave.vault.vault import Vault

log = logging.getLogger(__name__)

_DUCKDB = {
    "int64": "BIGINT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "date32[day]": "DATE",
    "timestamp[us]": "TIMESTAMP",
    "time64[us]": "TIME",
}
_DECIMAL = re.compile(r"^decimal128\((\d+), (\d+)\)$")


@dataclass(frozen=True, slots=True)
class GrantedTable:
    """A table as the enclave speaks of it, and the catalogue's entries that a schema shows beside it."""

    words: words.Table
    resource: Resource
    entries: tuple[Column, ...]
    rows: int

    def described(self) -> dict[str, Any]:
        """What a person registered under the grant is shown of it."""
        return {
            "name": self.words.name,
            "title": self.resource.title.as_json(),
            "rows": self.rows,
            "columns": [
                {
                    "name": column.name,
                    "title": entry.title.as_json(),
                    "type": column.type,
                    "grade": int(column.grade),
                    "identifies_unit": column.identifies_unit,
                }
                for entry, column in zip(self.entries, self.words.columns, strict=True)
            ],
        }


def granted_tables(grant: Grant, vault: Vault) -> Iterator[GrantedTable]:
    """Every granted table that the gate has terms for. Raises: Tampered when a record was altered."""
    for resource, entries in _named(grant):
        identifier = str(resource.id)
        try:
            version = vault.newest(identifier)
            terms = Terms.from_json(vault.terms(identifier, version))
        except LookupError:
            log.warning("resource %s is granted, but the gate has no terms for it", identifier)
            continue
        held = [(entry, own) for entry in entries if (own := _agreed(entry, terms)) is not None]
        if held:
            table = words.Table(
                name=resource.name,
                resource_id=identifier,
                columns=tuple(_column(entry, own, terms) for entry, own in held),
                unit=UNIT,
                domain=terms.domain,
                one_row_per_unit=terms.rows == terms.units,
                version=str(version),
            )
            yield GrantedTable(table, resource, tuple(entry for entry, _ in held), terms.rows)


def _named(grant: Grant) -> list[tuple[Resource, list[Column]]]:
    rows = (
        Column.objects.filter(grants=grant, resource__status=Resource.Status.SEALED, grade__isnull=False)
        .select_related("resource")
        .order_by("resource__name", "position")
    )
    found: dict[uuid.UUID, tuple[Resource, list[Column]]] = {}
    for column in rows:
        found.setdefault(column.resource_id, (column.resource, []))[1].append(column)
    return list(found.values())


def _agreed(entry: Column, terms: Terms) -> ColumnTerms | None:
    """The stored column that the catalogue's entry names, unless the two differ in how it was treated."""
    own = terms.column(entry.name)
    return own if own is not None and own.treatment == entry.treatment else None


def _column(entry: Column, own: ColumnTerms, terms: Terms) -> words.Column:
    pseudonym = own.treatment == Column.Treatment.PSEUDONYMISE
    return words.Column(
        own.name,
        "VARCHAR" if pseudonym else duckdb_type(own.type),
        words.Grade(max(own.grade, entry.grade or 0)),
        identifies_unit=pseudonym or own.name == terms.unit_column,
        unique=own.unique,
        nullable=own.nullable,
        mask=own.kind if own.kind in MASKS and not (pseudonym or own.name == terms.unit_column) else "",
    )


def duckdb_type(arrow: str) -> str:
    """DuckDB's name for a stored column's Arrow type. Raises: LookupError for a type intake never stores."""
    if decimal := _DECIMAL.match(arrow):
        return f"DECIMAL({decimal[1]},{decimal[2]})"
    if arrow.startswith("timestamp[us, tz="):
        return "TIMESTAMP WITH TIME ZONE"
    return _DUCKDB[arrow]
