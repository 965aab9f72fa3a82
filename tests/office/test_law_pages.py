"""An article's page shows how we read it, and the official text once this installation has imported it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from city_life import City

from shuzha.regulations.text import import_text

pytestmark = pytest.mark.django_db
NUMERALS = {200: "二百", 201: "二百零一", 202: "二百零二", 203: "二百零三", 204: "二百零四"}


def page(city: City, path: str, language: str = "zh-hans") -> str:
    return city.client(language=language).get(path).content.decode()


def test_a_reading_stands_under_its_article_in_the_reader_s_language(city: City) -> None:
    assert "等形式" in page(city, "/law/beijing-2023/23")
    assert "such a form" in page(city, "/law/beijing-2023/23", "en")
    assert "我们的理解" not in page(city, "/law/beijing-2023/1")


def test_the_official_text_is_shown_once_imported_and_says_that_it_was(
    city: City, settings: Any, tmp_path: Path
) -> None:
    settings.SHUZHA_HOME = tmp_path
    assert "官方文本" not in page(city, "/law/civil-code/203")
    lines = ["中华人民共和国民法典", *(f"第{words}条 <b>甲{number}</b>。" for number, words in NUMERALS.items())]
    (tmp_path / "法典.md").write_text("\n".join(lines), encoding="utf-8")
    import_text(tmp_path, "civil-code", tmp_path / "法典.md", "2026-03-02")
    shown = page(city, "/law/civil-code/203")
    assert "由本安装导入" in shown
    assert "法典.md" in shown
    assert "&lt;b&gt;甲203&lt;/b&gt;" in shown


def test_the_worked_cases_of_a_procedure_stand_under_it_with_reason_article_and_day(city: City) -> None:
    shown = page(city, "/law/procedures/zones.handover/")
    assert "办件实例" in shown
    assert "答复是否接管：至 2026-03-16（含当日）" in shown
    assert "该专区并非由市大数据主管部门先期监管" in shown
    assert "done late" in page(city, "/law/procedures/zones.handover/", "en")


def test_an_article_says_what_counts_under_it_in_a_credit_record(city: City) -> None:
    assert "专区考核评估结果较差" in page(city, "/law/beijing-2023/30")
    assert "assessment was excellent" in page(city, "/law/beijing-2023/30", "en")
    assert "信用事实" not in page(city, "/law/beijing-2023/22")
