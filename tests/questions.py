"""A small procedure in three versions, for tests about changed law: a question to the authority, answered in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.parameters import ParameterSet
from shuzha.procedure.requirements import Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations.local_rules import INSTRUMENT
from shuzha.regulations.roles import standing

_3 = INSTRUMENT.article(3)
_PARAMETERS = ParameterSet.from_toml(
    "".join(
        f'[{name}]\ntitle = {{ zh = "{name}", en = "{name}" }}\nunit = "working_days"\n'
        f'values = [{{ from = 2020-01-01, value = {days}, cites = ["local/3"] }}]\n'
        for name, days in (("ten", 10), ("five", 5), ("two", 2))
    ),
    INSTRUMENT,
)


def _step(name: str, source: str, target: str, by: str, said: str, **more: object) -> Step:
    return Step(
        name=name, title=Text(f"办理{said}", name.title()), source=frozenset({source} if source else ()), target=target,
        by=frozenset({by}), event=f"question-{target}", said=Text(said, name), cites=(_3,), **more,  # type: ignore[arg-type]
    )  # fmt: skip


_QUESTION = Field("question", Text("问题", "Question"), Kind.LONG, (_3,))
_ANSWER = Field("answer", Text("答复", "Answer"), Kind.LONG, (_3,))
FIRST = Procedure(
    id="tests.question",
    title=Text("咨询", "Question"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={
        "company": standing("company"),
        "asker": Role(Text("咨询人", "Asker"), "company"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("asked", Text("待答复", "Awaiting an answer")),
        State("answered", Text("已答复", "Answered"), final=True),
    ),
    steps=(
        _step("ask", "", "asked", "company", "提问", needs=(_QUESTION,), takes_part={"asker": "actor"}),
        _step("answer", "asked", "answered", "bigdata", "答复", needs=(_ANSWER, NotBy("question-asked", (_3,)))),
    ),
    duties=(
        Duty(
            name="answer",
            title=Text("答复咨询", "Answer the question"),
            who="bigdata",
            after=frozenset({"question-asked"}),
            done_by=frozenset({"question-answered"}),
            limit=Limit.working(_PARAMETERS, "ten", _3),
            late=Text("记入办理超期", "Recorded as overdue"),
        ),
    ),
)
# From June answers are owed in five days and may be withdrawn from; only for questions asked from then on.
SECOND = replace(
    FIRST,
    version=date(2026, 6, 1),
    states=(*FIRST.states, State("withdrawn", Text("已撤回", "Withdrawn"), final=True)),
    steps=(*FIRST.steps, _step("withdraw", "asked", "withdrawn", "asker", "撤回")),
    duties=(replace(FIRST.duties[0], limit=Limit.working(_PARAMETERS, "five", _3)),),
)
# From September in two days; from October also where the question was asked before.
THIRD = replace(
    SECOND,
    version=date(2026, 9, 1),
    applies_to_running=date(2026, 10, 1),
    duties=(replace(FIRST.duties[0], limit=Limit.working(_PARAMETERS, "two", _3)),),
)
