"""From an article to what stands on it, and to how we read it, in the terminal and as JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shuzha.regulations import law
from shuzha.regulations.readings import readings, readings_of
from shuzha.regulations.standing import standing_on
from shuzha.site.cli import commands

REPOSITORY = Path(__file__).parents[3]
PAGE = REPOSITORY / "docs/explanation/reading-of-the-law.md"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


@pytest.mark.parametrize("name", ["beijing", "beijing-2023", "北京", "Beijing zones", "BEIJING-2023"])
def test_an_instrument_is_found_by_the_name_somebody_calls_it(name: str) -> None:
    assert law.named(name).id == "beijing-2023"


def test_local_names_the_city_s_own_rules() -> None:
    assert law.named("local").local


@pytest.mark.parametrize("name", ["", "atlantis", "2023", "数据"])
def test_a_name_of_none_or_of_several_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(LookupError, match="beijing-2023"):
        law.named(name)


def test_an_article_names_its_steps_duties_and_numbers_with_limit_and_source() -> None:
    told = standing_on("hainan-2023", 12).as_json(date(2026, 3, 2))
    [review] = [duty for duty in told["duties"] if duty["duty"] == "review"]
    assert (review["length"], review["unit"], review["source"]) == (30, "working", "hainan-2023/12")
    assert review["local"] is False
    assert {"name": "review_days", "value": "30"}.items() <= told["parameters"][0].items()


def test_a_local_number_says_that_it_is_not_the_instrument_s() -> None:
    told = standing_on("beijing-2023", 23).as_json(date(2026, 3, 2))
    assert all(duty["local"] for duty in told["duties"] if duty["source"].startswith("local/"))


def test_nothing_stands_twice_and_nothing_stands_on_an_article_nobody_cites() -> None:
    told = standing_on("hainan-2023", 12).as_json(date(2026, 3, 2))
    for kind in ("steps", "requirements", "duties", "parameters"):
        rows = [json.dumps(one, sort_keys=True) for one in told[kind]]
        assert len(rows) == len(set(rows))
    assert standing_on("civil-code", 999).nothing


def test_show_explains_an_article_in_both_languages_with_what_stands_on_it() -> None:
    shown = run("law", "show", "beijing", "23")
    assert shown.exit_code == 0, shown.output
    for words in ("第二十三条", "art. 23", "zones.sharing/approve", "数据提供部门", "等形式", "such a form", "local/5"):
        assert words in shown.output
    assert run("law", "show", "beijing-2023/23").output == shown.output


def test_show_as_json_says_the_same() -> None:
    told = json.loads(run("law", "show", "hainan", "12", "--json").output)
    assert told["citation"] == "hainan-2023/12"
    assert told["standing"]["duties"][0]["length"] == 30
    assert told["readings"][0]["decided"]["en"]
    assert told["official_text"] is None


@pytest.mark.parametrize("arguments", [("beijing", "32"), ("beijing",), ("nowhere", "1"), ("beijing", "x"), ("/", "1")])
def test_show_of_what_is_not_there_is_one_clear_message(arguments: tuple[str, ...]) -> None:
    shown = run("law", "show", *arguments)
    assert shown.exit_code == 2
    assert "Traceback" not in shown.output
    assert "Error" in shown.output


@pytest.mark.parametrize("account", law.coverage(), ids=lambda account: account.instrument.id)
def test_every_article_can_be_shown(account: law.Coverage) -> None:
    for article in account.articles:
        assert run("law", "show", str(article.citation)).exit_code == 0


def test_coverage_lists_every_article_of_every_instrument() -> None:
    told = json.loads(run("law", "coverage", "--json").output)
    assert set(told) == {one.id for one in law.instruments()}
    assert len(told["beijing-2023"]["articles"]) + len(told["hainan-2023"]["articles"]) == 61
    assert all(one["dispositions"] for account in told.values() for one in account["articles"])


def test_coverage_fails_when_an_article_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful() -> None:
        law.parse_articles("first = 1\nlast = 1\narticle = []", law.instruments()[0])

    monkeypatch.setattr(law, "coverage", forgetful)
    answer = run("law", "coverage")
    assert answer.exit_code == 1
    assert "[1]" in answer.output


def test_every_reading_belongs_to_an_article_and_is_told_in_both_languages() -> None:
    for one in readings():
        assert law.article(one.cites)
        for text in (one.text, one.decided):
            assert re.search(r"[\u4e00-\u9fff]", text.zh)
            assert re.fullmatch(r"[^\u4e00-\u9fff]+", text.en)
        assert one in readings_of(one.cites.instrument, one.cites.article)


def test_the_page_of_readings_speaks_of_every_article_that_has_one() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for one in readings():
        if one.cites.instrument in ("beijing-2023", "hainan-2023"):
            cells = re.findall(r"^\| ([\d, ]+) \|", page, flags=re.MULTILINE)
            assert str(one.cites.article) in ", ".join(cells).split(", ")


@pytest.mark.parametrize(
    ("instrument", "article", "rules"),
    [
        (
            "beijing-2023",
            30,
            {
                "agreement-suspended-or-terminated": False,
                "zone-assessed-poor": False,
                "zone-assessed-excellent": True,
            },
        ),
        ("beijing-2023", 29, {"findings-not-rectified": False}),
        ("hainan-2023", 27, {"agency-misconduct": False}),
        ("beijing-2023", 22, {}),
    ],
)
def test_what_counts_in_a_credit_record_is_told_under_its_article(
    instrument: str, article: int, rules: dict[str, bool]
) -> None:
    told = standing_on(instrument, article).as_json(date(2026, 3, 2))
    assert {rule["rule"]: rule["good"] for rule in told["credit"]} == rules
