"""The catalogue: found by words, read by everyone, and the same to programs as to people."""

import json
from typing import Any

import pytest
from city_life import City, sealed_resource


@pytest.fixture
def resource(city: City) -> Any:
    return sealed_resource(city)


def found(city: City, **words: str) -> str:
    answer = city.client().get("/catalogue/", words)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


@pytest.mark.parametrize("words", ["收入", "census", "统计局", "wage", "就业", "人口 region"])
def test_a_resource_is_found_by_name_department_theme_and_column(city: City, resource: Any, words: str) -> None:
    assert "人口收入调查" in found(city, q=words)


@pytest.mark.parametrize("words", ["航班", "收入 航班", "%", "_____________", "' OR 1=1 --", "<script>", "x" * 9000])
def test_words_that_do_not_all_occur_find_nothing(city: City, resource: Any, words: str) -> None:
    text = found(city, q=words)
    assert "人口收入调查" not in text
    assert "<script>" not in text


def test_a_theme_and_a_page_out_of_range_are_no_fault(city: City, resource: Any) -> None:
    assert "人口收入调查" in found(city, theme="就业", page="999")
    assert "人口收入调查" not in found(city, theme="没有这个主题", page="x")


def test_a_resource_shows_suggestion_and_decision_side_by_side(city: City, resource: Any) -> None:
    text = city.client().get("/catalogue/census_income/").content.decode()
    assert all(words in text for words in ("建议及理由", "确认级别", "假名化", "隐私单元", "1,000", "900"))


def test_a_withdrawn_or_unknown_resource_is_not_listed(city: City) -> None:
    assert city.client().get("/catalogue/nothing/").status_code == 404
    assert city.client().get("/catalogue/nothing.jsonld").status_code == 404
    assert city.client().get("/catalogue/%E5%90%8D/").status_code == 404


def test_programs_read_the_same_description_as_dcat(city: City, resource: Any) -> None:
    answer = city.client().get("/catalogue/census_income.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    described = json.loads(answer.content)
    assert described["@type"] == "dcat:Dataset"
    assert described["dct:identifier"] == "census_income"
    assert {"@value": "人口收入调查", "@language": "zh-Hans"} in described["dct:title"]
    columns = described["csvw:tableSchema"]["csvw:column"]
    assert [c["csvw:name"] for c in columns] == ["person_id", "region", "wage"]
    assert "dcat:distribution" not in described, "nothing can be downloaded"


def test_the_whole_catalogue_names_every_resource(city: City, resource: Any) -> None:
    listed = json.loads(city.client().get("/catalogue.jsonld").content)
    assert [one["dct:identifier"] for one in listed["dcat:dataset"]] == ["census_income"]
    assert listed["@type"] == "dcat:Catalog"


def test_only_a_department_is_offered_to_register(city: City, resource: Any) -> None:
    assert "/start/zones.resource/describe/" in city.client("provider").get("/catalogue/").content.decode()
    for who in ("", "operator", "supervisor"):
        assert "/start/zones.resource/describe/" not in city.client(who).get("/catalogue/").content.decode()
