"""Objections for infringement (Hainan 20, local 29): three days, seven days, and only what both accept or a court orders."""

from __future__ import annotations

from typing import Any

import pytest
from city_life import City, certified
from playing import Play, someone

from shuzha.archive.cases.models import DeadlineRecord
from shuzha.kernel.decision import Refused
from shuzha.procedure.deadlines import Standing
from shuzha.regulations.hainan_2023.procedures.objection import OBJECTION

PROOF = {"interest": "著作权登记", "infringement": "比对报告"}
OBJECTOR, HOLDER = someone("anyone", "objector"), someone("company", "holder")


def codes(caught: Any) -> list[str]:
    return [denial.code for denial in caught.value.denials]


def filed(day: str = "2026-03-02") -> Play:
    play = Play(OBJECTION)
    play.take("file", OBJECTOR, day, certificate="N", claim="侵权", materials=PROOF, holder="holder")
    return play


def found(outcome: str = "revoke", day: str = "2026-03-06", **more: Any) -> Play:
    play = filed()
    play.take("notify", "registrar", "2026-03-03")
    play.take("answer", HOLDER, "2026-03-05", answer="不侵权", proof="开发记录")
    assert play.take("find", "registrar", day, outcome=outcome, finding="理由", **more) == "found"
    return play


@pytest.mark.parametrize(
    ("day", "last", "after"),
    [
        ("2026-03-02", "2026-03-05", "2026-03-06"),
        ("2026-03-03", "2026-03-06", "2026-03-07"),
        ("2026-03-04", "2026-03-09", "2026-03-10"),  # the third day is a Saturday: it rolls to Monday
        ("2026-04-29", "2026-05-06", "2026-05-07"),  # across May Day
        ("2026-09-29", "2026-10-08", "2026-10-09"),  # across National Day
    ],
)
def test_the_holder_is_told_within_three_days_that_roll_over_holidays(day: str, last: str, after: str) -> None:
    for on, standing in ((last, Standing.DONE), (after, Standing.DONE_LATE)):
        play = filed(day)
        assert play.duty("notice", last).last_day.isoformat() == last
        play.take("notify", "registrar", on)
        assert play.duty("notice").standing is standing


@pytest.mark.parametrize(("told", "last", "after"), [("2026-03-03", "2026-03-10", "2026-03-11"), ("2026-03-06", "2026-03-13", "2026-03-14"), ("2026-02-11", "2026-02-24", "2026-02-25")])  # fmt: skip
def test_the_holder_answers_within_seven_days_of_receipt_and_until_then_nothing_is_found(
    told: str, last: str, after: str
) -> None:
    play = filed(told)
    play.take("notify", "registrar", told)
    assert play.duty("answer").last_day.isoformat() == last
    assert play.take("find", "registrar", last, outcome="keep", finding="x") == "refused"
    assert play.codes == ["answer-running"]
    assert {"hainan-2023/20"} <= play.articles()
    assert play.take("find", "registrar", after, outcome="keep", finding="依已有材料") == "found"


def test_what_both_accept_is_carried_out_and_nothing_else() -> None:
    play = found("revoke")
    assert play.take("objector-accepts", OBJECTOR) == "agreed-by-one"
    assert play.take("objector-accepts", OBJECTOR) == "refused"
    assert play.codes == ["already-accepted"]
    assert play.take("holder-accepts", HOLDER) == "agreed"
    assert play.take("dispose-keep", "registrar") == "refused"
    assert play.codes == ["not-what-was-found"]
    assert play.take("dispose-revoke", "registrar") == "revoked"


def test_silence_is_not_acceptance() -> None:
    play = found()
    play.take("holder-accepts", HOLDER)
    assert play.duty("acceptance-of-finding").last_day.isoformat() == "2026-03-20"
    assert play.take("record-silence", "registrar", "2026-03-20") == "refused"
    assert play.take("objector-accepts", OBJECTOR, "2026-03-21") == "refused"
    assert play.codes == ["acceptance-of-finding-over"]
    assert play.take("record-silence", "registrar", "2026-03-21") == "unresolved"


@pytest.mark.parametrize("who", [OBJECTOR, HOLDER])
def test_either_side_may_dispute_and_then_it_is_for_the_court(who: Any) -> None:
    play = found()
    assert play.take("dispute", who) == "unresolved"
    assert play.take("dispose-revoke", "registrar") == "refused"
    assert play.take("sue", HOLDER, court="x") == "refused"
    assert play.take("sue", OBJECTOR, court="衡川法院 民初2号") == "in-court"
    assert play.take("revoke-by-judgment", "registrar") == "refused"
    assert play.codes == ["field-missing"]
    assert play.take("revoke-by-judgment", "registrar", judgment="民初2号，侵权成立") == "revoked"


def test_without_court_in_time_the_registration_stands() -> None:
    play = found()
    play.take("dispute", OBJECTOR, "2026-03-06")
    last = play.duty("litigation").last_day.isoformat()
    assert play.take("lapse", "registrar", last) == "refused"
    assert play.codes == ["litigation-running"]
    assert play.take("lapse", "registrar", "2026-04-21") == "lapsed"
    assert last == "2026-04-20"


def test_a_reissue_says_to_whom() -> None:
    play = filed()
    play.take("notify", "registrar")
    play.take("answer", HOLDER, answer="x", proof="x")
    assert play.take("find", "registrar", outcome="reissue", finding="x") == "refused"
    assert play.codes == ["no-recipient"]


# — in the archive —


def objected(city: City, registration: Any, who: str = "second") -> Any:
    return city.start(
        "registry.objection", "file", city.accounts[who],
        certificate=registration.certificates.get(standing="in-force").number, claim="抄袭", materials=PROOF,
    )  # fmt: skip


def agreed(city: City, registration: Any, outcome: str, **more: Any) -> Any:
    case = city.act(objected(city, registration), "notify", city.registrar)
    case = city.act(case, "answer", city.operator, answer="反馈", proof="记录")
    case = city.act(case, "find", city.registrar, outcome=outcome, finding="理由", **more)
    case = city.act(case, "holder-accepts", city.operator)
    case = city.act(case, "objector-accepts", city.second)
    return city.act(case, f"dispose-{outcome}", city.registrar)


@pytest.mark.parametrize(
    ("outcome", "more", "status", "standings"),
    [
        ("keep", {}, "certified", ["in-force"]),
        ("revoke", {}, "cancelled", ["cancelled"]),
        ("reissue", {"recipient": "objector"}, "certified", ["superseded", "in-force"]),
        ("reissue", {"recipient": "holder", "scenario": "限统计研究"}, "certified", ["superseded", "in-force"]),
    ],
)
def test_each_outcome_is_entered_and_the_register_tells_how_the_objection_ended(
    city: City, outcome: str, more: Any, status: str, standings: list[str]
) -> None:
    registration = certified(city)
    case = agreed(city, registration, outcome, **more)
    registration.refresh_from_db()
    assert registration.status == status
    assert [c.standing for c in registration.certificates.order_by("number")] == standings
    latest = registration.certificates.order_by("-number")[0]
    if more.get("recipient") == "objector":
        assert latest.holder == city.organisations["second"]
    text = city.client().get(f"/registry/{latest.number}/").content.decode()
    assert "侵权异议办结" in text
    assert "抄袭" not in text
    assert city.client("bureau").get(f"/cases/{case.pk}/").status_code == 200


def test_a_citizen_objects_and_the_holder_finds_it_on_its_desk(city: City) -> None:
    case = objected(city, certified(city), "citizen")
    case = city.act(case, "notify", city.registrar)
    owed = DeadlineRecord.objects.get(case=case, duty="answer")
    assert owed.organisation == str(city.organisations["operator"].pk)
    assert case.number in city.client("operator").get("/desk/").content.decode()


def test_the_objector_sees_the_objection_and_not_the_application_behind_it(city: City) -> None:
    registration = certified(city)
    case = objected(city, registration)
    assert city.client("second").get(f"/cases/{case.pk}/").status_code == 200
    assert city.client("second").get(f"/cases/{registration.pk}/").status_code == 404
    assert city.client("buyer").get(f"/cases/{case.pk}/").status_code == 404


def test_proof_is_needed_and_nobody_objects_to_their_own(city: City) -> None:
    registration = certified(city)
    with pytest.raises(Refused) as caught:
        city.start(
            "registry.objection", "file", city.operator, certificate=registration.certificates.get().number, claim="x"
        )
    assert set(codes(caught)) == {"materials-interest", "materials-infringement", "own-certificate"}


def test_what_is_not_in_force_cannot_be_objected_to(city: City) -> None:
    registration = certified(city)
    number = registration.certificates.get().number
    city.act(registration, "cancel", city.operator, reason="停用")
    with pytest.raises(Refused) as caught:
        city.start("registry.objection", "file", city.second, certificate=number, claim="x", materials=PROOF)
    assert codes(caught) == ["unknown-reference"]
