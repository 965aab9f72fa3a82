"""Worked cases that can be read without reading Python: the tables lie in worked_cases, one file for each procedure."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from playing import Play, someone

from shuzha.procedure.words import Procedure
from shuzha.regulations import law
from shuzha.regulations.procedures import all_procedures

TABLES = Path(__file__).parent / "worked_cases"
PROCEDURES = {procedure.id: procedure for procedure in all_procedures()}
READ = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TABLES.glob("*.toml"))}
OFFICES = ("zones.", "registry.", "market.")
TOLD = [name for name in PROCEDURES if name.startswith(OFFICES)]


def cases() -> list[Any]:
    return [pytest.param(table, case, id=case["en"]) for table in READ.values() for case in table["case"]]


def steps_of(procedure: str) -> list[dict[str, Any]]:
    """Every step of every worked case of that procedure."""
    return [step for t in READ.values() if t["procedure"] == procedure for case in t["case"] for step in case["steps"]]


def stands_on(procedure: Procedure) -> set[str]:
    """Every article, without its item, on which a step, a need or a limit of the procedure stands."""
    needs = [need for step in procedure.steps for need in step.needs]
    items = [item for need in needs for item in getattr(need, "items", ())]
    limits = [duty.limit for duty in procedure.duties]
    found = [cite for one in (*procedure.steps, *needs, *items, *limits) for cite in getattr(one, "cites", ())]
    return {f"{cite.instrument}/{cite.article}" for cite in found}


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


@pytest.mark.parametrize("procedure", TOLD)
def test_every_procedure_of_the_offices_is_told_with_what_it_allows_refuses_and_by_when(procedure: str) -> None:
    steps = steps_of(procedure)
    assert any("then" in step for step in steps), "no worked case allows anything"
    assert any("refused" in step for step in steps), "no worked case refuses anything"
    if PROCEDURES[procedure].duties:
        assert any("ends" in step for step in steps), "no worked case says on which day a limit ends"
        beyond = {"done-late", "late"}
        late = any(beyond & set(step.get("stands", {}).values()) for step in steps)
        waits = any(code.endswith(("-running", "-over")) for step in steps for code in step.get("refused", {}))
        assert late or waits, "no worked case stands on the far side of a limit"


@pytest.mark.parametrize(("table", "case"), cases())
def test_a_worked_case_quotes_articles_on_which_its_procedure_stands(
    table: dict[str, Any], case: dict[str, Any]
) -> None:
    known = stands_on(PROCEDURES[table["procedure"]])
    quoted = {article.partition("(")[0] for article in case["articles"]}
    assert {one for one in quoted if not one.startswith("civil-code/")} <= known


def test_every_worked_case_has_a_sentence_of_its_own_in_both_languages() -> None:
    for language in ("title", "en"):
        told = [case[language] for table in READ.values() for case in table["case"]]
        assert len(told) == len(set(told))
