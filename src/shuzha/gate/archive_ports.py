"""The archive as the enclave asks for it: grants as they stand this moment, leases, and a place for every judgement."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from shuzha.archive.cases.models import EventRecord
from shuzha.archive.cases.streams import append_next
from shuzha.archive.grants import models as grants
from shuzha.archive.parties.models import Person
from shuzha.enclave import words
from shuzha.enclave.ports import Judgement
from shuzha.enclave.vault.vault import Vault
from shuzha.gate.granted import granted_tables
from shuzha.gate.reasons import malformed, unknown
from shuzha.kernel.clock import CHINA, Clock


class ArchiveGrants:
    """Grants read from the archive at every call; what protects their tables, from the vault's own record."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def grant(self, grant_id: str) -> words.Grant:
        """The grant with its tables as they are now. Raises: Refused when there is none."""
        try:
            row = grants.Grant.objects.get(id=grant_id)
        except grants.Grant.DoesNotExist:
            raise unknown("grant") from None
        # only those whose real name was checked may process data
        persons = Person.objects.filter(grants=row, real_name_checked_at__isnull=False).values_list("id", flat=True)
        return words.Grant(
            id=str(row.id),
            operator=str(row.operator_id),
            persons=frozenset(str(person) for person in persons),
            purpose=row.purpose,
            tables=tuple(table.words for table in granted_tables(row, self._vault)),
            forms=frozenset(words.Form(form) for form in row.forms),
            not_before=row.starts,
            expires=row.expires,
            lease_id=lease_of(row.id, row.epoch),
            epoch=row.epoch,
        )

    def interface(self, interface_id: str) -> tuple[words.Interface, str]:
        """A reviewed interface and the identifier of the grant it stands on. Raises: Refused when there is none."""
        try:
            row = grants.Interface.objects.get(id=interface_id)
        except grants.Interface.DoesNotExist:
            raise unknown("interface") from None
        return words.Interface(str(row.id), row.template, parameters_of(row.parameters)), str(row.grant_id)

    def persons(self) -> list[uuid.UUID]:
        """Everyone ever registered under any grant."""
        return list(Person.objects.filter(grants__isnull=False).values_list("id", flat=True).distinct())

    def schema(self, grant_id: str) -> list[dict[str, Any]]:
        """The granted tables and columns with titles, types and grades: nothing else of the catalogue."""
        row = grants.Grant.objects.get(id=grant_id)
        return [table.described() for table in granted_tables(row, self._vault)]


class ArchiveLeases:
    """Whether a grant stands right now: read from the database every time, never remembered.

    A lease is one epoch of a grant: every halt and every lifting begins another, so that a stopped lease never resumes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def is_live(self, lease_id: str, epoch: int) -> bool:
        """Raises: whatever the database raises; the enclave takes that for no."""
        row = grants.Grant.objects.get(id=lease_id.partition(".")[0])
        return lease_id == lease_of(row.id, row.epoch) and row.epoch == epoch and row.live(self._clock.now())

    def dead(self, grant_id: str) -> list[str]:
        """The leases of the grant that stand no more: all but the present one, and that too if the grant is halted."""
        row = grants.Grant.objects.get(id=grant_id)
        return [lease_of(row.id, epoch) for epoch in range(row.epoch + (not row.live(self._clock.now())))]


def lease_of(grant_id: uuid.UUID, epoch: int) -> str:
    return f"{grant_id}.{epoch}"


class ArchiveJudgements:
    """Every outcome becomes an event on its grant's stream, with a leaf for the log, before the asker learns it."""

    def record(self, judgement: Judgement) -> None:
        cites = sorted({cite for deny in judgement.denials for cite in deny.cites})
        append_next(
            stream=f"use-{judgement.grant_id}",
            command_id=uuid.uuid4().hex,
            type=f"use-{judgement.outcome}",
            at=judgement.at,
            person=judgement.actor[:36],
            organisation=judgement.operator[:36],
            cites=cites,
            data=judgement.as_json(),
        )


class ArchiveRows:
    """The rows that people were given, counted from the recorded uses of the city's day."""

    def rows_given(self, grant_id: str, actor: str, at: datetime) -> int:
        day = at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        given = EventRecord.objects.filter(
            stream=f"use-{grant_id}", type="use-released", person=actor[:36], at__gte=day, data__form="rows"
        ).values_list("data__rows", flat=True)
        return sum(int(rows) for rows in given)


class VaultColumns:
    """The vault as the enclave's port."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def read_columns(self, resource_id: str, columns: Sequence[str], version: str) -> pa.Table:
        return self._vault.read(resource_id, columns, int(version))


def parameters_of(values: Iterable[Mapping[str, Any]]) -> tuple[words.Parameter, ...]:
    """Parameters from {name, kind: num|text|date, choices?, minimum?, maximum?}. Raises: Refused when malformed."""
    try:
        return tuple(
            words.Parameter(
                str(value["name"]),
                str(value["kind"]),
                tuple(_bound(value["kind"], choice) for choice in value.get("choices") or ()),
                _bound(value["kind"], value.get("minimum")),
                _bound(value["kind"], value.get("maximum")),
            )
            for value in values
        )
    except (KeyError, TypeError, ValueError):
        raise malformed("parameters") from None


def _bound(kind: str, value: Any) -> Any:
    return date.fromisoformat(value) if kind == "date" and value is not None else value
