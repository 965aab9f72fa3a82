"""Every article stands once and is accounted for; what it claims exists; the words are ours."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import shuzha.regulations
from shuzha.kernel.citation import Instrument
from shuzha.kernel.text import Text
from shuzha.procedure.words import Procedure
from shuzha.regulations import law
from shuzha.regulations.law import Status

REPOSITORY = Path(__file__).parents[3]
SHARED = REPOSITORY.parent / "shared" / "regulations"
ARTICLES = [a for account in law.coverage() for a in account.articles]
SAMPLE = Instrument("test-law", Text("样法", "Sample law"), Text("样法", "Sample"))
ONE = '[[article]]\nnumber = 1\nzh = "一"\nen = "one"\ndefinition = true\n'
TWO = ONE.replace("number = 1", "number = 2")


def procedures() -> dict[str, Procedure]:
    found = {}
    for module in pkgutil.walk_packages(shuzha.regulations.__path__, "shuzha.regulations."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Procedure):
                found[value.id] = value
    return found


PROCEDURES = procedures()


@pytest.mark.parametrize(
    ("instrument", "first", "last"),
    [
        ("beijing-2023", 1, 31),
        ("hainan-2023", 1, 30),
        ("qingdao-2023", 1, 19),
        ("civil-code", 200, 204),
    ],
)
def test_every_article_of_an_instrument_stands_once(instrument, first, last):
    assert [a.citation.article for a in law.articles(instrument)] == list(range(first, last + 1))


def test_the_local_rules_stand_once_each_in_order_the_registry_s_in_a_chapter_of_their_own():
    numbers = [a.citation.article for a in law.articles("local")]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert {number for number in numbers if number >= 25}


def test_a_chapter_that_is_named_and_not_written_is_refused_by_number():
    with pytest.raises(ValueError, match=r"\[5\]"):
        law.parse_articles("first = 1\nlast = 1\nfurther = [[5, 5]]\n" + ONE, SAMPLE)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: str(a.citation))
def test_an_article_is_explained_in_both_languages_and_accounted_for(article):
    assert re.search(r"[\u4e00-\u9fff]", article.summary.zh)
    assert re.fullmatch(r"[^\u4e00-\u9fff]+", article.summary.en)
    assert article.dispositions


def claims() -> list[tuple[str, str]]:
    return [(str(a.citation), by) for a in ARTICLES for d in a.dispositions for by in d.by]


@pytest.mark.parametrize(("citation", "by"), claims(), ids=lambda value: value)
def test_what_an_article_claims_to_be_enforced_by_exists(citation, by):
    kind, _, name = by.partition(":")
    case, _, part = name.partition("/")
    match kind:
        case "procedure":
            assert name in PROCEDURES
        case "step":
            assert PROCEDURES[case].step(part)
        case "duty":
            assert PROCEDURES[case].duty(part)
        case "parameter":
            own = citation.partition("/")[0]
            assert any(name == p.name for i in (own, "local") for p in law.parameters(i))


def test_an_article_on_which_a_step_stands_is_not_called_undone():
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            for citation in step.cites:
                statuses = {d.status for d in law.article(citation).dispositions}
                assert statuses != {Status.PENDING}, f"{citation} carries {procedure.id}/{step.name}"


@pytest.mark.parametrize("path", sorted({t for a in ARTICLES for d in a.dispositions for t in d.tested}))
def test_the_tests_that_an_article_names_exist(path):
    assert (REPOSITORY / path).exists()


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: str(a.citation))
def test_our_words_are_not_the_official_text(article):
    if not SHARED.is_dir():
        pytest.skip("THE OFFICIAL TEXTS ARE NOT HERE: our words were not compared with them")
    official = "".join(re.sub(r"\W", "", p.read_text(encoding="utf-8")) for p in sorted(SHARED.glob("*.md")))
    ours = re.sub(r"\W", "", article.summary.zh)
    copied = next((ours[i : i + 14] for i in range(len(ours) - 13) if ours[i : i + 14] in official), "")
    assert not copied


def test_an_article_is_found_by_its_key_and_an_item_leads_to_its_article():
    assert law.article("hainan-2023/9(2)") is law.article("hainan-2023/9")
    assert law.article("beijing-2023/23").citation.label == Text("北京专区办法第二十三条", "Beijing zones, art. 23")


@pytest.mark.parametrize("key", ["beijing-2023/32", "beijing-2023/0", "civil-code/1", "nowhere/1"])
def test_an_article_that_is_not_here_is_a_clear_error(key):
    with pytest.raises(LookupError, match=key.split("/", maxsplit=1)[0]):
        law.article(key)


def test_a_malformed_key_is_a_clear_error():
    with pytest.raises(ValueError, match="not a citation"):
        law.article("beijing 23")
    with pytest.raises(LookupError, match="known"):
        law.parameters("nowhere")


def test_coverage_counts_articles_by_status_and_tells_it_as_json():
    beijing = law.coverage()[0]
    for status, count in beijing.counts.items():
        assert count == sum(any(d.status is status for d in one.dispositions) for one in beijing.articles)
    assert set(beijing.counts) == set(Status)
    told = law.article("beijing-2023/18").as_json()
    assert {d["status"] for d in told["dispositions"]} == {"enforced", "pending"}
    assert not law.article("beijing-2023/18").is_settled
    assert law.article("beijing-2023/1").is_settled


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("first = 1\nlast = 2\n" + ONE, r"\[2\]"),
        ("first = 1\nlast = 1\n" + ONE + TWO, r"\[2\]"),
        ("first = 1\nlast = 1\n" + ONE + ONE, r"\[1\]"),
        ("first = 1\nlast = 2\n" + TWO + ONE, r"\[2, 1\]"),
        ("first = 1\nlast = 1\n" + ONE.replace("definition = true", ""), "not accounted for"),
        ("first = 1\nlast = 1\n" + ONE.replace("definition = true", 'enforced = { by = ["x"] }'), "tested where"),
        ("first = 1\nlast = 1\n" + ONE.replace("definition = true", 'shown = { tested = ["x"] }'), "by what"),
        ("first = 1\nlast = 1\n" + ONE.replace("definition = true", 'gap = { zh = "因" }'), "why"),
        ("first = 1\nlast = 1\n" + ONE.replace("definition = true", "pending = {}"), "until when"),
    ],
)
def test_a_forgotten_repeated_or_unexplained_article_is_refused_by_number(source, message):
    with pytest.raises(ValueError, match=message):
        law.parse_articles(source, SAMPLE)
