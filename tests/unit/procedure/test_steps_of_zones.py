"""The zone procedures step by step: what is allowed, what is refused with which article, and the day between the two."""

from __future__ import annotations

from typing import Any

import pytest
from playing import CONDITIONS, Play, moment, someone

from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.call import CALL

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
    assert [one.limit.words.zh for one in play.denials] == ([] if status else ["已于 2026-03-30 截止（含当日）"])


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
