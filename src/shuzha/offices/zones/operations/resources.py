"""Resources: what the gate saw becomes suggestions; what a person confirmed becomes the grade; the rows stay at the gate."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shuzha.archive.cases.models import CaseRecord, EventRecord
from shuzha.archive.cases.operations import perform
from shuzha.archive.cases.procedures import Draft, prepares, projects
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.under import own_agreement, standing_under
from shuzha.procedure.words import Actor
from shuzha.regulations.beijing_2023.procedures.contribution import CONTRIBUTION
from shuzha.regulations.local_rules import INSTRUMENT
from shuzha.regulations.local_rules.procedures.resource import RESOURCE

_CITE = (INSTRUMENT.article(5),)


@prepares(RESOURCE, "describe")
def check_name(draft: Draft) -> dict[str, Any]:
    return {"taken": Resource.objects.filter(name=str(draft.data.get("name", ""))).exists()}


@prepares(CONTRIBUTION, "describe")
def check_own(draft: Draft) -> dict[str, Any]:
    """Own data enters a zone that the company operates."""
    agreement = own_agreement(draft)
    return {**check_name(draft), **standing_under(agreement)}


@projects(RESOURCE, "resource-described")
@projects(CONTRIBUTION, "resource-described")
def enter_in_catalogue(case: CaseRecord, event: EventRecord) -> None:
    facts = case.facts
    Resource.objects.create(
        id=case.id,
        case=case,
        publisher_id=case.parties["owner"],
        issued=event.at.astimezone(CHINA).date(),
        **{
            key: facts[key]
            for key in (
                "name", "title_zh", "title_en", "description_zh", "description_en",
                "theme", "source", "licence", "accrual", "unit", "unit_domain",
            )
        },
    )  # fmt: skip


def record_profile(
    *, resource: Resource, staging: str, digest: str, columns: Sequence[Mapping[str, Any]], by: Actor, at: datetime
) -> CaseRecord:
    """Records what the gate found in the uploaded file and what it suggests for each column.

    `columns` holds dicts with name, type, profile, class, grade, treatment and reasons, in the file's order.
    Raises: Refused. Cites: local/5.
    """
    with transaction.atomic():
        case = perform(
            case=resource.case, step="profile", by=by, at=at, stated={"staging": staging, "digest": digest},
            command_id=f"profile-{staging}",
        )  # fmt: skip
        resource.columns.all().delete()
        Column.objects.bulk_create(_suggested(resource, position, column) for position, column in enumerate(columns))
        resource.staging, resource.raw_digest = staging, digest
        resource.status = Resource.Status.PROFILED
        resource.save()
    return case


def _suggested(resource: Resource, position: int, column: Mapping[str, Any]) -> Column:
    return Column(
        resource=resource,
        position=position,
        name=column["name"],
        title_zh=column.get("title", {}).get("zh", ""),
        title_en=column.get("title", {}).get("en", ""),
        type=column["type"],
        profile=column["profile"],
        suggested_class=column["class"],
        suggested_grade=column["grade"],
        suggested_treatment=column["treatment"],
        reasons=column["reasons"],
    )


def confirm_columns(
    *, resource: Resource, decisions: Mapping[str, Mapping[str, Any]], unit_column: str, by: Actor
) -> None:
    """Writes what a person decided for each column: class, grade 1–4, treatment, and why where a grade was lowered.

    Columns without a decision stay open. Raises: Refused naming every decision that is no grade or no treatment, every
    lowered grade without a reason, and a unit column that does not exist. Cites: local/5, beijing-2023/23.
    """
    columns = list(resource.columns.all())
    decided = [(column, decisions[column.name]) for column in columns if column.name in decisions]
    wrong = [denial for column, decision in decided for denial in _unsound(column, decision)]
    if unit_column not in {column.name for column in columns}:
        wrong.append(_no_unit(unit_column))
    if wrong:
        raise Refused(wrong)
    for column, decision in decided:
        column.confirmed_class = str(decision.get("class") or column.suggested_class)
        column.grade, column.treatment = int(decision["grade"]), str(decision["treatment"])
        column.confirmed_by_id, column.lowered_because = uuid.UUID(by.person), str(decision.get("reason") or "")
        column.save()
    resource.unit_column = unit_column
    resource.save(update_fields=["unit_column"])


def record_sealed(*, resource: Resource, summary: Mapping[str, Any], by: Actor, at: datetime) -> CaseRecord:
    """Records that the gate sealed the confirmed columns. `summary` holds digest, rows, units and version.

    Raises: Refused when a column is undecided. Cites: local/5, beijing-2023/18, beijing-2023/23.
    """
    with transaction.atomic():
        case = perform(
            case=resource.case, step="seal", by=by, at=at, stated={"digest": summary["digest"]},
            command_id=f"seal-{resource.staging}",
        )  # fmt: skip
        resource.rows, resource.units = summary["rows"], summary["units"]
        resource.version = summary["version"]
        kept = resource.columns.exclude(treatment=Column.Treatment.DROP)
        resource.grade = max((c.grade for c in kept if c.grade is not None), default=None)
        resource.status, resource.staging = Resource.Status.SEALED, ""
        resource.save()
    return case


@prepares(RESOURCE, "seal")
@prepares(CONTRIBUTION, "seal")
def state_decisions(draft: Draft) -> dict[str, Any]:
    """The event says what was decided of every column, and why, so that the log holds it and not the catalogue alone."""
    assert draft.case is not None
    resource = Resource.objects.get(case=draft.case)
    columns = list(resource.columns.all())
    return {
        "undecided": sum(column.grade is None for column in columns),
        "unit_column": resource.unit_column,
        "decisions": {column.name: _decided(column) for column in columns if column.grade is not None},
    }


def _decided(column: Column) -> dict[str, Any]:
    return {
        "class": column.confirmed_class,
        "grade": column.grade,
        "suggested_grade": column.suggested_grade,
        "treatment": column.treatment,
        "reason": column.lowered_because,
    }


@projects(RESOURCE, "resource-withdrawn")
@projects(CONTRIBUTION, "resource-withdrawn")
def close_entry(case: CaseRecord, event: EventRecord) -> None:
    Resource.objects.filter(case=case).update(status=Resource.Status.WITHDRAWN)


def _unsound(column: Column, decision: Mapping[str, Any]) -> Iterator[Deny]:
    if (
        str(decision.get("grade")) not in {"1", "2", "3", "4"}
        or decision.get("treatment") not in Column.Treatment.values
    ):
        yield Deny(
            "column-undecided",
            Text("字段“{name}”的级别或处理方式无效", "Column “{name}”: no such grade or treatment").format(
                name=column.name
            ),
            _CITE,
            Text(
                "级别为 1 至 4；处理方式为保留、假名化或删除", "Grades are 1–4; treatments are keep, pseudonymise, drop"
            ),
            f"columns.{column.name}",
        )
    elif int(decision["grade"]) < column.suggested_grade and not str(decision.get("reason") or "").strip():
        yield Deny(
            "lowered-without-reason",
            Text(
                "字段“{name}”低于建议级别而未说明理由",
                "Column “{name}” is graded below the suggestion without a reason",
            ).format(name=column.name),
            _CITE,
            Text("写明降低级别的理由，或采用建议级别", "Give the reason, or take the suggested grade"),
            f"columns.{column.name}",
        )


def _no_unit(name: str) -> Deny:
    return Deny(
        "unit-column",
        Text("没有名为“{name}”的字段可作隐私单元", "There is no column “{name}” to be the privacy unit").format(
            name=name
        ),
        _CITE,
        Text("请选择标识自然人或企业的字段", "Choose the column that identifies the person or enterprise"),
        "unit_column",
    )
