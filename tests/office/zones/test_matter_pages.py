"""The zone's further matters on the common pages: begun from their form, shown to their parties, refused at the field."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, granted, signed_agreement

from shuzha.archive.cases.models import CaseRecord

IDENTITY = "110101199003070134"
STARTS = {
    "bigdata": (
        "zones.agreement/record", "zones.supplement/draft", "zones.handover/propose", "zones.record/compile",
        "zones.destruction/order", "zones.inspection/plan", "zones.indicators/publish", "zones.assessment/open",
    ),
    "operator": (
        "zones.contribution/describe", "zones.partner/file", "zones.consent/present", "zones.ticket/report",
        "zones.giveback/offer", "zones.incident/report",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", sorted(STARTS))
def test_each_matter_has_a_form_and_an_empty_one_comes_back_with_its_reasons(
    city: City, who: str, language: str
) -> None:
    granted(city)
    client = city.client(who, language)
    for start in STARTS[who]:
        assert client.get(f"/start/{start}/").status_code == 200, start
        assert client.post(f"/start/{start}/", {}).status_code == 422, start
    assert CaseRecord.objects.filter(procedure__in=[s.split("/")[0] for s in STARTS["operator"]]).count() == 0


@pytest.mark.parametrize("who", sorted(STARTS))
def test_junk_in_any_field_is_refused_and_never_a_fault(city: City, who: str) -> None:
    from shuzha.archive.cases.procedures import running
    from shuzha.procedure.requirements import Field

    granted(city)
    client = city.client(who)
    for start in STARTS[who]:
        procedure, step = start.split("/")
        names = [n.name for n in running(procedure).procedure.step(step).needs if isinstance(n, Field)]
        for junk in ("\0", "x" * 30_000, "00000000-0000-0000-0000-000000000000", "-1", "9" * 40, "9999-12-31", "<b>"):
            answer = client.post(f"/start/{start}/", dict.fromkeys(names, junk))
            assert answer.status_code in (400, 422), (start, junk[:20], answer.status_code)


def posted(city: City, who: str, start: str, **data: Any) -> Any:
    answer = city.client(who).post(f"/start/{start}/", data)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return CaseRecord.objects.get(pk=answer.url.rstrip("/").split("/")[-1])


def page(city: City, case: Any, who: str, language: str = "zh-hans") -> str:
    answer = city.client(who, language).get(f"/cases/{case.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_consent_is_presented_and_shown_without_name_or_number(city: City) -> None:
    agreement = signed_agreement(city)
    case = posted(
        city, "operator", "zones.consent/present",
        agreement=str(agreement.pk), name="何民", identity=IDENTITY, evidence="电子签名", scenarios=["inclusive-finance"],
        information="社保缴纳月数", expires="2026-12-31", tied="no",
    )  # fmt: skip
    for who in ("operator", "supervisor", "bigdata"):
        text = page(city, case, who)
        assert IDENTITY not in text
        assert "何民" not in text
        assert "普惠金融" in text
    assert city.client("second").get(f"/cases/{case.pk}/").status_code == 404


def test_a_person_gives_and_withdraws_consent_on_the_pages(city: City) -> None:
    agreement = signed_agreement(city)
    account = city.accounts["citizen"]
    account.standings = ["person"]
    account.save()
    case = posted(
        city, "citizen", "zones.consent/give",
        agreement=str(agreement.pk), scenarios=["employment"], information="工资", expires="2026-06-30", tied="no",
    )  # fmt: skip
    assert "撤回同意" in page(city, case, "citizen")
    assert city.client("citizen").post(f"/cases/{case.pk}/steps/withdraw/").status_code == 302
    case.refresh_from_db()
    assert case.status == "withdrawn"


def test_an_agreement_shows_what_is_owed_under_it_and_offers_only_what_the_operator_does_itself(city: City) -> None:
    agreement = signed_agreement(city)
    text = page(city, agreement, "operator")
    assert "报备安全责任人和制度" in text
    assert "反馈成果和应用绩效" in text
    assert "按补充协议变更" not in text
    assert "每年安全检查" in page(city, agreement, "bigdata")


def test_the_security_filing_is_made_item_by_item_on_the_agreements_page(city: City) -> None:
    from shuzha.regulations.beijing_2023.procedures.running import SECURITY_POLICIES

    agreement = signed_agreement(city)
    address = f"/cases/{agreement.pk}/steps/file-security/"
    data = {"responsible": str(city.operator.person_id), "department": "数据安全部"}
    policies = {f"policies.{item.code}": "制度" for item in SECURITY_POLICIES.items}
    short = city.client("operator").post(address, {**data, **policies, "policies.warning": ""})
    assert short.status_code == 422
    assert "缺少：泄露溯源、篡改和违规监测预警" in short.content.decode()
    assert city.client("operator").post(address, {**data, **policies}).status_code == 302
    agreement.refresh_from_db()
    assert len(agreement.facts["policies"]) == len(SECURITY_POLICIES.items)
