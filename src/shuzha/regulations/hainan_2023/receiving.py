"""Receiving what is applied for after registration: a change, a transfer; accepted, returned once for everything, or refused (9, 10)."""

from __future__ import annotations

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Checklist, Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT, PARAMETERS

_10, _11 = INSTRUMENT.article(10), INSTRUMENT.article(11)
_9_1, _9_2 = INSTRUMENT.article(9, 1), INSTRUMENT.article(9, 2)
_LOCAL, _COMPLETION, _REVIEW = (
    local_rules.PARAMETERS,
    local_rules.INSTRUMENT.article(9),
    local_rules.INSTRUMENT.article(28),
)
OVERDUE = Text("记入办理超期并报大数据管理局", "Recorded as overdue and reported to the bureau")
STATES = (
    State("submitted", Text("待受理", "Awaiting acceptance")),
    State("incomplete", Text("待补正", "To be completed")),
    State("reviewing", Text("审查中", "Under review")),
    State("refused", Text("不予办理", "Refused"), final=True, adverse=True),
)


def receiving(
    materials: Checklist, *, opened: str, applicant: str, cites: Citation, asks: tuple[Field, ...] = ()
) -> tuple[Step, ...]:
    """The registrar's answers to an application that `opened` brought, and the applicant's completion; `asks` is what a return may add."""
    offered = Checklist(materials.name, materials.title, materials.items, required=False)
    independent = NotBy(opened, (_11,))
    return (
        Step(
            name="accept",
            title=Text("受理", "Accept"),
            source=frozenset({"submitted"}),
            target="reviewing",
            by=frozenset({"registrar"}),
            event="accepted",
            said=Text("材料齐全，予以受理", "Complete: the application was accepted"),
            cites=(_9_1, _10, cites),
            needs=(materials, independent),
            takes_part={"registrar": "actor"},
        ),
        Step(
            name="ask-to-complete",
            title=Text("一次性告知补正", "Return, naming everything missing"),
            source=frozenset({"submitted"}),
            target="incomplete",
            by=frozenset({"registrar"}),
            event="returned-incomplete",
            said=Text("材料不齐，一次性告知需补正的全部内容", "Incomplete: everything missing was named at once"),
            cites=(_9_2, _10, cites),
            needs=(
                independent,
                *asks,
                Condition(
                    "nothing-missing",
                    lambda s: any(True for _ in materials.unmet(s)),
                    Text("材料已齐全，应当受理", "Nothing is missing: it must be accepted"),
                    Text("请办理“受理”", "Accept it"),
                    (_9_1,),
                ),
            ),
        ),
        Step(
            name="complete",
            title=Text("补正材料", "Supply what was missing"),
            source=frozenset({"incomplete"}),
            target="submitted",
            by=frozenset({applicant}),
            event="completed",
            said=Text("提交补正材料", "What was missing was supplied"),
            cites=(_9_1, cites),
            needs=(offered,),
        ),
        Step(
            name="refuse",
            title=Text("不予办理", "Refuse"),
            source=frozenset({"submitted", "reviewing"}),
            target="refused",
            by=frozenset({"registrar"}),
            event="application-refused",
            said=Text("审查后不予办理，说明理由", "Refused on review, with reasons"),
            cites=(_10, cites),
            needs=(independent, Field("reason", Text("理由", "Reason"), Kind.LONG, (_10,))),
        ),
    )


def receiving_duties(*, opened: str, applicant: str, concluded: frozenset[str]) -> tuple[Duty, ...]:
    """Acceptance within the rules' days, completion and review within the city's."""
    return (
        Duty(
            name="acceptance",
            title=Text("出具受理意见", "Decide on acceptance"),
            who="registrar",
            after=frozenset({opened, "completed"}),
            done_by=frozenset({"accepted", "returned-incomplete", "application-refused"}),
            limit=Limit.working(PARAMETERS, "acceptance_days", _10),
            late=OVERDUE,
        ),
        Duty(
            name="completion",
            title=Text("补正材料", "Supply what is missing"),
            who=applicant,
            after=frozenset({"returned-incomplete"}),
            done_by=frozenset({"completed"}),
            limit=Limit.working(_LOCAL, "correction_days", _COMPLETION),
            late=Text("可重新提出申请", "A new application may be made"),
        ),
        Duty(
            name="review",
            title=Text("审查办结", "Conclude the review"),
            who="registrar",
            after=frozenset({"accepted"}),
            done_by=concluded | {"application-refused"},
            limit=Limit.working(_LOCAL, "change_review_days", _REVIEW),
            late=OVERDUE,
        ),
    )
