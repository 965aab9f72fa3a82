"""Disputing a fact of one's credit record, and asking for its repair (local rule 41, on Qingdao's safeguard 2).

A dispute says that the fact is wrong; a repair, that what was wrong has been mended and a set time has passed. Whoever
supervises the body that the fact comes from decides: neither the party nor the source does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shuzha.kernel.citation import Citation
from shuzha.kernel.deadline import months_after
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit, opens
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy, Requirement
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.regulations.roles import AUTHORITIES, standing

_17 = Citation("qingdao-2023", 17)
_RULE = INSTRUMENT.article(41)
_CITES = (_17, _RULE)
OVERDUE = Text("记入办理超期并通报", "Recorded as overdue and reported")


def _condition(
    code: str,
    holds: Callable[[Situation], bool],
    reason: Text,
    remedy: Text,
    limit: Callable[[Situation], TimeLimit] = lambda s: NO_LIMIT,
) -> Condition:
    return Condition(code, holds, reason, remedy, _CITES, "fact", limit)


def _late_enough(s: Situation) -> bool:
    first = s.command.data.get("counts_from")
    if not isinstance(first, str):
        return True
    return s.today >= _repairable(s, first)


def _repairable(s: Situation, first: str) -> date:
    return months_after(date.fromisoformat(first), PARAMETERS.integer("credit_repair_months", s.today))


_FACT: tuple[Requirement, ...] = (
    Field("fact", Text("信用事实", "Fact"), Kind.REFERENCE, _CITES, source="own-credit"),
    _condition(
        "no-longer-counts",
        lambda s: s.command.data.get("counts") is not False,
        Text("该信用事实已不再计入", "This fact counts no longer"),
        Text("无须办理", "There is nothing to do"),
    ),
    _condition(
        "under-review",
        lambda s: not s.command.data.get("under_review"),
        Text("该信用事实正在复核", "This fact is under review already"),
        Text("请待复核办结", "Wait for its end"),
    ),
)
_NOT_OWN: tuple[Requirement, ...] = (
    NotBy("credit-disputed", _CITES),
    NotBy("repair-asked", _CITES),
    Condition(
        "from-here",
        lambda s: s.case.facts.get("source") != s.command.by.organisation,
        Text("该信用事实出自贵单位", "This fact comes from your own organisation"),
        Text("请由其上级或者同级监管机关复核", "The authority above it reviews"),
        _CITES,
    ),
)


def _deciding(name: str, title: Text, said: Text, source: str, target: str, event: str) -> Step:
    return Step(
        name=name,
        title=title,
        source=frozenset({source}),
        target=target,
        by=frozenset({"reviewer"}),
        event=event,
        said=said,
        cites=_CITES,
        needs=(*_NOT_OWN, Field("reason", Text("决定理由", "Reasons for the decision"), Kind.LONG, _CITES)),
    )


REVIEW = Procedure(
    id="credit.review",
    title=Text("信用异议与修复", "Review of a credit record"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={
        "company": standing("company"),
        "agency": standing("agency"),
        "party": Role(Text("当事人", "Party"), "company", or_by=frozenset({"agency"})),
        "reviewer": Role(Text("复核机关", "Reviewing authority"), "bigdata", appointed=True, or_by=AUTHORITIES),
    },
    states=(
        State("disputed", Text("异议待复核", "Disputed, to be reviewed")),
        State("repair-asked", Text("修复待审核", "Repair asked for, to be decided")),
        State("struck", Text("异议成立，已更正", "Dispute upheld: struck"), final=True),
        State("kept", Text("异议不成立", "Dispute refused: kept"), final=True, adverse=True),
        State("repaired", Text("已修复", "Repaired"), final=True),
        State("repair-refused", Text("不予修复", "Repair refused"), final=True, adverse=True),
        State("withdrawn", Text("已撤回", "Withdrawn"), final=True),
    ),
    course=("disputed", "struck"),
    steps=(
        Step(
            name="dispute",
            title=Text("提出信用异议", "Dispute a fact"),
            source=frozenset(),
            target="disputed",
            by=frozenset({"company", "agency"}),
            event="credit-disputed",
            said=Text("当事人对信用事实提出异议", "The party disputed the fact"),
            cites=_CITES,
            needs=(
                *_FACT,
                Field("grounds", Text("异议理由与证明", "Grounds, with proof"), Kind.LONG, _CITES),
            ),
            takes_part={"party": "actor", "reviewer": "reviewer"},
        ),
        Step(
            name="ask-repair",
            title=Text("申请信用修复", "Ask for repair"),
            source=frozenset(),
            target="repair-asked",
            by=frozenset({"company", "agency"}),
            event="repair-asked",
            said=Text("当事人申请信用修复", "The party asked for repair"),
            cites=_CITES,
            needs=(
                *_FACT,
                Field("mended", Text("改正情况与证明", "What was mended, with proof"), Kind.LONG, _CITES),
                _condition(
                    "nothing-to-repair",
                    lambda s: not s.command.data.get("good"),
                    Text("守信记录无须修复", "A fact in the party's favour needs no repair"),
                    Text("请选择失信事实", "Choose one that speaks against you"),
                ),
                _condition(
                    "too-early",
                    _late_enough,
                    Text("距该事实发生未满规定的月数", "The set number of months has not passed since the fact"),
                    Text("期满后再申请；认为事实有误的，请提出异议", "Ask once they have; if it is wrong, dispute it"),
                    lambda s: opens(_repairable(s, s.command.data["counts_from"]), *_CITES),
                ),
            ),
            takes_part={"party": "actor", "reviewer": "reviewer"},
        ),
        _deciding(
            "strike",
            Text("异议成立，更正", "Uphold the dispute"),
            Text("异议成立，该事实不再计入", "The dispute was upheld: the fact counts no longer"),
            "disputed",
            "struck",
            "credit-struck",
        ),
        _deciding(
            "keep",
            Text("异议不成立", "Refuse the dispute"),
            Text("异议不成立，该事实继续计入", "The dispute was refused: the fact counts on"),
            "disputed",
            "kept",
            "credit-kept",
        ),
        _deciding(
            "repair",
            Text("准予修复", "Grant repair"),
            Text("准予修复，该事实不再计入", "Repair was granted: the fact counts no longer"),
            "repair-asked",
            "repaired",
            "credit-repaired",
        ),
        _deciding(
            "refuse-repair",
            Text("不予修复", "Refuse repair"),
            Text("不予修复，该事实继续计入", "Repair was refused: the fact counts on"),
            "repair-asked",
            "repair-refused",
            "repair-refused",
        ),
        Step(
            name="withdraw",
            title=Text("撤回", "Withdraw"),
            source=frozenset({"disputed", "repair-asked"}),
            target="withdrawn",
            by=frozenset({"party"}),
            event="review-withdrawn",
            said=Text("当事人撤回", "The party withdrew"),
            cites=_CITES,
        ),
    ),
    duties=(
        Duty(
            name="review-credit",
            title=Text("作出复核决定", "Decide on the review"),
            who="reviewer",
            after=frozenset({"credit-disputed", "repair-asked"}),
            done_by=frozenset(
                {"credit-struck", "credit-kept", "credit-repaired", "repair-refused", "review-withdrawn"}
            ),
            limit=Limit.working(PARAMETERS, "credit_review_days", _RULE, _17),
            late=OVERDUE,
        ),
    ),
)
