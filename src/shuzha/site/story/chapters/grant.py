"""Chapter 3: people registered by real name, columns asked for by name, confirmed by the supervisor, approved by the provider."""

from __future__ import annotations

from shuzha.archive.cases.operations import open_case
from shuzha.archive.catalogue.models import Column, Resource
from shuzha.archive.grants.models import Grant
from shuzha.kernel.clock import CHINA
from shuzha.kernel.text import Text
from shuzha.site.story.stage import Stage

CENSUS = (
    "person_no", "age", "education", "sex", "major_industry", "major_occupation", "employment_status", "weeks_worked",
    "wage_per_hour", "capital_gains", "income_class",
)  # fmt: skip
HEALTH = ("respondent_no", "gender", "age_years", "general_health", "bmi", "systolic_mmhg", "diabetes_told")
FLIGHTS = ("origin", "dest", "carrier", "month", "dep_delay", "arr_delay", "distance")


def use_is_granted(stage: Stage) -> None:
    _register_analyst(stage)
    stage.working_days_later(1)
    census = request(
        stage, "census_income", CENSUS, "employment", "面向就业服务的收入结构与就业质量分析，只输出统计结果。"
    )
    stage.must_refuse(
        Text("运营单位申请逐行使用三级数据", "The operator asks for rows of grade-3 data"),
        "operator",
        lambda: open_case(
            procedure="zones.sharing", step="apply", by=stage.who("operator").actor, at=stage.now(),
            data={**census, "forms": ["rows"], "purpose": "urban-governance"},
        ),
        "form-not-for-grade", "no-basis", "purpose-outside-agreement",
    )  # fmt: skip
    health = request(stage, "health_examination", HEALTH, "public-health", "慢性病防控与体检服务优化，只输出统计结果。")
    stage.opens("sharing", "zones.sharing", "apply", "operator", census)
    stage.opens("health-sharing", "zones.sharing", "apply", "operator", health)
    stage.working_days_later(2)
    for name in ("sharing", "health-sharing"):
        stage.acts(name, "confirm", "supervisor", {"assessment": "场景明确，字段与用途相称，符合最小授权原则。"})
    stage.working_days_later(3)
    for name, provider in (("sharing", "statistics"), ("health-sharing", "health")):
        stage.acts(name, "approve", provider)
        _tell_grant(stage, Grant.objects.get(case=stage.cases[name]))


def _tell_grant(stage: Stage, grant: Grant) -> None:
    stage.echo(
        f"     授权 / grant {grant.id}: {grant.columns.count()} 列 / columns, {'、'.join(grant.forms)}, "
        f"用途 / purpose {grant.purpose}, 至 / until {grant.expires.astimezone(CHINA):%Y-%m-%d %H:%M}"
    )


def request(stage: Stage, resource: str, columns: tuple[str, ...], purpose: str, scenario: str) -> dict[str, object]:
    found = Column.objects.filter(resource=Resource.objects.get(name=resource), name__in=columns)
    stage.expects(found.count() == len(columns), f"{resource} lacks a column that is asked for")
    return {
        "agreement": str(stage.cases["agreement"].id),
        "columns": [str(column.id) for column in found],
        "purpose": purpose,
        "scenario": scenario,
        "forms": ["statistics", "interface"],
        "basis": "statistics",
        "persons": [str(stage.who("analyst").person_id)],
    }


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
