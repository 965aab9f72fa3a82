"""Registration and trade step by step, with the day on which each answer turns."""

from __future__ import annotations

from typing import Any

import pytest
from playing import MATERIALS, Play, someone

from shuzha.procedure.deadlines import Standing
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.local_rules.procedures.resource import RESOURCE
from shuzha.regulations.local_rules.procedures.trade import LISTING, ORDER

APPLICANT = someone("company", "applicant")
OPINION = {"passed": True, "opinion": "通过"}


def applied(day: str = "2026-03-02", **change: Any) -> Play:
    play = Play(REGISTRATION)
    data = {
        "name_zh": "接口", "name_en": "API", "form": "interface", "source": "own", "scenario": "场景", "validity": "一年",
        "first": True, "joint": False, "materials": MATERIALS,
    }  # fmt: skip
    play.take("apply", APPLICANT, day, **(data | change))
    return play


def reviewed(day: str = "2026-03-02") -> Play:
    play = applied(day)
    assert play.take("accept", "registrar", agency="agency") == "reviewing"
    assert play.take("technical-review", "registrar", **OPINION) == "compliance-left"
    assert play.take("compliance-review", "agency", **OPINION) == "reviewed"
    return play


def publicised(day: str) -> Play:
    play = reviewed(day)
    assert play.take("publicise", "registrar", day) == "publicity"
    return play


PUBLICITIES = [
    ("2026-03-13", "2026-03-23", "2026-03-24"),
    ("2026-04-28", "2026-05-09", "2026-05-10"),  # ends on a Saturday that is made up for May Day
    ("2026-04-30", "2026-05-12", "2026-05-13"),  # across May Day
    ("2026-02-13", "2026-02-28", "2026-03-01"),  # across Spring Festival, both made-up Saturdays counted
    ("2026-09-30", "2026-10-14", "2026-10-15"),  # across National Day
]


@pytest.mark.parametrize(("first", "last", "after"), PUBLICITIES)
def test_a_certificate_is_authorised_the_day_after_the_seventh_printed_working_day(
    first: str, last: str, after: str
) -> None:
    play = publicised(first)
    assert play.take("authorise", "bureau", last) == "refused"
    assert play.codes == ["publicity-running"]
    assert play.articles() == {"hainan-2023/16"}
    assert play.take("authorise", "bureau", after) == "authorised"


@pytest.mark.parametrize(("first", "last", "after"), PUBLICITIES)
def test_an_objection_is_heard_on_the_last_day_of_publicity_and_not_the_day_after(
    first: str, last: str, after: str
) -> None:
    rival = someone("company", "rival")
    late = publicised(first)
    assert late.take("object", rival, after, objection="侵权") == "refused"
    assert late.codes == ["publicity-over"]
    play = publicised(first)
    assert play.take("object", rival, last, objection="侵权") == "objected"
    assert play.take("authorise", "bureau", after) == "refused"
    assert play.codes == ["wrong-state"]


def test_after_an_overruled_objection_publicity_runs_anew_in_full() -> None:
    play = publicised("2026-03-13")
    play.take("object", someone("company", "rival"), "2026-03-23", objection="侵权")
    assert play.take("overrule", "registrar", "2026-03-25", reason="证据不足") == "publicity"
    assert play.take("authorise", "bureau", "2026-04-02") == "refused"
    assert play.take("authorise", "bureau", "2026-04-03") == "authorised"


def test_the_applicant_cannot_object_to_its_own_product() -> None:
    play = publicised("2026-03-13")
    assert play.take("object", APPLICANT, objection="x") == "refused"
    assert play.codes == ["own-case"]


@pytest.mark.parametrize(
    ("applied_on", "in_time", "late"),
    [
        ("2026-03-02", "2026-03-05", "2026-03-06"),
        ("2026-04-30", "2026-05-08", "2026-05-09"),  # the Saturday after counts, and by then it is late
        ("2026-05-07", "2026-05-11", "2026-05-12"),  # the made-up Saturday, 9 May, is the second day
        ("2026-02-13", "2026-02-25", "2026-02-26"),  # the made-up Saturday, 14 February, is the first day
        ("2026-09-30", "2026-10-10", "2026-10-11"),  # ends on a made-up Saturday
    ],
)
def test_acceptance_is_decided_within_three_working_days_made_up_ones_counted(
    applied_on: str, in_time: str, late: str
) -> None:
    for day, standing in ((in_time, Standing.DONE), (late, Standing.DONE_LATE)):
        play = applied(applied_on)
        assert play.duty("acceptance", day).standing is (Standing.RUNNING if day == in_time else Standing.LATE)
        assert play.duty("acceptance").last_day.isoformat() == in_time
        play.take("accept", "registrar", day, agency="agency")
        assert play.duty("acceptance").standing is standing


def test_a_deadline_past_the_published_calendar_is_provisional() -> None:
    assert applied("2026-12-30").duty("acceptance").provisional
    assert not applied("2026-12-28").duty("acceptance").provisional


@pytest.mark.parametrize(
    ("missing", "joint", "named"),
    [
        (["8-4"], False, ["8-4"]),
        (["8-1", "8-2", "8-6"], False, ["8-1", "8-2", "8-6"]),
        ([], True, ["8-7"]),
        (list(MATERIALS), True, [*MATERIALS, "8-7"]),
    ],
)
def test_everything_missing_is_named_at_once_and_the_shares_only_of_joint_owners(
    missing: list[str], joint: bool, named: list[str]
) -> None:
    owners = "甲公司 1/3\n乙公司 2/3"
    play = applied(materials={k: v for k, v in MATERIALS.items() if k not in missing}, joint=joint, owners=owners)
    assert play.take("accept", "registrar", agency="agency") == "refused"
    assert play.codes == [f"materials-{code}" for code in named]
    assert play.articles() == {f"hainan-2023/8({code[2:]})" for code in named}
    assert play.take("ask-to-complete", "registrar") == "incomplete"
    assert play.take("complete", someone("company", "another"), materials={}) == "refused"
    assert play.take("complete", APPLICANT, materials=dict.fromkeys(named, "补正")) == "submitted"
    assert play.take("accept", "registrar", agency="agency") == "reviewing"


def test_a_complete_application_cannot_be_returned_as_incomplete() -> None:
    play = applied()
    assert play.take("ask-to-complete", "registrar") == "refused"
    assert play.codes == ["nothing-missing"]


def test_an_earlier_registration_elsewhere_must_be_described() -> None:
    assert applied(first=False).codes == ["elsewhere-unproven"]
    assert applied(first=False, elsewhere="他省登记号 1").codes == []


@pytest.mark.parametrize("form", ["dataset", "interface", "indicator", "report", "model", "application", "service"])
def test_each_of_the_seven_forms_is_registered_and_no_eighth(form: str) -> None:
    assert applied(form=form).codes == []
    assert applied(form="idea").codes == ["field-not-a-choice"]


def test_the_two_reviews_come_in_either_order_and_neither_twice() -> None:
    play = applied()
    play.take("accept", "registrar", agency="agency")
    assert play.take("compliance-review", "agency", **OPINION) == "technical-left"
    assert play.take("compliance-review", "agency", **OPINION) == "refused"
    assert play.take("technical-review", "registrar", **OPINION) == "reviewed"


def test_an_opinion_that_does_not_pass_the_product_is_not_handed_in_as_one_that_does() -> None:
    play = applied()
    play.take("accept", "registrar", agency="agency")
    assert play.take("technical-review", "registrar", passed=False, opinion="不通过") == "refused"
    assert play.codes == ["technical-not-passed"]
    assert play.take("refuse", "registrar", grounds=["15-9"], reason="x") == "refused"
    assert play.take("refuse", "registrar", grounds=["15-4"], reason="权属争议") == "refused"
    assert play.codes == []


def test_only_the_agency_named_at_acceptance_reviews_compliance() -> None:
    play = applied()
    play.take("accept", "registrar", agency="agency")
    assert play.take("compliance-review", someone("agency", "second"), **OPINION) == "refused"
    assert play.codes == ["not-a-party"]


def test_a_registry_operator_does_not_register_its_own_product_nor_an_agency_what_it_accepted() -> None:
    play = Play(REGISTRATION)
    own = someone("company", "registrar")
    data = {"name_zh": "x", "name_en": "x", "form": "report", "source": "own", "scenario": "x", "validity": "x"}
    play.take("apply", own, **data, first=True, joint=False, materials=MATERIALS)
    for step in ("accept", "ask-to-complete", "out-of-scope"):
        assert play.take(step, "registrar", agency="agency", reason="x") == "refused"
        assert "own-case" in play.codes


def test_only_the_holder_cancels_a_certificate() -> None:
    play = publicised("2026-03-13")
    play.take("authorise", "bureau", "2026-03-24")
    play.take("certify", "registrar", registration_number="N", credential_sha256="0")
    assert play.take("cancel", someone("company", "rival"), reason="x") == "refused"
    assert play.take("cancel", APPLICANT, reason="停用") == "cancelled"
    assert play.take("cancel", APPLICANT, reason="停用") == "refused"
    assert play.codes == ["wrong-state"]


@pytest.mark.parametrize(
    ("on_file", "certified", "refused"),
    [
        (True, True, []),
        (False, True, ["not-on-file"]),
        (True, False, ["not-registered"]),
        (False, False, ["not-on-file", "not-registered"]),
    ],
)
def test_only_what_is_on_file_and_registered_is_listed(on_file: bool, certified: bool, refused: list[str]) -> None:
    play = Play(LISTING)
    play.take("list", "company", filing="f", on_file=on_file, certified=certified)
    assert play.codes == refused


@pytest.mark.parametrize(
    ("calls", "refused"),
    [(1, []), (10_000_000, []), (0, ["calls-range"]), (10_000_001, ["calls-range"]), ("many", ["field-malformed"])],
)
def test_an_order_is_for_one_to_ten_million_calls(calls: Any, refused: list[str]) -> None:
    play = Play(ORDER)
    play.take("place", someone("company", "buyer"), listing="l", calls=calls, use="授信", listed=True, seller="seller")
    assert play.codes == refused


def delivered() -> Play:
    play = Play(ORDER)
    data = {"listing": "l", "calls": 10, "use": "授信", "listed": True, "seller": "seller"}
    play.take("place", someone("company", "buyer"), **data)
    assert play.take("confirm", someone("company", "buyer")) == "refused"
    assert play.take("confirm", someone("company", "seller")) == "delivering"
    return play


@pytest.mark.parametrize("amount", [0, 1049, 1051, 105, 1050.0, "10.50"])
def test_a_settlement_that_differs_from_the_statement_by_a_fen_is_refused(amount: Any) -> None:
    play = delivered()
    assert play.take("state", someone("company", "seller"), delivered=7, amount=1050) == "stated"
    assert play.take("settle", someone("company", "buyer"), amount=amount) == "refused"
    assert play.take("settle", someone("company", "buyer"), amount=1050) == "settled"


def test_a_company_does_not_order_its_own_product_and_nobody_a_delisted_one() -> None:
    play = Play(ORDER)
    data = {"listing": "l", "calls": 10, "use": "授信"}
    play.take("place", someone("company", "seller"), **data, listed=False, seller="seller")
    assert set(play.codes) == {"not-listed", "own-product"}


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, []),
        ({"name": "2026_census"}, ["name-form"]),
        ({"name": "人口"}, ["name-form"]),
        ({"name": "a b"}, ["name-form"]),
        ({"taken": True}, ["name-taken"]),
        ({"unit": "household"}, ["field-not-a-choice"]),
    ],
)
def test_a_resource_is_described_under_a_plain_and_free_name(change: dict[str, Any], refused: list[str]) -> None:
    play = Play(RESOURCE)
    words = dict.fromkeys(
        ("title_zh", "title_en", "description_zh", "description_en", "theme", "source", "licence", "accrual"), "x"
    )
    data = {"name": "census", "unit": "person", "unit_domain": "resident", "taken": False}
    play.take("describe", "provider", **(words | data | change))
    assert play.codes == refused


def test_a_resource_with_an_undecided_column_is_not_sealed() -> None:
    play = Play(RESOURCE)
    words = dict.fromkeys(
        ("title_zh", "title_en", "description_zh", "description_en", "theme", "source", "licence", "accrual"), "x"
    )
    play.take("describe", "provider", **words, name="census", unit="person", unit_domain="r")
    play.take("profile", "provider", staging="s", digest="0")
    assert play.take("seal", "provider", digest="0", undecided=2) == "refused"
    assert play.codes == ["undecided"]
    assert play.take("seal", someone("provider", "another"), digest="0", undecided=0) == "refused"
    assert play.take("seal", "provider", digest="0", undecided=0) == "sealed"
