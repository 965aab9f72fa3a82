"""Worked cases that can be read without reading Python: the tables lie in worked_cases, one file for each procedure."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from playing import Play, someone

from shuzha.regulations import law
from shuzha.regulations.procedures import all_procedures

TABLES = Path(__file__).parent / "worked_cases"
PROCEDURES = {procedure.id: procedure for procedure in all_procedures()}


def cases() -> list[Any]:
    found = []
    for path in sorted(TABLES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [pytest.param(table, case, id=case["en"]) for case in table["case"]]
    return found


@pytest.mark.parametrize(("table", "case"), cases())
def test_it_goes_as_the_table_says(table: dict[str, Any], case: dict[str, Any]) -> None:
    play = Play(PROCEDURES[table["procedure"]])
    for step in case["steps"]:
        standing, _, organisation = step["by"].partition(":")
        data = table["bring"].get(step["take"], {}) | step.get("with", {})
        after = play.take(step["take"], someone(standing, organisation), step["on"].isoformat(), **data)
        if "refused" in step:
            assert after == "refused"
            assert set(play.codes) == set(step["refused"])
            for denial in play.denials:
                assert step["refused"][denial.code] in {str(cite) for cite in denial.cites}
        else:
            assert (after, play.codes) == (step["then"], [])
        for duty, last_day in step.get("ends", {}).items():
            assert play.duty(duty).last_day == last_day
        for duty, standing in step.get("stands", {}).items():
            assert play.duty(duty).standing == standing


@pytest.mark.parametrize(("table", "case"), cases())
def test_the_articles_that_a_worked_case_shows_exist(table: dict[str, Any], case: dict[str, Any]) -> None:
    for article in case["articles"]:
        assert law.article(article)
