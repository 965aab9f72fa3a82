"""Changes, transfers and cancellations (Hainan 18, 19; local 28): reissued, superseded, delisted, and told to the public."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, certified, listed

from shuzha.kernel.decision import Refused

WHOLE = {"basis": "判决书", "standing": "营业执照"}
PAPERS = {"18-1": "申请书", "18-2": "证明"}


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


def number(registration: Any) -> str:
    return str(registration.certificates.get(standing="in-force").number)


def changed(city: City, registration: Any, **data: Any) -> Any:
    case = city.start(
        "registry.change", "apply", city.operator,
        certificate=number(registration), kind="change", materials=PAPERS, **data,
    )  # fmt: skip
    case = city.act(case, "accept", city.registrar)
    return city.act(case, "change", city.registrar, opinion="属实")


def transfer(city: City, registration: Any, basis: str = "judgment") -> Any:
    case = city.start(
        "registry.transfer", "apply", city.second,
        certificate=number(registration), basis=basis, document="（2026）民初1号", materials=WHOLE,
    )  # fmt: skip
    return city.act(case, "accept", city.registrar)


def page(city: City, path: str, who: str = "") -> str:
    answer = city.client(who).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


# — 18 —


def test_a_change_reissues_the_certificate_without_publicity(city: City) -> None:
    registration = certified(city)
    first = registration.certificates.get()
    case = changed(city, registration, scenario="信贷风险研究与统计")
    assert case.status == "changed"
    assert case.notices.count() == 0
    registration.refresh_from_db()
    first.refresh_from_db()
    new = registration.certificates.get(standing="in-force")
    assert first.standing == "superseded"
    assert (new.number, new.supersedes) == (f"{first.number}-2", first)
    assert new.credential["credentialSubject"]["scenario"] == "信贷风险研究与统计"
    assert new.credential["credentialSubject"]["supersedes"] == first.number
    assert registration.status == "certified"
    again = changed(city, registration, validity="二年")
    assert again.status == "changed"
    assert number(registration) == f"{first.number}-3"


def test_the_register_tells_the_certificate_s_whole_life(city: City) -> None:
    registration = certified(city)
    first = number(registration)
    changed(city, registration, name_zh="分区域工资指标接口")
    for certificate in (first, f"{first}-2"):
        text = page(city, f"/registry/{certificate}/")
        assert "发放数据产品确权登记凭证" in text
        assert "换发登记凭证，原凭证失效" in text
        assert f"/registry/{first}-2/" in text
    assert "已换发" in page(city, f"/registry/{first}/")
    assert f"{first}-2" in page(city, "/registry/?q=工资")


def test_a_reissued_certificate_verifies_offline(city: City, logged: Any) -> None:
    import json
    from datetime import UTC, datetime

    from shuzha_verifier import Keys, verify

    registration = certified(city)
    changed(city, registration, validity="二年")
    key = logged()
    new = registration.certificates.get(standing="in-force")
    answer = city.client().get(f"/registry/{new.number}/certificate.json")
    verify(answer.content.decode(), Keys([key, new.credential["issuer"]["id"]]), datetime.now(UTC))
    assert json.loads(answer.content)["credential"] == new.credential


def test_the_three_materials_of_a_change_are_asked_for_by_article(city: City) -> None:
    registration = certified(city)
    case = city.start(
        "registry.change", "apply", city.operator,
        certificate=number(registration), kind="correction", validity="二年", materials={"18-1": "申请书"},
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        city.act(case, "accept", city.registrar)
    assert codes(caught) == ["materials-18-2"]
    case = city.act(case, "ask-to-complete", city.registrar, others_asked="近一年使用情况")
    case = city.act(case, "complete", city.operator, materials={"18-2": "证明"})
    with pytest.raises(Refused) as caught:
        city.act(case, "accept", city.registrar)
    assert codes(caught) == ["materials-18-3"]
    assert {str(cite) for cite in caught.value.denials[0].cites} == {"hainan-2023/18(3)"}


def test_only_the_holder_changes_and_only_by_saying_something_new(city: City) -> None:
    registration = certified(city)
    with pytest.raises(Refused) as caught:
        city.start(
            "registry.change", "apply", city.second, certificate=number(registration), kind="change", materials=PAPERS
        )
    assert codes(caught) == ["not-the-holder", "nothing-changes"]


def test_what_was_cancelled_meanwhile_is_not_changed(city: City) -> None:
    registration = certified(city)
    case = city.start(
        "registry.change", "apply", city.operator,
        certificate=number(registration), kind="change", validity="二年", materials=PAPERS,
    )  # fmt: skip
    case = city.act(case, "accept", city.registrar)
    city.act(registration, "cancel", city.operator, reason="停用")
    with pytest.raises(Refused) as caught:
        city.act(case, "change", city.registrar, opinion="属实")
    assert codes(caught) == ["unknown-reference"]


@pytest.mark.parametrize("who", ["registrar", "bureau", "operator"])
def test_nobody_enters_in_the_register_what_was_not_decided(city: City, who: str) -> None:
    registration = certified(city)
    for step in ("reissue", "strike"):
        with pytest.raises(Refused) as caught:
            city.act(registration, step, city.accounts[who], because="change", matter="x")
        assert codes(caught) == ["wrong-role"]


# — 19 —


def test_a_judgment_moves_the_registration_to_the_new_holder_and_the_public_is_told(city: City) -> None:
    registration = certified(city)
    city.act(transfer(city, registration), "transfer", city.registrar, opinion="文书生效")
    registration.refresh_from_db()
    new = registration.certificates.get(standing="in-force")
    assert new.holder == city.organisations["second"]
    assert registration.parties["applicant"] == str(city.organisations["second"].pk)
    notice = registration.notices.get(kind="transfer")
    assert notice.sites == ["bureau", "platform"]
    assert "江澜数据科技有限公司" in page(city, f"/notices/{notice.pk}/")


def test_an_agreement_moves_it_only_once_the_former_holder_confirms(city: City) -> None:
    case = transfer(city, certified(city), basis="agreement")
    with pytest.raises(Refused) as caught:
        city.act(case, "transfer", city.registrar, opinion="x")
    assert codes(caught) == ["not-confirmed"]
    with pytest.raises(Refused) as caught:
        city.act(case, "confirm", city.second)
    assert codes(caught) == ["not-a-party"]
    case = city.act(case, "confirm", city.operator)
    assert city.act(case, "transfer", city.registrar, opinion="双方确认").status == "transferred"


def test_the_new_holder_may_have_it_cancelled_instead(city: City) -> None:
    registration = certified(city)
    assert city.act(transfer(city, registration), "cancel", city.registrar, opinion="依申请").status == "cancelled"
    registration.refresh_from_db()
    assert registration.status == "cancelled"
    assert registration.notices.filter(kind="cancellation").count() == 1


def cessation(city: City, registration: Any) -> Any:
    return city.start(
        "registry.cessation", "announce", city.registrar,
        certificate=number(registration), reason="法人终止，无承继者", materials={"document": "终结裁定"},
    )  # fmt: skip


def test_the_operator_cancels_the_day_after_the_notice_and_not_before(city: City) -> None:
    registration = certified(city)
    case = cessation(city, registration)
    last = case.notices.get().last_day
    city.advance(days=(last - city.now.date()).days)
    with pytest.raises(Refused) as caught:
        city.act(case, "cancel", city.registrar)
    assert codes(caught) == ["notice-running"]
    city.advance(days=1)
    assert city.act(case, "cancel", city.registrar).status == "cancelled"
    registration.refresh_from_db()
    assert (registration.status, registration.final) == ("cancelled", True)


def test_a_successor_comes_forward_on_the_last_day_and_not_after(city: City) -> None:
    case = cessation(city, certified(city))
    city.advance(days=(case.notices.get().last_day - city.now.date()).days)
    assert city.act(case, "claim", city.second, grounds="合并承继").status == "claimed"
    late = cessation(city, certified_again(city))
    city.advance(days=40)
    with pytest.raises(Refused) as caught:
        city.act(late, "claim", city.second, grounds="合并承继")
    assert codes(caught) == ["notice-over"]


def certified_again(city: City) -> Any:
    from shuzha.archive.cases.models import CaseRecord

    return CaseRecord.objects.get(procedure="registry.registration")


# — delisting follows —


@pytest.mark.parametrize("how", ["holder", "transfer", "operator"])
def test_a_product_whose_certificate_ended_or_moved_takes_no_more_orders(city: City, how: str) -> None:
    from shuzha.archive.cases.models import CaseRecord

    listing = listed(city)
    registration = CaseRecord.objects.get(procedure="registry.registration")
    assert str(listing.pk) in page(city, "/market/", "buyer")
    if how == "holder":
        city.act(registration, "cancel", city.operator, reason="停用")
    elif how == "transfer":
        city.act(transfer(city, registration), "transfer", city.registrar, opinion="文书生效")
    else:
        case = cessation(city, registration)
        city.advance(days=40)
        city.act(case, "cancel", city.registrar)
    with pytest.raises(Refused) as caught:
        city.start("market.order", "place", city.buyer, listing=str(listing.pk), calls=10, use="授信")
    assert codes(caught) == ["certificate-not-in-force"]
    assert {str(cite) for cite in caught.value.denials[0].cites} == {"hainan-2023/19", "local/28"}
    assert str(listing.pk) not in page(city, "/market/", "buyer")
