"""The zone procedures step by step: what is allowed, what is refused with which article, and the day between the two."""

from __future__ import annotations

from typing import Any

import pytest
from playing import CLAUSES, CONDITIONS, Play, moment, someone

from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
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


@pytest.mark.parametrize(
    ("published", "last_day", "next_day"),
    [
        ("2026-03-02", "2026-03-30", "2026-03-31"),
        ("2026-01-26", "2026-02-28", "2026-03-01"),  # Spring Festival; 14 and 28 February are made up
        ("2026-04-27", "2026-05-27", "2026-05-28"),  # May Day; 9 May is made up
        ("2026-09-14", "2026-10-16", "2026-10-17"),  # Mid-Autumn and National Day
    ],
)
def test_a_call_closes_the_day_after_its_window_and_not_on_its_last_day(
    published: str, last_day: str, next_day: str
) -> None:
    play = called(published)
    assert play.take("close", "bigdata", last_day) == "refused"
    assert play.codes == ["application-window-running"]
    assert play.articles() == {"beijing-2023/11", "local/2"}
    assert last_day in play.denials[0].reason.zh
    assert play.take("close", "bigdata", next_day) == "closed"


def test_a_supervisor_other_than_the_zones_cannot_publish_its_call() -> None:
    play = Play(CALL)
    play.take(
        "draft", "bigdata", zone_zh="甲", zone_en="A", kind="area", supervisor="s", conditions="x", requirements="x"
    )
    assert play.take("publish", someone("supervisor", "another")) == "refused"
    assert play.codes == ["not-a-party"]
    assert play.take("publish", "bigdata") == "refused"
    assert play.codes == ["wrong-role"]
    assert play.take("publish", someone("supervisor", "s")) == "published"


def applied(day: str = "2026-03-30", **change: Any) -> Play:
    play = Play(APPLICATION)
    data = {"call": "c", "plan": "方案", "conditions": CONDITIONS} | CARRIED | change
    play.take("apply", someone("company", "applicant"), day, **data)
    return play


@pytest.mark.parametrize(("day", "status"), [("2026-03-30", "submitted"), ("2026-03-31", "")])
def test_an_application_is_taken_on_the_last_day_of_the_window_and_not_the_day_after(day: str, status: str) -> None:
    play = applied(day)
    assert play.case.status == status
    assert play.codes == ([] if status else ["window-closed"])


def test_an_application_at_the_last_minute_of_the_last_day_in_china_is_in_time() -> None:
    data = {"call": "c", "plan": "方案"} | CARRIED
    assert Play(APPLICATION).take("apply", "company", at=moment("2026-03-30", 23, 59), **data) == "submitted"
    assert Play(APPLICATION).take("apply", "company", at=moment("2026-03-31", 0, 0), **data) == "refused"


@pytest.mark.parametrize("missing", [("15-2",), ("16-5",), ("15-2", "16-3", "16-7"), tuple(CONDITIONS)])
def test_an_applicant_is_told_of_every_unmet_condition_at_once_each_with_its_item(missing: tuple[str, ...]) -> None:
    play = applied(conditions={k: v for k, v in CONDITIONS.items() if k not in missing})
    assert play.take("qualify", "bigdata") == "refused"
    assert sorted(play.codes) == sorted(f"conditions-{code}" for code in missing)
    assert play.articles() == {f"beijing-2023/{c.split('-')[0]}({c.split('-')[1]})" for c in missing}
    assert play.take("reject", "bigdata") == "rejected"


def test_an_application_that_meets_every_condition_cannot_be_rejected_for_them() -> None:
    play = applied()
    assert play.take("reject", "bigdata") == "refused"
    assert play.codes == ["nothing-unmet"]
    assert play.take("qualify", "bigdata") == "qualified"


def test_a_big_data_authority_that_applied_itself_does_not_judge_its_application() -> None:
    play = Play(APPLICATION)
    both = someone("company", "bigdata")
    play.take("apply", both, call="c", plan="方案", conditions=CONDITIONS, **CARRIED)
    for step in ("qualify", "reject"):
        assert play.take(step, "bigdata") == "refused"
        assert "own-case" in play.codes


def reviewed(votes: list[bool], drawn: int | None = None) -> Play:
    play = applied()
    play.take("qualify", "bigdata")
    numbers = [f"ZJ{n}" for n in range(drawn or len(votes))]
    play.take("draw", "bigdata", seed="s", drawn=numbers)
    for number, recommend in zip(numbers, votes, strict=False):
        expert = someone("expert", "university", number)
        play.take("opine", expert, expert=number, recommend=recommend, score=80, opinion="意见")
        assert play.denials == ()
    return play


@pytest.mark.parametrize(
    ("votes", "passes"),
    [([True] * 5, True), ([True] * 3 + [False] * 2, True), ([True] * 2 + [False] * 3, False), ([False] * 5, False)],
)
def test_a_review_passes_from_three_of_five_on_and_cannot_be_concluded_otherwise(
    votes: list[bool], passes: bool
) -> None:
    play = reviewed(votes)
    right, wrong = ("conclude", "fail") if passes else ("fail", "conclude")
    assert play.take(wrong, "bigdata") == "refused"
    assert play.codes == ["share-reached" if passes else "share-not-reached"]
    assert play.take(right, "bigdata") == ("concluded" if passes else "not-selected")


def test_no_conclusion_is_drawn_before_the_last_expert_has_spoken() -> None:
    play = reviewed([True] * 4, drawn=5)
    for step in ("conclude", "fail"):
        assert play.take(step, "bigdata") == "refused"
        assert "opinions-missing" in play.codes


def test_an_expert_who_was_not_drawn_or_has_spoken_gives_no_opinion() -> None:
    play = reviewed([True], drawn=2)
    opinion = {"recommend": True, "score": 90, "opinion": "同意"}
    assert play.take("opine", someone("expert", "university", "x"), expert="ZJ9", **opinion) == "refused"
    assert play.codes == ["not-drawn"]
    assert play.take("opine", someone("expert", "university", "ZJ0"), expert="ZJ0", **opinion) == "refused"
    assert play.codes == ["opinion-twice"]


def test_consent_is_the_governments_and_comes_after_the_supervisors_concurrence() -> None:
    play = reviewed([True] * 5)
    play.take("conclude", "bigdata")
    assert play.take("consent", "government") == "refused"
    assert play.codes == ["wrong-state"]
    play.take("concur", "supervisor")
    for standing in ("bigdata", "supervisor", "company"):
        assert play.take("consent", standing) == "refused"
        assert play.codes == ["wrong-role"]
    assert play.take("publish", "bigdata") == "refused"
    assert play.take("consent", "government") == "consented"
    assert play.take("publish", "bigdata") == "selected"


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
