"""Applications between acceptance and publicity: notice, shares, earlier registrations, further materials, objections."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import MATERIAL_ITEMS, City, publicised_registration
from playing import MATERIALS, Play, someone

from shuzha.archive.cases.models import DeadlineRecord, EventRecord
from shuzha.kernel.decision import Refused
from shuzha.procedure.deadlines import Standing
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.hainan_2023.shares import parse_shares

PRODUCT = {
    "name_zh": "就业指标", "name_en": "Employment indicator", "form": "indicator", "source": "own", "scenario": "研究",
    "validity": "一年", "first": True, "joint": False,
}  # fmt: skip
OPINION = {"passed": True, "opinion": "通过"}


def apply(city: City, by: str = "operator", **change: Any) -> Any:
    materials = dict.fromkeys([*MATERIAL_ITEMS, "8-7", "7"], "材料")
    return city.start(
        "registry.registration", "apply", city.accounts[by], **PRODUCT | {"materials": materials} | change
    )


def accept(city: City, case: Any, **more: Any) -> Any:
    return city.act(case, "accept", city.registrar, agency=str(city.organisations["agency"].pk), **more)


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


def played(day: str = "2026-03-02", **change: Any) -> Play:
    play = Play(REGISTRATION)
    play.take("apply", someone("company", "applicant"), day, **PRODUCT | {"materials": MATERIALS} | change)
    return play


# — 10: the notice —


@pytest.mark.parametrize(
    ("decided", "last", "after"),
    [("2026-03-03", "2026-03-04", "2026-03-05"), ("2026-04-30", "2026-05-06", "2026-05-07"), ("2026-09-30", "2026-10-08", "2026-10-09")],
)  # fmt: skip
def test_the_decision_is_told_within_one_working_day(decided: str, last: str, after: str) -> None:
    for day, standing in ((last, Standing.DONE), (after, Standing.DONE_LATE)):
        play = played(decided)
        play.take("accept", "registrar", decided, agency="agency")
        assert play.duty("acceptance-notice", last).standing is Standing.RUNNING
        assert play.duty("acceptance-notice", after).standing is Standing.LATE
        assert play.take("deliver", someone("platform"), day) == "reviewing"
        assert play.duty("acceptance-notice").standing is standing


@pytest.mark.parametrize(
    ("step", "data", "status"),
    [("accept", {}, "reviewing"), ("ask-to-complete", {}, "incomplete"), ("out-of-scope", {"reason": "非数据产品"}, "out-of-scope")],
)  # fmt: skip
def test_the_platform_tells_every_decision_in_the_same_moment(city: City, step: str, data: Any, status: str) -> None:
    case = apply(city, materials={} if step == "ask-to-complete" else dict.fromkeys(MATERIAL_ITEMS, "材料"))
    case = city.act(case, step, city.registrar, agency=str(city.organisations["agency"].pk), **data)
    assert case.status == status
    assert DeadlineRecord.objects.get(case=case, duty="acceptance-notice").discharged
    told = EventRecord.objects.filter(stream=case.stream).order_by("-seq")[0]
    assert (told.type, told.at) == ("decision-delivered", city.now)
    assert "平台已将决定送达申请对象" in city.client("operator").get(f"/cases/{case.pk}/").content.decode()


def test_nobody_signed_in_can_deliver_in_the_platform_s_place(city: City) -> None:
    case = accept(city, apply(city))
    for who in ("registrar", "bureau", "operator"):
        with pytest.raises(Refused) as caught:
            city.act(case, "deliver", city.accounts[who])
        assert codes(caught) == ["wrong-role"]


# — 8(7): shares —


@pytest.mark.parametrize(
    ("owners", "refused"),
    [
        ("甲公司 1/3\n乙公司 1/3\n丙公司 1/3", []),
        ("甲公司 33.3%\n乙公司 66.7%", []),
        ("甲公司，1/7\n乙 公司: 6/7", []),
        ("甲公司 33.33%\n乙公司 33.33%\n丙公司 33.33%", ["shares-not-whole"]),
        ("甲公司 1/2\n乙公司 2/3", ["shares-not-whole"]),
        ("甲公司 0/1\n乙公司 1/1", ["shares-not-whole"]),
        ("甲公司 1/1", ["owners-not-named"]),
        ("甲公司 1/2\n甲公司 1/2", ["owners-not-named"]),
        ("", ["owners-not-named"]),
        ("甲公司 1/0\n乙公司 1/1", ["shares-unreadable"]),
        ("1/2\n乙公司 1/2", ["shares-unreadable"]),
        ("甲公司 一半\n乙公司 一半", ["shares-unreadable"]),
        ("甲 -1/2\n乙 3/2", ["shares-unreadable"]),
        ("x" * 20_000, ["shares-unreadable"]),
    ],
)
def test_joint_owners_are_each_named_with_shares_that_add_to_exactly_one(owners: str, refused: list[str]) -> None:
    play = played(joint=True, owners=owners, materials=MATERIALS | {"8-7": "协议"})
    play.take("accept", "registrar", agency="agency")
    assert play.codes == refused
    assert play.articles() <= {"hainan-2023/8(7)"}


def test_a_share_is_kept_as_the_fraction_it_is() -> None:
    assert [share.as_json() for share in parse_shares("甲 33.3%\n乙 2/6")] == [
        {"owner": "甲", "share": "333/1000"}, {"owner": "乙", "share": "1/3"},
    ]  # fmt: skip


# — 7: earlier registrations —


def test_a_registration_elsewhere_comes_with_its_proof(city: City) -> None:
    case = apply(city, first=False, elsewhere="他省登记", materials=dict.fromkeys(MATERIAL_ITEMS, "材料"))
    with pytest.raises(Refused) as caught:
        accept(city, case)
    assert codes(caught) == ["materials-7"]
    assert {str(cite) for cite in caught.value.denials[0].cites} == {"hainan-2023/7"}
    assert accept(city, apply(city, first=False, elsewhere="他省登记", name_zh="另一产品")).status == "reviewing"


def test_the_same_name_again_is_accepted_only_with_a_statement_of_the_difference(city: City) -> None:
    earlier = apply(city)
    later = apply(city, by="second")
    assert accept(city, earlier).status == "reviewing"
    with pytest.raises(Refused) as caught:
        accept(city, later)
    assert codes(caught) == ["earlier-registration"]
    assert earlier.number in caught.value.denials[0].reason.zh
    accepted = accept(city, later, distinction="范围不同")
    assert accepted.facts["earlier"] == [earlier.number]


def test_what_was_refused_or_declined_stands_in_nobody_s_way(city: City) -> None:
    city.act(apply(city), "out-of-scope", city.registrar, reason="不属于范围")
    assert accept(city, apply(city, by="second")).status == "reviewing"


# — 8(8): further materials —


def asked(day: str = "2026-03-04") -> Play:
    play = played()
    play.take("accept", "registrar", agency="agency")
    assert play.take("ask-further", "agency", day, further="测试报告，核实来源") == "further-reviewing"
    return play


def test_the_agency_asks_and_the_applicant_supplies_in_either_order_of_reviews() -> None:
    play = asked()
    assert play.take("technical-review", "registrar", **OPINION) == "further-compliance-left"
    assert play.take("supply-further", someone("company", "other"), supplied="x") == "refused"
    assert play.take("supply-further", someone("company", "applicant"), supplied="测试报告") == "compliance-left"
    assert play.take("compliance-review", "agency", **OPINION) == "reviewed"


def test_the_agency_waits_for_what_it_asked_until_the_last_day_and_no_longer() -> None:
    play = asked("2026-03-04")
    last = play.duty("further-materials").last_day.isoformat()
    assert last == "2026-03-18"
    assert play.take("compliance-review", "agency", last, **OPINION) == "refused"
    assert play.codes == ["further-materials-running"]
    assert play.take("compliance-review", "agency", "2026-03-19", **OPINION) == "technical-left"


def test_asking_for_more_does_not_lengthen_the_thirty_working_days() -> None:
    play = played()
    play.take("accept", "registrar", agency="agency")
    before = play.duty("review").last_day
    play.take("ask-further", "agency", "2026-03-20", further="x")
    play.take("supply-further", someone("company", "applicant"), "2026-03-30", supplied="x")
    assert play.duty("review").last_day == before


def test_only_the_agency_of_the_case_asks(city: City) -> None:
    case = accept(city, apply(city))
    with pytest.raises(Refused) as caught:
        city.act(case, "ask-further", city.registrar, further="x")
    assert codes(caught) == ["wrong-role"]
    assert city.act(case, "ask-further", city.agency, further="x").status == "further-reviewing"


# — 16: objections during publicity —


def test_anyone_with_an_account_objects_from_the_public_notice(city: City) -> None:
    case = publicised_registration(city)
    notice = case.notices.get(kind="publicity")
    client = city.client("citizen")
    assert f"/cases/{case.pk}/steps/object/" in client.get(f"/notices/{notice.pk}/").content.decode()
    answer = client.post(f"/cases/{case.pk}/steps/object/", {"objection": "抄袭他人产品"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.status == "objected"
    assert client.get(f"/cases/{case.pk}/").status_code == 404


def test_settling_an_objection_has_its_days_and_starts_publicity_anew(city: City) -> None:
    case = city.act(publicised_registration(city), "object", city.citizen, objection="抄袭")
    owed = DeadlineRecord.objects.get(case=case, duty="objection-settlement")
    assert owed.last_day.isoformat() == "2026-03-16"
    with pytest.raises(Refused) as caught:
        city.act(case, "overrule", city.registrar)
    assert codes(caught) == ["field-missing"]
    case = city.act(case, "overrule", city.registrar, reason="证据不足")
    assert case.status == "publicity"
    assert case.notices.filter(kind="publicity").count() == 2


def test_an_upheld_objection_ends_in_refusal_with_its_ground(city: City) -> None:
    case = city.act(publicised_registration(city), "object", city.citizen, objection="抄袭")
    case = city.act(case, "refuse", city.registrar, grounds=["15-4"], reason="权属争议")
    assert (case.status, case.final) == ("refused", True)


def test_own_data_is_registered_voluntarily(city: City) -> None:
    case = accept(city, apply(city, source="own"))
    assert (case.status, case.facts["source"]) == ("reviewing", "own")
