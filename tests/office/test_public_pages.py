"""What is open to everyone: home, notices on both sites, the law with everything that stands on it."""

from __future__ import annotations

from html import escape

import pytest
from city_life import City, applied_registration, publicised_registration, published_call, selected_application


def seen(city: City, path: str, language: str = "zh-hans") -> str:
    answer = city.client(language=language).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_front_page_shows_what_happened_last_but_not_whose_matter_it_was(city: City, language: str) -> None:
    case = applied_registration(city)
    home = seen(city, "/", language)
    assert {"zh-hans": "提出确权登记申请", "en": "Registration was applied for"}[language] in home
    assert case.number not in home


def test_the_front_page_marks_local_rules_as_local(city: City) -> None:
    assert "本地规则" in seen(city, "/")


def test_publicity_stands_on_both_sites_with_its_printed_period(city: City) -> None:
    notice = publicised_registration(city).notices.get()
    for path in ("/notices/", "/bureau/notices/"):
        listed = seen(city, path)
        assert f"/notices/{notice.pk}/" in listed
        assert "2026年3月10日" in listed
    assert "大数据管理局网站、数闸平台" in seen(city, f"/notices/{notice.pk}/")


def test_a_call_stands_on_the_platform_only(city: City) -> None:
    notice = published_call(city).notices.get()
    assert f"/notices/{notice.pk}/" in seen(city, "/notices/")
    assert f"/notices/{notice.pk}/" not in seen(city, "/bureau/notices/")


def test_once_publicity_is_over_no_objection_is_offered(city: City) -> None:
    notice = publicised_registration(city).notices.get()
    assert "提出异议" in seen(city, f"/notices/{notice.pk}/")
    city.advance(days=30)
    assert "提出异议" not in seen(city, f"/notices/{notice.pk}/")


def test_notices_are_found_by_two_characters(city: City) -> None:
    selected_application(city)
    assert "综合评审结果" in seen(city, "/notices/?q=评审")
    assert "综合评审结果" not in seen(city, "/notices/?q=医疗")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_article_of_every_instrument_has_its_page(city: City, language: str) -> None:
    from shuzha.regulations import law

    for one in law.coverage():
        assert seen(city, f"/law/{one.instrument.id}/", language)
        for article in one.articles[::6]:
            assert seen(city, f"/law/{one.instrument.id}/{article.citation.article}", language)


def test_an_article_names_the_steps_deadlines_and_numbers_that_stand_on_it(city: City) -> None:
    page = seen(city, "/law/hainan-2023/16")
    assert "两站公示" in page
    assert "公示" in page
    assert "个工作日" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_procedure_is_drawn_and_explained(city: City, language: str) -> None:
    from shuzha.archive.cases.procedures import all_running

    for run in all_running():
        page = seen(city, f"/law/procedures/{run.procedure.id}/", language)
        assert "<svg" in page
        assert all(escape(step.title.in_(language).split("“")[0]) in page for step in run.procedure.steps)


@pytest.mark.parametrize("path", ["/law/none/", "/law/beijing-2023/999", "/law/procedures/none/", "/law/none/1"])
def test_law_that_is_not_here_is_not_found(city: City, path: str) -> None:
    assert city.client().get(path).status_code == 404


def test_the_adoption_table_is_public(city: City) -> None:
    page = seen(city, "/law/adoption/")
    assert "北京市公共数据专区授权运营管理办法（试行）" in page
    assert "本地规则" in page
