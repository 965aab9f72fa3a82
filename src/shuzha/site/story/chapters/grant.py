"""Chapter 3: people registered by real name, columns asked for by name, confirmed by the supervisor, approved by the provider."""

from __future__ import annotations

from shuzha.archive.cases.operations import open_case
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.grants.models import Grant
from shuzha.kernel.text import Text
from shuzha.site.story.stage import Stage

CENSUS_COLUMNS = (
    "person_no", "age", "education", "sex", "major_industry", "major_occupation", "employment_status", "weeks_worked", "wage_per_hour",
    "capital_gains", "income_class",
)  # fmt: skip


def use_is_granted(stage: Stage) -> None:
    _register_analyst(stage)
    stage.working_days_later(1)
    request = {
        "agreement": str(stage.cases["agreement"].id),
        "columns": _columns("census_income"),
        "purpose": "employment",
        "scenario": "面向就业服务的收入结构与就业质量分析，只输出统计结果。",
        "forms": ["statistics", "interface"],
        "basis": "statistics",
        "persons": [str(stage.who("analyst").person_id)],
    }
    stage.must_refuse(
        Text("运营单位申请逐行使用三级数据", "The operator asks for rows of grade-3 data"),
        "operator",
        lambda: open_case(
            procedure="zones.sharing", step="apply", by=stage.who("operator").actor, at=stage.now(),
            data={**request, "forms": ["rows"], "purpose": "urban-governance"},
        ),
        "form-not-for-grade", "no-basis", "purpose-outside-agreement",
    )  # fmt: skip
    stage.opens("sharing", "zones.sharing", "apply", "operator", request)
    stage.working_days_later(2)
    stage.acts("sharing", "confirm", "supervisor", {"assessment": "场景明确，字段与用途相称，符合最小授权原则。"})
    stage.working_days_later(3)
    stage.acts("sharing", "approve", "statistics")
    grant = Grant.objects.get(case=stage.cases["sharing"])
    stage.echo(
        f"     授权 / grant {grant.id}: {grant.columns.count()} 列 / columns, {'、'.join(grant.forms)}, "
        f"用途 / purpose {grant.purpose}, 至 / until {grant.expires:%Y-%m-%d}"
    )


def _register_analyst(stage: Stage) -> None:
    stage.working_days_later(1)
    stage.opens(
        "personnel",
        "zones.personnel",
        "file",
        "operator",
        {
            "agreement": str(stage.cases["agreement"].id),
            "person": str(stage.who("analyst").person_id),
            "post": "数据分析岗",
        },
    )
    stage.working_days_later(1)
    stage.acts("personnel", "register", "supervisor")


def _columns(resource: str) -> list[str]:
    found = Column.objects.filter(resource=Resource.objects.get(name=resource), name__in=CENSUS_COLUMNS)
    return [str(column.id) for column in found]
