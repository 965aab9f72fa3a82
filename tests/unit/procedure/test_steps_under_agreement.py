"""The steps of an operating agreement and of what is done under one, each allowed, refused and on its last day."""

from __future__ import annotations

from typing import Any

import pytest
from playing import CLAUSES, Play, someone

from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.call import CALL
from shuzha.regulations.beijing_2023.procedures.cutoff import CUTOFF
from shuzha.regulations.beijing_2023.procedures.filing import FILING
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING

CARRIED = {"call_closes": "2026-03-30", "bigdata": "bigdata", "supervisor": "supervisor"}


def called(day: str = "2026-03-02") -> Play:
    play = Play(CALL)
    assert (
        play.take(
            "draft", "bigdata", day,
            zone_zh="金融专区", zone_en="Finance", kind="domain", supervisor="supervisor", conditions="条件", requirements="要求",
        )
        == "drafted"
    )  # fmt: skip
    assert play.take("publish", "supervisor", day) == "published"
    return play


def drafted(**change: Any) -> Play:
    play = Play(AGREEMENT)
    data = {"operator": "op", "years": 5, "scope": ["p"], "clauses": CLAUSES, "selected": True}
    play.take("draft", "bigdata", **{**data, "supervisor": "supervisor", **change})
    return play


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, []),
        ({"years": 3}, ["unusual-term"]),
        ({"years": 3, "term_reason": " "}, ["unusual-term"]),
        ({"years": 3, "term_reason": "试点"}, []),
        ({"years": 0, "term_reason": "试点"}, ["no-term"]),
        ({"years": 10**9, "term_reason": "试点"}, ["no-term"]),
        ({"years": "五"}, ["field-malformed"]),
        ({"selected": False}, ["not-selected"]),
        ({"clauses": {k: v for k, v in CLAUSES.items() if k != "ending"}}, ["clauses-ending"]),
        ({"clauses": {}, "selected": False, "years": 4}, [*(f"clauses-{c}" for c in CLAUSES), "unusual-term", "not-selected"]),
    ],
)  # fmt: skip
def test_an_agreement_has_every_clause_a_selected_operator_and_five_years_or_a_reason(
    change: dict[str, Any], refused: list[str]
) -> None:
    play = drafted(**change)
    assert sorted(play.codes) == sorted(refused)
    assert play.case.status == ("" if refused else "drafted")


@pytest.mark.parametrize(("day", "status"), [("2031-03-02", "refused"), ("2031-03-03", "expired")])
def test_an_agreement_runs_through_its_last_day(day: str, status: str) -> None:
    play = drafted()
    play.take("sign", someone("company", "op"), ends="2031-03-02")
    assert play.take("expire", "bigdata", day) == status


def test_suspension_needs_report_concurrence_and_the_governments_consent_in_this_order() -> None:
    play = drafted()
    play.take("sign", someone("company", "op"), ends="2031-03-02")
    assert play.take("suspend", "government") == "refused"
    play.take("report", "bigdata", reason="违约")
    assert play.take("suspend", "government") == "refused"
    assert play.codes == ["wrong-state"]
    play.take("concur", "supervisor")
    for standing in ("bigdata", "supervisor"):
        assert play.take("suspend", standing) == "refused"
        assert play.codes == ["wrong-role"]
    assert play.take("suspend", "government") == "suspended"
    assert play.take("restore", "bigdata", reason="整改完成") == "refused"
    assert play.take("restore", "government", reason="整改完成") == "in-force"


def asked(**change: Any) -> Play:
    play = Play(SHARING)
    data = {
        "agreement": "a", "columns": ["1"], "purpose": "p", "scenario": "场景", "forms": ["statistics"], "basis": "statistics",
        "persons": ["x"], "agreement_in_force": True, "agreement_scope": ["p"], "unregistered": [], "grades": [2],
        "personal": True, "providers": ["provider"], "provider": "provider", "supervisor": "supervisor",
    }  # fmt: skip
    play.take("apply", someone("company", "op"), **(data | change))
    return play


@pytest.mark.parametrize(
    ("grades", "forms", "allowed"),
    [
        ([1], ["rows"], True),
        ([1], ["rows", "model"], True),
        ([2], ["interface", "statistics", "model"], True),
        ([3], ["interface", "statistics", "model"], True),
        ([2], ["rows"], False),
        ([3], ["rows"], False),
        ([1, 2], ["rows"], False),
        ([4], ["statistics"], False),
        ([1, 4], ["interface"], False),
        ([], ["statistics"], False),
    ],
)
def test_each_grade_allows_its_forms_and_the_highest_grade_decides(
    grades: list[int], forms: list[str], allowed: bool
) -> None:
    play = asked(grades=grades, forms=forms, personal=False, basis="none")
    assert play.codes == ([] if allowed else ["form-not-for-grade"])
    assert play.articles() == (set() if allowed else {"beijing-2023/23"})


@pytest.mark.parametrize(
    ("basis", "forms", "allowed"),
    [
        ("statistics", ["statistics"], True),
        ("none", ["statistics"], False),
        ("consent", ["statistics"], False),
        ("statistics", ["rows"], False),
    ],
)
def test_personal_information_is_used_only_on_a_basis_that_carries_the_form(
    basis: str, forms: list[str], allowed: bool
) -> None:
    assert asked(basis=basis, forms=forms, grades=[1]).codes == ([] if allowed else ["no-basis"])


@pytest.mark.parametrize(
    ("change", "refused", "article"),
    [
        ({"agreement_in_force": False}, "agreement-not-in-force", "beijing-2023/14"),
        ({"purpose": "other"}, "purpose-outside-agreement", "beijing-2023/27"),
        ({"unregistered": ["x"]}, "person-not-registered", "beijing-2023/18"),
        ({"providers": ["a", "b"]}, "several-providers", "beijing-2023/22"),
        ({"providers": []}, "several-providers", "beijing-2023/22"),
        ({"columns": []}, "field-missing", "beijing-2023/27"),
        ({"persons": []}, "field-missing", "beijing-2023/18"),
    ],
)
def test_a_request_outside_the_rules_is_refused_on_its_article(
    change: dict[str, Any], refused: str, article: str
) -> None:
    play = asked(**change)
    assert refused in play.codes
    assert article in play.articles()


def test_a_request_wrong_in_every_way_is_told_everything_at_once() -> None:
    play = asked(
        agreement_in_force=False, purpose="other", unregistered=["x"], forms=["rows"], providers=["a", "b"], scenario=""
    )
    assert set(play.codes) == {
        "agreement-not-in-force", "purpose-outside-agreement", "person-not-registered", "form-not-for-grade", "no-basis",
        "several-providers", "field-missing",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, []),
        ({"expires": "2026-03-02"}, []),
        ({"expires": "2026-03-01"}, ["expires-past"]),
        ({"expires": "20270301"}, ["field-malformed"]),
        ({"agreement_in_force": False}, ["agreement-not-in-force"]),
        ({"unregistered": ["x"]}, ["person-not-registered"]),
    ],
)
def test_an_approval_is_given_only_while_what_the_request_stood_on_still_stands(
    change: dict[str, Any], refused: list[str]
) -> None:
    play = asked()
    assert play.take("confirm", "supervisor", assessment="同意") == "confirmed"
    data = {"expires": "2027-03-02", "agreement_in_force": True, "unregistered": []} | change
    assert play.take("approve", "provider", **data) == ("refused" if refused else "granted")
    assert play.codes == refused


def test_a_provider_approves_only_what_the_supervisor_confirmed_and_only_its_own() -> None:
    play = asked()
    assert play.take("approve", "provider", expires="2027-03-02") == "refused"
    assert play.codes == ["wrong-state"]
    play.take("confirm", "supervisor", assessment="同意")
    assert play.take("approve", someone("provider", "another"), expires="2027-03-02") == "refused"
    assert play.codes == ["not-a-party"]


def test_nobody_is_registered_whose_real_name_is_not_verified() -> None:
    who = {"agreement": "a", "person": "x", "post": "分析员", "supervisor": "supervisor"}
    play = Play(PERSONNEL)
    assert play.take("file", "company", **who, real_name=False) == "refused"
    assert play.codes == ["not-real-name"]
    assert play.take("file", "company", **who, real_name=True) == "filed"
    assert play.take("register", someone("supervisor", "other")) == "refused"
    assert play.take("register", "supervisor") == "registered"
    assert play.take("remove", "company", reason="离职") == "removed"


@pytest.mark.parametrize(("price", "refused"), [(1, []), (0, ["price-zero"]), (-5, ["field-malformed"])])
def test_a_product_is_filed_and_corrected_at_a_price_above_zero(price: int, refused: list[str]) -> None:
    terms = {
        "product": "p",
        "basis": "成本",
        "scenario": "场景",
        "scope": "范围",
        "manner": "接口",
        "supervisor": "supervisor",
    }
    first = Play(FILING)
    first.take("file", "company", **terms, price=price)
    assert first.codes == refused
    play = Play(FILING)
    play.take("file", "company", **terms, price=100)
    play.take("return", "supervisor", reason="补充依据")
    play.take("correct", "company", price=price, basis="成本")
    assert play.codes == refused


def test_a_cut_off_needs_a_recorded_risk_and_is_lifted_only_by_the_authority() -> None:
    play = Play(CUTOFF)
    assert play.take("cut", "supervisor", grants=["g"]) == "refused"
    assert play.articles() == {"beijing-2023/28"}
    assert play.take("cut", "supervisor", risk="异常调用", grants=["g"]) == "cut"
    assert play.take("restore", "supervisor", reason="已整改") == "refused"
    assert play.codes == ["wrong-role"]
    assert play.take("restore", "bigdata") == "refused"
    assert play.take("restore", "bigdata", reason="已整改") == "restored"
