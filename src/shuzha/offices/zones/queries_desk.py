"""Reading for the analyst's desk: one's own grants, what they give, examples to begin with, one's own history."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from shuzha.archive.catalogue.models import Column
from shuzha.archive.grants.models import Grant, Interface
from shuzha.archive.parties.models import Account
from shuzha.kernel.text import Text
from shuzha.offices.zones import queries_catalogue
from shuzha.offices.zones.models import Zone
from shuzha.offices.zones.queries_board import GROUNDS, HaltView

_NUMBERS = ("int", "double", "float", "decimal")


@dataclass(frozen=True, slots=True)
class DeskColumn:
    """A granted column as the schema tree shows it."""

    column: Column
    class_title: Text
    identifies: bool


@dataclass(frozen=True, slots=True)
class DeskTable:
    """A granted table with its granted columns."""

    name: str
    title: Text
    rows: int | None
    columns: list[DeskColumn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with; one of them shows what is refused."""

    title: Text
    sql: str
    refused: bool = False


def own_grants(account: Account, at: datetime) -> list[Grant]:
    """The grants under which this person may process data: registered on them, and not expired; halted ones too."""
    return list(
        Grant.objects.filter(operator_id=account.organisation_id, persons=account.person_id, expires__gt=at)
        .select_related("case", "agreement", "operator")
        .order_by("-starts", "id")
    )


def halts_of(grant: Grant) -> list[HaltView]:
    """What halts the grant now, with what that means."""
    standing = grant.halts.filter(lifted_at=None).select_related("case").order_by("at")
    return [HaltView(halt, *GROUNDS[halt.ground], stopped=None) for halt in standing]


def tables_of(grant: Grant) -> list[DeskTable]:
    """The granted tables and columns, as the catalogue describes them."""
    found: dict[uuid.UUID, DeskTable] = {}
    for column in grant.columns.select_related("resource").order_by("resource__name", "position"):
        resource = column.resource
        table = found.setdefault(resource.id, DeskTable(resource.name, resource.title, resource.rows))
        identifies = column.treatment == Column.Treatment.PSEUDONYMISE or column.name == resource.unit_column
        code = column.confirmed_class or column.suggested_class
        table.columns.append(DeskColumn(column, queries_catalogue.class_title(code), identifies))
    return list(found.values())


def examples_for(tables: Iterable[DeskTable]) -> list[Example]:
    """For each table two queries that can be released, and for the first one that cannot."""
    found: list[Example] = []
    for table in tables:
        open_columns = [c.column for c in table.columns if not c.identifies]
        numbers = [c for c in open_columns if c.type.startswith(_NUMBERS)]
        groups = [c for c in open_columns if c not in numbers] or numbers[:1]
        if not groups:
            continue
        found += _examples(table, groups[0], next((n for n in numbers if n is not groups[0]), None))
    return [*found, *_refused(found)]


def _examples(table: DeskTable, group: Column, number: Column | None) -> list[Example]:
    name, key = _quoted(table.name), _quoted(group.name)
    counted = f"SELECT {key}, count(*) AS n\nFROM {name}\nGROUP BY {key}\nORDER BY n DESC"
    found = [Example(Text(f"按{group.title.zh}计数", f"Count by {group.title.en}"), counted)]
    if number is not None:
        mean = f"SELECT {key}, count(*) AS n, avg({_quoted(number.name)}) AS mean\nFROM {name}\nGROUP BY {key}\nORDER BY mean DESC"
        title = Text(f"{number.title.zh}均值（按{group.title.zh}）", f"Mean {number.title.en} by {group.title.en}")
        found.append(Example(title, mean))
    return found


def _refused(found: list[Example]) -> list[Example]:
    if not found:
        return []
    table = found[0].sql.split("FROM ")[1].split("\n")[0]
    return [
        Example(Text("逐行导出（会被拒绝）", "Dump rows (will be refused)"), f"SELECT *\nFROM {table}\nLIMIT 10", True)
    ]


def _quoted(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '""') + '"'


def interfaces_for(account: Account) -> QuerySet[Interface]:
    """The interfaces this account may see: its own company's, those of zones it supervises, those over its own data."""
    rows = Interface.objects.select_related("grant__operator", "grant__agreement", "reviewed_by").order_by(
        "-reviewed_at"
    )
    standings = set(account.standings)
    if standings & {"bigdata", "registrar", "bureau"}:
        return rows
    seen = Q(grant__operator_id=account.organisation_id)
    if "supervisor" in standings:
        zones = Zone.objects.filter(supervisor_id=account.organisation_id).exclude(agreement=None)
        seen |= Q(grant__agreement_id__in=zones.values("agreement_id"))
    if "provider" in standings:
        seen |= Q(grant__in=Grant.objects.filter(columns__resource__publisher_id=account.organisation_id))
    return rows.filter(seen)


def interface_grants(account: Account, at: datetime) -> list[Grant]:
    """The grants on which this account may make interfaces: its company's on which this person is registered."""
    registered = Grant.objects.filter(persons=account.person_id)
    return [grant for grant in company_interface_grants(account, at) if registered.filter(pk=grant.pk).exists()]


def company_interface_grants(account: Account, at: datetime) -> list[Grant]:
    """The grants on which someone of this account's company may make interfaces: in force, with that form of use."""
    if not {"company", "analyst"} & set(account.standings):
        return []
    rows = Grant.objects.filter(operator_id=account.organisation_id, expires__gt=at, forms__contains=["interface"])
    return [grant for grant in rows.order_by("-starts", "id") if grant.live(at)]


def shape_of(parameter: dict[str, Any]) -> Text:
    """A parameter's domain in words."""
    if parameter.get("choices"):
        listed = "、".join(str(choice) for choice in parameter["choices"])
        return Text(f"可选：{listed}", f"One of: {listed}")
    low, high = parameter.get("minimum"), parameter.get("maximum")
    return Text(f"{low} 至 {high}", f"{low} to {high}")
