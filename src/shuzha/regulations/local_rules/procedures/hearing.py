"""Hearing the party complained about (local rule 43): it reads what the authority discloses, and answers or keeps silent.

The hearing is a case of its own, which says neither who complained nor under which number: its parties see all of it.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Elapsed, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.regulations.local_rules.procedures.complaint import MATTERS
from shuzha.regulations.roles import ABOVE, AUTHORITIES

_CITES = (Citation("qingdao-2023", 17), INSTRUMENT.article(43))

HEARING = Procedure(
    id="complaints.hearing",
    title=Text("听取被投诉单位意见", "Hearing on a complaint"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={
        "platform": Role(Text("平台", "The platform"), "platform"),
        "handler": Role(Text("受理机关", "Authority"), "bigdata", appointed=True, or_by=AUTHORITIES),
        "respondent": Role(
            Text("被投诉单位", "Party complained about"), "company", appointed=True, or_by=frozenset(ABOVE)
        ),
    },
    states=(
        State("open", Text("待答复", "To be answered")),
        State("answered", Text("已答复", "Answered"), final=True),
        State("silent", Text("逾期未答复", "Not answered in time"), final=True, adverse=True),
    ),
    course=("open", "answered"),
    steps=(
        Step(
            name="open",
            title=Text("告知", "Tell the party"),
            source=frozenset(),
            target="open",
            by=frozenset({"platform"}),
            event="hearing-opened",
            said=Text(
                "受理机关告知投诉内容，请予答复",
                "The authority told the party what the complaint is, and asks for its answer",
            ),
            cites=_CITES,
            needs=(
                Field("matter", Text("投诉事项", "Matter"), Kind.CHOICE, _CITES, choices=MATTERS),
                Field("disclosed", Text("告知的内容", "What the party is told"), Kind.LONG, _CITES),
            ),
            takes_part={"handler": "handler", "respondent": "respondent"},
        ),
        Step(
            name="answer",
            title=Text("答复", "Answer"),
            source=frozenset({"open"}),
            target="answered",
            by=frozenset({"respondent"}),
            event="hearing-answered",
            said=Text("被投诉单位答复", "The party answered"),
            cites=_CITES,
            needs=(Field("answer", Text("陈述、申辩与证明", "Statement and proof"), Kind.LONG, _CITES),),
            unnamed=True,
        ),
        Step(
            name="close",
            title=Text("逾期未答复，终结", "Close unanswered"),
            source=frozenset({"open"}),
            target="silent",
            by=frozenset({"handler"}),
            event="hearing-unanswered",
            said=Text("逾期未答复，听取意见终结", "Not answered in time; the hearing was closed"),
            cites=_CITES,
            needs=(Elapsed("answer-hearing", _CITES),),
        ),
    ),
    duties=(
        Duty(
            name="answer-hearing",
            title=Text("答复", "Answer"),
            who="respondent",
            after=frozenset({"hearing-opened"}),
            done_by=frozenset({"hearing-answered", "hearing-unanswered"}),
            limit=Limit.working(PARAMETERS, "complaint_hearing_days", _CITES[1], _CITES[0]),
            late=Text("受理机关可以依已查明的事实处理", "The authority may decide on what it has found"),
        ),
    ),
)
