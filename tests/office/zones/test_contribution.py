"""The operator's own data enters by the same gate, and is used together with public data."""

from __future__ import annotations

from typing import Any

from city_life import City, registered_analyst, sealed_resource, signed_agreement
from refusing import refused

from shuzha.archive.catalogue.models import Column, Resource
from shuzha.offices.zones.operations.resources import confirm_columns, record_profile, record_sealed

DESCRIBED = {
    "name": "payments", "title_zh": "商户支付流水", "title_en": "Merchant payments", "description_zh": "自有",
    "description_en": "Own", "theme": "商业", "source": "自有业务系统", "licence": "专区内使用", "accrual": "月度",
    "unit": "enterprise", "unit_domain": "enterprise",
}  # fmt: skip


def brought_in(city: City, agreement: Any, by: str = "operator", **change: Any) -> Any:
    data = {**DESCRIBED, "agreement": str(agreement.pk), "right": "自有业务产生", **change}
    return city.start("zones.contribution", "describe", city.accounts[by], **data)


def sealed(city: City, agreement: Any) -> Resource:
    resource = Resource.objects.get(case=brought_in(city, agreement))
    column = {"type": "text", "profile": {}, "class": "general", "grade": 2, "treatment": "keep", "reasons": []}
    by, at = city.operator.actor, city.now
    record_profile(
        resource=resource, staging="s", digest="0" * 64, columns=[{"name": "shop", **column}], by=by, at=at
    )  # fmt: skip
    confirm_columns(resource=resource, decisions={"shop": {"grade": 2, "treatment": "keep"}}, unit_column="shop", by=by)
    resource.refresh_from_db()
    summary = {"digest": "0" * 64, "rows": 10, "units": 10, "version": 1}
    record_sealed(resource=resource, summary=summary, by=by, at=at)
    resource.refresh_from_db()
    return resource


def asked(city: City, agreement: Any, columns: list[Column], by: str = "operator") -> Any:
    return city.start(
        "zones.sharing", "apply", city.accounts[by], agreement=str(agreement.pk), columns=[str(c.pk) for c in columns],
        purpose="inclusive-finance", scenario="融合分析", forms=["statistics"], basis="statistics",
        persons=[str(city.analyst.person_id)],
    )  # fmt: skip


def test_own_data_is_described_profiled_graded_and_sealed_like_a_departments(city: City) -> None:
    resource = sealed(city, signed_agreement(city))
    assert resource.status == Resource.Status.SEALED
    assert resource.publisher == city.organisations["operator"]
    assert resource.case.status == "sealed"


def test_own_data_comes_in_only_under_an_agreement_of_ones_own_that_is_in_force(city: City) -> None:
    agreement = signed_agreement(city)
    with refused("unknown-reference"):
        brought_in(city, agreement, by="second")
    with refused("field-missing"):
        brought_in(city, agreement, right=" ")
    agreement = city.act(agreement, "report", city.bigdata, reason="违约")
    with refused("agreement-not-in-force"):
        brought_in(city, agreement)


def test_a_name_is_given_once_across_departments_and_operators(city: City) -> None:
    agreement = signed_agreement(city)
    sealed_resource(city, name="payments")
    with refused("name-taken"):
        brought_in(city, agreement)


def test_the_seal_is_refused_while_a_column_is_undecided(city: City) -> None:
    resource = Resource.objects.get(case=brought_in(city, signed_agreement(city)))
    column = {"name": "shop", "type": "text", "class": "general", "grade": 2, "treatment": "keep"}
    by, at = city.operator.actor, city.now
    record_profile(
        resource=resource,
        staging="s",
        digest="0" * 64,
        columns=[{**column, "profile": {}, "reasons": []}],
        by=by,
        at=at,
    )
    resource.refresh_from_db()
    with refused("undecided"):
        record_sealed(resource=resource, summary={"digest": "0" * 64}, by=by, at=at)


def test_own_and_public_data_are_asked_for_together_and_the_department_alone_decides(city: City) -> None:
    agreement = signed_agreement(city)
    registered_analyst(city, agreement)
    own, public = sealed(city, agreement), sealed_resource(city)
    case = asked(city, agreement, [*own.columns.all(), public.columns.get(name="region")])
    assert case.parties["provider"] == str(city.organisations["provider"].pk)
    case = city.act(case, "confirm", city.supervisor, assessment="同意")
    grant = city.act(case, "approve", city.provider).grant
    assert {c.name for c in grant.columns.all()} == {"shop", "region"}


def test_own_data_alone_is_nobodys_to_grant_and_another_companys_is_not_offered(city: City) -> None:
    agreement = signed_agreement(city)
    registered_analyst(city, agreement)
    own = list(sealed(city, agreement).columns.all())
    with refused("only-own-data"):
        asked(city, agreement, own)
    Resource.objects.filter(name="payments").update(publisher=city.organisations["second"])
    with refused("unknown-reference"):
        asked(city, agreement, own)
