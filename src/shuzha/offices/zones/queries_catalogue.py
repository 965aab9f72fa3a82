"""Reading the catalogue: which resources there are, and what is in them column by column. It is public; no row is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from shuzha.archive.cases.procedures import running_for
from shuzha.archive.cases.replay import case_of
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.parties.models import Account
from shuzha.enclave.intake.classes import CLASSES
from shuzha.kernel.text import Text
from shuzha.procedure.decide import open_steps
from shuzha.regulations.local_rules.procedures.resource import UNITS

TREATMENTS = {
    "keep": Text("保留", "Keep"),
    "pseudonymise": Text("假名化", "Pseudonymise"),
    "drop": Text("去除", "Drop"),
}
STATES = {
    "described": (Text("待探查", "To be profiled"), "warning"),
    "profiled": (Text("待确认分级", "Grades to be confirmed"), "warning"),
    "sealed": (Text("已入库加密", "Sealed in the vault"), "good"),
    "withdrawn": (Text("已撤回", "Withdrawn"), "danger"),
}
_UNIT_ORDER = ("resident_id", "person_id", "credit_code", "vehicle", "mobile")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the catalogue: what the gate suggested and why, and what a person confirmed."""

    column: Column
    class_title: Text
    suggested_class_title: Text
    treatment: Text | None
    null_share: float | None
    differs: bool


def resources(search: str = "", theme: str = "") -> QuerySet[Resource]:
    """The registered resources, those found by the words of `search` in names, descriptions and columns."""
    rows = Resource.objects.select_related("publisher", "case").exclude(status=Resource.Status.WITHDRAWN)
    rows = rows.filter(words__matches=search)
    rows = rows.filter(theme=theme) if theme else rows
    return rows.annotate(column_count=Count("columns", distinct=True)).order_by("-issued", "name")


def themes() -> list[str]:
    """The themes in use."""
    return sorted(set(Resource.objects.values_list("theme", flat=True)))


def columns_of(resource: Resource) -> list[ColumnView]:
    """The resource's columns in the file's order."""
    return [_column_view(column) for column in resource.columns.all()]


def _column_view(column: Column) -> ColumnView:
    confirmed = column.confirmed_class or column.suggested_class
    share = column.profile.get("null_share")
    return ColumnView(
        column,
        class_title(confirmed),
        class_title(column.suggested_class),
        TREATMENTS.get(column.treatment),
        100 * float(share) if share is not None else None,
        column.grade is not None
        and (column.grade, confirmed, column.treatment)
        != (column.suggested_grade, column.suggested_class, column.suggested_treatment),
    )


def class_title(code: str) -> Text:
    """The class in words."""
    return CLASSES[code].title if code in CLASSES else Text(code, code)


def facts_of(resource: Resource) -> list[dict[str, Any]]:
    """The resource's description in DCAT's terms, as labelled values."""
    unit = UNITS.get(resource.unit, Text(resource.unit, resource.unit))
    return [
        {"label": Text("标识", "Identifier"), "value": resource.name},
        {"label": Text("提供部门", "Publisher"), "value": resource.publisher.name},
        {"label": Text("主题", "Theme"), "value": resource.theme},
        {"label": Text("登记日期", "Issued"), "value": resource.issued.isoformat()},
        {"label": Text("更新频率", "Update frequency"), "value": resource.accrual},
        {"label": Text("来源", "Source"), "value": resource.source},
        {"label": Text("使用条款", "Terms"), "value": resource.licence},
        {"label": Text("每行所涉主体（隐私单元）", "What a row is about (privacy unit)"), "value": unit},
        {"label": Text("隐私单元字段", "Unit column"), "value": resource.unit_column},
        {"label": Text("主体标识域", "Domain of its identifiers"), "value": resource.unit_domain},
    ]


def steps_for(resource: Resource, account: Account | None) -> frozenset[str]:
    """The steps of the registration that this account may take now."""
    if account is None:
        return frozenset()
    return frozenset(
        step.name for step in open_steps(running_for(resource.case).procedure, case_of(resource.case), account.actor)
    )


def suggested_unit(resource: Resource) -> str:
    """The column that most likely names whom a row is about; "" when none looks it."""
    found = [c for c in resource.columns.all() if c.suggested_class in _UNIT_ORDER]
    best = min(found, key=lambda column: _UNIT_ORDER.index(column.suggested_class), default=None)
    return resource.unit_column or (best.name if best else "")


def sealed_at(resource: Resource) -> datetime | None:
    """When the rows were last sealed into the vault."""
    event = case_of(resource.case).last("resource-sealed")
    return event.at if event else None
