"""Each kind of requirement on both sides of its edge: what meets it, what does not, and what is said then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playing import Play, moment, someone

from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation, brought, overlaid
from shuzha.procedure.requirements import Checklist, Condition, Elapsed, Field, Item, Kind, NotBy, Requirement, Within
from shuzha.procedure.words import Case, Command, Procedure
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.call import CALL
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION

CITES = (Citation("hainan-2023", 8),)
TITLE = Text("名称", "Name")


def situation(data: dict[str, Any] | None = None, case: Case | None = None, procedure: Procedure = CALL) -> Situation:
    command = Command("draft", someone("bigdata"), moment("2026-03-02"), data or {})
    return Situation(procedure, case or Case(procedure.id), command, china_calendar())


def codes(need: Requirement, data: dict[str, Any] | None = None) -> list[str]:
    return [denial.code for denial in need.unmet(situation(data))]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, "字" * 300),
        (Kind.LONG, "字" * 20_000),
        (Kind.CHOICE, "x"),
        (Kind.CHOICES, ["x", "y"]),
        (Kind.NUMBER, 0),
        (Kind.NUMBER, 2**53 - 1),
        (Kind.MONEY, 1),
        (Kind.DAY, "2028-02-29"),
        (Kind.FLAG, False),
        (Kind.FLAG, True),
        (Kind.REFERENCE, "r" * 200),
        (Kind.REFERENCES, ["r"]),
    ],
)
def test_a_value_of_its_kind_is_taken_up_to_its_last_allowed_size(kind: Kind, value: Any) -> None:
    assert codes(Field("f", TITLE, kind, CITES), {"f": value}) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, "字" * 301),
        (Kind.TEXT, 5),
        (Kind.TEXT, "nul\0"),
        (Kind.TEXT, "half \ud800"),
        (Kind.LONG, "字" * 20_001),
        (Kind.CHOICE, ["x"]),
        (Kind.CHOICES, "x"),
        (Kind.CHOICES, [1]),
        (Kind.NUMBER, -1),
        (Kind.NUMBER, 2**53),
        (Kind.NUMBER, 1.0),
        (Kind.NUMBER, True),
        (Kind.NUMBER, "5"),
        (Kind.MONEY, -1),
        (Kind.MONEY, 0.5),
        (Kind.DAY, "2026-02-29"),
        (Kind.DAY, "20260301"),
        (Kind.DAY, "2026-W10-1"),
        (Kind.DAY, "明天"),
        (Kind.DAY, 20260301),
        (Kind.FLAG, "yes"),
        (Kind.FLAG, 1),
        (Kind.REFERENCE, "r" * 201),
        (Kind.REFERENCE, {"id": 1}),
        (Kind.REFERENCES, ["r" * 201]),
        (Kind.REFERENCES, {"r": 1}),
    ],
)
def test_a_value_of_another_kind_or_size_is_refused_and_the_form_is_explained(kind: Kind, value: Any) -> None:
    (denial,) = Field("f", TITLE, kind, CITES).unmet(situation({"f": value}))
    assert denial.code == "field-malformed"
    assert denial.field == "f"
    assert "名称" in denial.reason.zh
    assert denial.remedy.zh
    assert denial.remedy.en
    assert denial.cites == CITES


@pytest.mark.parametrize("value", [None, "", "  \n", [], "absent"])
def test_a_required_value_that_is_not_there_is_missing_and_an_optional_one_is_not_asked_for(value: Any) -> None:
    data = {} if value == "absent" else {"f": value}
    assert codes(Field("f", TITLE, Kind.TEXT, CITES), data) == ["field-missing"]
    assert codes(Field("f", TITLE, Kind.TEXT, CITES, required=False), data) == []


def test_zero_and_no_are_answers() -> None:
    assert codes(Field("f", TITLE, Kind.NUMBER, CITES), {"f": 0}) == []
    assert codes(Field("f", TITLE, Kind.FLAG, CITES), {"f": False}) == []


def test_what_is_none_of_the_choices_is_refused_and_the_choices_are_named() -> None:
    field = Field("f", TITLE, Kind.CHOICES, CITES, choices={"a": Text("甲", "A"), "b": Text("乙", "B")})
    assert codes(field, {"f": ["a", "b"]}) == []
    (denial,) = field.unmet(situation({"f": ["a", "c"]}))
    assert denial.code == "field-not-a-choice"
    assert denial.remedy == Text("可选：甲、乙", "Choose from: A, B")


LIST = Checklist(
    "papers",
    TITLE,
    tuple(Item(code, Text(f"材料{code}", f"Paper {code}"), CITES, Text("请补交", "Hand it in")) for code in "abc"),
    only_if={"c": lambda s: bool(s.said.get("joint"))},
)


def test_a_checklist_names_every_missing_item_at_once_each_with_its_article() -> None:
    denials = list(LIST.unmet(situation({"joint": True})))
    assert [d.code for d in denials] == ["papers-a", "papers-b", "papers-c"]
    assert all(d.cites == CITES and d.remedy.zh and d.field == "papers" for d in denials)


def test_an_item_that_does_not_apply_is_not_asked_for() -> None:
    assert codes(LIST, {"papers": {"a": "x", "b": "x"}}) == []
    assert codes(LIST, {"papers": {"a": "x", "b": "x"}, "joint": True}) == ["papers-c"]


@pytest.mark.parametrize("blank", ["", "   ", None, 1, ["x"], {"x": 1}])
def test_a_blank_or_misshapen_support_supports_nothing(blank: Any) -> None:
    assert codes(LIST, {"papers": {"a": "x", "b": blank}}) == ["papers-b"]


@pytest.mark.parametrize("given", [None, "all of them", ["a", "b"], 1])
def test_something_that_is_no_list_of_supports_leaves_everything_missing(given: Any) -> None:
    assert codes(LIST, {"papers": given}) == ["papers-a", "papers-b"]


def test_a_checklist_that_only_collects_refuses_nothing() -> None:
    assert codes(Checklist("papers", TITLE, LIST.items, required=False)) == []


def test_unknown_items_and_values_that_are_no_text_are_not_taken() -> None:
    assert LIST.taken({"a": "x", "evil": "x", "b": {"x": 1}, "c": "y" * 30_000}) == {"a": "x", "c": "y" * 20_000}
    assert LIST.taken("everything") == {}


def test_what_was_handed_in_earlier_still_counts_when_only_the_rest_is_handed_in() -> None:
    facts = overlaid(REGISTRATION, {"materials": {"8-1": "x"}, "name": "旧"}, {"materials": {"8-2": "y"}, "name": "新"})
    assert facts == {"materials": {"8-1": "x", "8-2": "y"}, "name": "新"}


def test_the_office_that_checks_a_list_cannot_fill_it_in() -> None:
    qualify, apply = APPLICATION.step("qualify"), APPLICATION.step("apply")
    assert brought(qualify, {"conditions": {"15-1": "由审核人代填"}}) == {}
    assert brought(apply, {"conditions": {"15-1": "证明"}}) == {"conditions": {"15-1": "证明"}}


def test_what_a_step_does_not_declare_is_not_taken() -> None:
    assert brought(CALL.step("publish"), {"closes": "2099-01-01", "zone_zh": "x"}) == {}


def test_a_condition_says_its_reason_remedy_and_article() -> None:
    need = Condition("late", lambda s: s.today < date(2026, 3, 2), TITLE, Text("改", "Change"), CITES, "f")
    (denial,) = need.unmet(situation())
    assert (denial.code, denial.field, denial.cites) == ("late", "f", CITES)


def test_a_period_that_never_began_has_neither_run_out_nor_is_it_running() -> None:
    assert codes(Elapsed("application-window", CITES)) == ["application-window-not-begun"]
    assert codes(Within("application-window", CITES, TITLE)) == ["application-window-over"]


@pytest.mark.parametrize(
    ("person", "organisation", "refused"),
    [("same", "other", True), ("other", "same", True), ("same", "same", True), ("other", "other", False)],
)
def test_neither_the_person_nor_the_organisation_that_submitted_reviews(
    person: str, organisation: str, refused: bool
) -> None:
    play = Play(CALL)
    who = someone("bigdata", "same", "same")
    play.take("draft", who, zone_zh="甲", zone_en="A", kind="area", supervisor="s", conditions="x", requirements="x")
    command = Command("publish", someone("supervisor", organisation, person), moment("2026-03-02"), {})
    asked = Situation(CALL, play.case, command, china_calendar())
    assert [d.code for d in NotBy("call-drafted", CITES).unmet(asked)] == (["own-case"] if refused else [])
    assert list(NotBy("call-published", CITES).unmet(asked)) == []
