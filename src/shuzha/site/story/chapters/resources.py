"""Chapter 1: three departments register real data; a person confirms every grade; the gate seals the rows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from shuzha.archive.catalogue.models import Resource
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.resources import confirm_columns, record_profile, record_sealed
from shuzha.site.story.datasets import Dataset, datasets, prepare
from shuzha.site.story.stage import Stage

_OWNERS = {"census-income": "statistics", "health-examination": "health", "flight-operations": "transport"}
_THEMES = {"census-income": "人口与就业", "health-examination": "卫生健康", "flight-operations": "交通运输"}


def resources_enter(stage: Stage) -> None:
    for dataset in datasets():
        _enter(stage, dataset, _OWNERS[dataset.id])


def _enter(stage: Stage, dataset: Dataset, owner: str) -> None:
    name = dataset.id.replace("-", "_")
    case = stage.opens(name, "zones.resource", "describe", owner, _description(dataset, name))
    resource = Resource.objects.get(case=case)
    stage.echo(f"     … 闸门接收、加密并探查 {dataset.filename} / the gate takes in, encrypts and profiles the file")
    with tempfile.TemporaryDirectory() as folder:
        path = prepare(dataset, Path(folder))
        with path.open("rb") as source:
            staging = stage.gate.upload(source, dataset.filename)
    profile = stage.gate.profile(staging)
    titles = {column.name: column.title for column in dataset.columns}
    columns = [{**c, "title": titles[c["name"]].as_json()} for c in profile["columns"]]
    actor = stage.who(owner).actor
    stage.cases[name] = record_profile(
        resource=resource, staging=staging, digest=profile["digest"], columns=columns, by=actor, at=stage.now()
    )
    stage._tell_case(stage.cases[name], owner)
    resource.refresh_from_db()
    decisions = {
        c.name: {"class": c.kind, "grade": c.grade, "treatment": c.treatment, "reason": c.reason}
        for c in dataset.columns
    }
    confirm_columns(resource=resource, decisions=decisions, unit_column=dataset.unit_column, by=actor)
    summary = stage.gate.commit(
        staging,
        str(resource.id),
        dataset.decisions(str(stage.who(owner).person_id)),
        dataset.unit_column,
        dataset.key_domain,
    )
    stage.cases[name] = record_sealed(resource=resource, summary=summary, by=actor, at=stage.now())
    stage._tell_case(stage.cases[name], owner)
    resource.refresh_from_db()
    stage.echo(
        f"     {resource.rows:,} 行 · {resource.units:,} 个隐私单元 · {resource.columns.count()} 列 · 最高 {resource.grade} 级"
        f" / {resource.rows:,} rows, {resource.units:,} privacy units, grade {resource.grade} at most"
    )


def _description(dataset: Dataset, name: str) -> dict[str, object]:
    enterprise = dataset.key_domain == "aircraft"
    return {
        "name": name,
        "title_zh": dataset.title.zh,
        "title_en": dataset.title.en,
        "description_zh": dataset.description.zh,
        "description_en": dataset.description.en,
        "theme": _THEMES[dataset.id],
        "source": f"{dataset.source.zh} / {dataset.source.en}",
        "licence": Text("见数据集说明", "See the data sets' reference page").zh,
        "accrual": "不定期",
        "unit": "enterprise" if enterprise else "person",
        "unit_domain": dataset.key_domain,
    }
