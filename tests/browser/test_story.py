"""The story as `make demo` tells it: eight stages, every step with its article and log entry, in Chinese and English."""

from __future__ import annotations

import re

import pytest

from browser.living import Living
from shuzha.kernel.money import Money

pytestmark = pytest.mark.story

STAGES = {
    1: ("数据资源入库", "Resources enter"),
    2: ("运营单位获得授权", "An operator is authorised"),
    3: ("授权使用数据", "Use is granted"),
    4: ("数据可用不可见", "Data is used, not seen"),
    5: ("产品形成并确权登记", "A product is made and registered"),
    6: ("产品交易", "It is traded"),
    7: ("停止使用", "It is stopped"),
    8: ("全程存证可验", "It is proved"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
STEP = re.compile(
    r"^ *\d+\. (?P<zh>.+)\n {5}(?P<en>.+)\n {5}\d{4}-\d\d-\d\d \d\d:\d\d · (?P<who>.+)\n(?P<proofs>(?: {5}(?:依据|存证).+\n?)*)",
    re.MULTILINE,
)


@pytest.fixture
def stages(demonstration: Living) -> dict[int, str]:
    """What was told of each stage."""
    parts = re.split(r"^━━ (\d+) · .+ ━━$", demonstration.told, flags=re.MULTILINE)
    return {int(number): told for number, told in zip(parts[1::2], parts[2::2], strict=True)}


def test_the_story_ends_as_the_law_says_and_the_platform_goes_on_serving(demonstration: Living) -> None:
    assert "did not end as the law says" not in demonstration.told, demonstration.told[-3000:]
    assert "Traceback" not in demonstration.told
    assert re.search(r"全部 \d+ 步均按规定完成.+all \d+ steps ended as the law says", demonstration.told)
    assert demonstration.url


@pytest.mark.parametrize("number", STAGES)
def test_each_stage_is_told_in_both_languages_with_who_acted_on_which_article_and_the_log_entry(
    demonstration: Living, stages: dict[int, str], number: int
) -> None:
    chinese, english = STAGES[number]
    assert f"━━ {number} · {chinese} / {english} ━━" in demonstration.told
    steps = list(STEP.finditer(stages[number]))
    assert steps
    for step in steps:
        assert CHINESE.search(step["zh"]), step["zh"]
        assert re.search("[a-z]", step["en"]), step["en"]
        assert " / " in step["who"], step["who"]
        assert re.search(r"存证 / proof: log entry \d+ \(", step["proofs"]), step[0]
    assert any("依据 / on:" in step["proofs"] for step in steps) or number == 8


def test_the_company_turned_away_is_told_every_unmet_condition_at_once(stages: dict[int, str]) -> None:
    refused = stages[2].split("Confirming that Spruce Link meets the conditions — refused")[1].split("\n\n")[0]
    assert refused.count("✗") == 3


def test_both_refusals_that_depend_on_data_say_the_same_and_only_the_supervisor_reads_why(
    stages: dict[int, str],
) -> None:
    said = re.findall(r"the analyst reads: (.+)", stages[4])
    why = re.findall(r"only the supervisor reads: (.+)", stages[4])
    assert len(said) == 2
    assert len(set(said)) == 1
    assert len(why) == 2
    assert all(reason not in said for reason in why)


def test_the_certificate_verifies_without_the_platform(stages: dict[int, str]) -> None:
    assert "The independent verifier accepts" in stages[5]


def test_a_thousand_calls_are_delivered_billed_and_settled_to_the_cent(stages: dict[int, str]) -> None:
    assert "delivered 1000 / 1000" in stages[6]
    assert re.search(r"call 1001: ✗", stages[6])
    bill = re.search(r"账单 / statement (\S+) = (.+)", stages[6])
    assert bill
    due = Money.parse(bill[1])
    assert due == Money(137) * 1000
    assert Money.total(Money.parse(part.split()[-1]) for part in bill[2].split(" + ")) == due


def test_the_cut_off_leaves_no_byte_later_than_a_second_after_the_decision(stages: dict[int, str]) -> None:
    printed = re.search(r"from decision to last byte: (\d+) ms", stages[7])
    assert printed
    assert int(printed[1]) <= 1000


def test_every_event_is_proved_and_one_changed_digit_is_found_and_named(stages: dict[int, str]) -> None:
    counted = re.search(r"Each of (\d+) events has a receipt that verifies", stages[8])
    assert counted
    assert int(counted[1]) > 1000
    assert re.search(r"is found and named", stages[8])
