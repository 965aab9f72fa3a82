"""The worked cases that stand beside each instrument go as their tables say, and every procedure has some."""

from __future__ import annotations

import re

import pytest

from shuzha.procedure.words import Procedure
from shuzha.regulations import law
from shuzha.regulations.procedures import all_procedures, latest
from shuzha.regulations.worked_cases import WorkedCase, played, who, worked_cases, worked_cases_of
from shuzha.regulations.worked_told import told

TOLD = sorted({procedure.id for procedure in all_procedures()})
each_case = pytest.mark.parametrize("case", worked_cases(), ids=lambda case: case.title.en)


def stands_on(procedure: Procedure) -> set[str]:
    """Every article, without its item, on which a step, a need or a limit of the procedure stands."""
    needs = [need for step in procedure.steps for need in step.needs]
    items = [item for need in needs for item in getattr(need, "items", ())]
    limits = [duty.limit for duty in procedure.duties]
    found = [cite for one in (*procedure.steps, *needs, *items, *limits) for cite in getattr(one, "cites", ())]
    return {f"{cite.instrument}/{cite.article}" for cite in found}


@each_case
def test_it_goes_as_the_table_says(case: WorkedCase) -> None:
    for one in played(case):
        line, codes = one.line, {denial.code for denial in one.denials}
        assert codes == set(line.refused), (line.on, line.take)
        for denial in one.denials:
            assert line.refused[denial.code] in {str(cite) for cite in denial.cites}
        if line.then:
            assert one.status == line.then
        for duty, last_day in line.ends.items():
            assert one.last(duty).last_day == last_day, duty
        for duty, standing in line.stands.items():
            assert one.last(duty).standing == standing, duty


@each_case
def test_each_line_says_what_follows_and_who_acts(case: WorkedCase) -> None:
    procedure = latest(case.procedure)
    for line in case.lines:
        assert bool(line.then) != bool(line.refused)
        assert who(procedure, line.by).zh


@pytest.mark.parametrize("procedure", TOLD)
def test_every_procedure_is_told_with_what_it_allows_refuses_and_by_when(procedure: str) -> None:
    lines = [line for case in worked_cases_of(procedure) for line in case.lines]
    assert any(line.then for line in lines), "no worked case allows anything"
    assert any(line.refused for line in lines), "no worked case refuses anything"
    if latest(procedure).duties:
        assert any(line.ends for line in lines), "no worked case says on which day a limit ends"
        late = any({"done-late", "late"} & set(line.stands.values()) for line in lines)
        waits = any(code.endswith(("-running", "-over")) for line in lines for code in line.refused)
        assert late or waits, "no worked case stands on the far side of a limit"


@each_case
def test_the_articles_that_it_shows_exist_and_its_procedure_stands_on_them(case: WorkedCase) -> None:
    known = stands_on(latest(case.procedure))
    for cite in case.cites:
        assert law.article(str(cite))
        assert cite.instrument == "civil-code" or f"{cite.instrument}/{cite.article}" in known, cite


def test_every_worked_case_has_a_sentence_of_its_own_in_both_languages() -> None:
    for language in ("zh", "en"):
        titles = [case.title.in_(language) for case in worked_cases()]
        assert len(titles) == len(set(titles))


@each_case
def test_every_line_is_told_wholly_in_either_language(case: WorkedCase) -> None:
    for line in told(case):
        said = [line.who, line.step, *line.limits, *(denial.reason for denial in line.denials)]
        assert not [text.en for text in said if re.search("[\u3400-\u9fff]", text.en)]
        assert not re.search("[A-Za-z]", line.who.zh)
