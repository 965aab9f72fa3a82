"""The credit record's pages: who may open which, what they show, and that a fact's own case opens only to who may see it."""

from __future__ import annotations

import pytest
from city_life import City, signed_agreement
from test_credit import assessed

from shuzha.commons.credit.models import Fact


@pytest.fixture
def operator(city: City) -> str:
    """The page of the operator's record, in which one fact stands."""
    assessed(city, signed_agreement(city), 40)
    return f"/credit/{city.organisations['operator'].pk}/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("bigdata", 200), ("supervisor", 200), ("government", 200), ("operator", 302), ("second", 404),
        ("second_supervisor", 404), ("bureau", 404), ("registrar", 404), ("citizen", 404), ("", 302),
    ],
)  # fmt: skip
def test_a_record_opens_to_overseers_and_to_nobody_else(city: City, operator: str, who: str, status: int) -> None:
    assert city.client(who).get(operator).status_code == status


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "专区考核评估结果较差"), ("en", "assessment was poor")])
def test_a_party_reads_its_own_record_and_can_dispute_it(city: City, operator: str, language: str, words: str) -> None:
    page = city.client("operator", language).get("/credit/").content.decode()
    assert words in page
    assert f"/start/credit.review/dispute/?fact={Fact.objects.get().pk}" in page
    assert words not in city.client("second", language).get("/credit/").content.decode()


def test_overseers_find_the_records_they_oversee_and_offer_no_dispute(city: City, operator: str) -> None:
    assert operator in city.client("supervisor").get("/credit/").content.decode()
    assert operator not in city.client("second_supervisor").get("/credit/").content.decode()
    assert "?fact=" not in city.client("supervisor").get(operator).content.decode()


def test_an_organisation_without_facts_and_one_that_is_not_are_told_alike(city: City, operator: str) -> None:
    client = city.client("bigdata")
    for key in (city.organisations["second"].pk, "00000000-0000-4000-8000-000000000000"):
        assert client.get(f"/credit/{key}/").status_code == 404


def test_the_dispute_is_made_from_the_page_and_shows_there(city: City, operator: str) -> None:
    fact = Fact.objects.get()
    client = city.client("operator")
    assert str(fact.pk) in client.get(f"/start/credit.review/dispute/?fact={fact.pk}").content.decode()
    made = client.post(
        "/start/credit.review/dispute/", {"fact": str(fact.pk), "grounds": "评分有误", "command_id": "a" * 32}
    )
    assert made.status_code == 302
    page = client.get("/credit/").content.decode()
    assert "异议复核中" in page
    assert "XF-" in page
    assert "XF-" in city.client("government").get(operator).content.decode()
    assert "XF-" not in city.client("supervisor").get(operator).content.decode()


def test_a_program_reads_the_same_record_with_the_same_rights(city: City, operator: str) -> None:
    key = str(city.organisations["operator"].pk)
    own = city.client("operator").get("/api/credit").json()
    assert own["organisation"] == key
    (fact,) = own["facts"]
    assert (fact["counts"], fact["good"], fact["cites"]) == (True, False, ["beijing-2023/30", "local/40"])
    assert city.client("supervisor").get("/api/credit", {"organisation": key}).json()["facts"] == [fact]
    assert city.client("second").get("/api/credit").json()["facts"] == []
    for blind in ("second", "citizen"):
        assert city.client(blind).get("/api/credit", {"organisation": key}).status_code == 404
    assert city.client().get("/api/credit").status_code == 401
