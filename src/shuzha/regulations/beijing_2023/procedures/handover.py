"""Handing a zone over (7): from the authority, which supervised it for the time being, to the department it belongs to.

7 leaves open when and how; local rule 11 lets the department accept first and the authority announce it then. With the
announcement every open matter of the zone changes supervisor too (succession.py).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.roles import standing

_6, _7 = INSTRUMENT.article(6), INSTRUMENT.article(7)
_RULE = local_rules.INSTRUMENT.article(11)

HANDOVER = Procedure(
    id="zones.handover",
    title=Text("专区监管移交", "Handing over a zone's supervision"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "bigdata": standing("bigdata"),
        "successor": Role(Text("拟接管部门", "Department taking over"), "supervisor"),
    },
    states=(
        State("proposed", Text("待接管部门确认", "Awaiting the department")),
        State("accepted", Text("待公布移交", "To be announced")),
        State("handed-over", Text("已移交", "Handed over"), final=True),
        State("declined", Text("未接管", "Declined"), final=True, adverse=True),
    ),
    course=("proposed", "accepted", "handed-over"),
    steps=(
        Step(
            name="propose",
            title=Text("提出移交", "Propose the handover"),
            source=frozenset(),
            target="proposed",
            by=frozenset({"bigdata"}),
            event="handover-proposed",
            said=Text("市大数据主管部门提出移交监管", "The authority proposed to hand supervision over"),
            cites=(_7, _RULE),
            needs=(
                Field("zone", Text("专区", "Zone"), Kind.REFERENCE, (_7,), source="interim-zones"),
                Field("successor", Text("接管部门", "Taking over"), Kind.REFERENCE, (_7,), source="supervisors"),
                Field("reason", Text("归属依据", "Why it belongs there"), Kind.LONG, (_7,)),
                Condition(
                    "not-interim",
                    lambda s: bool(s.command.data.get("interim")),
                    Text("该专区并非由市大数据主管部门先期监管", "This zone is not supervised for the time being"),
                    Text("请从列表中选择先期监管的专区", "Choose a zone from the list"),
                    (_6, _7),
                    "zone",
                ),
                Condition(
                    "to-itself",
                    lambda s: s.command.data.get("successor") != s.command.by.organisation,
                    Text("不能移交给本单位", "The authority cannot hand over to itself"),
                    Text("请选择相关行业主管部门或者区政府", "Choose the department or district concerned"),
                    (_7,),
                    "successor",
                ),
            ),
            takes_part={"bigdata": "actor", "successor": "successor"},
        ),
        Step(
            name="accept",
            title=Text("同意接管", "Take over"),
            source=frozenset({"proposed"}),
            target="accepted",
            by=frozenset({"successor"}),
            event="handover-accepted",
            said=Text("拟接管部门同意接管", "The department agreed to take over"),
            cites=(_7, _RULE),
        ),
        Step(
            name="decline",
            title=Text("不予接管", "Decline"),
            source=frozenset({"proposed"}),
            target="declined",
            by=frozenset({"successor"}),
            event="handover-declined",
            said=Text(
                "拟接管部门不予接管，专区继续由市大数据主管部门监管", "Declined; the authority goes on supervising"
            ),
            cites=(_7, _RULE),
            needs=(Field("ground", Text("理由", "Grounds"), Kind.LONG, (_7,)),),
        ),
        Step(
            name="announce",
            title=Text("公布移交", "Announce the handover"),
            source=frozenset({"accepted"}),
            target="handed-over",
            by=frozenset({"bigdata"}),
            event="zone-handed-over",
            said=Text("公布移交，专区由接管部门监管", "Announced: the department now supervises the zone"),
            cites=(_7, _RULE),
            needs=(
                Condition(
                    "agreement-moving",
                    lambda s: not s.command.data.get("agreement_moving"),
                    Text("该专区的协议正在签署或者处理中", "The zone's agreement is being signed or dealt with"),
                    Text("待协议生效或者处理完毕后公布", "Announce once it is in force or the matter is closed"),
                    (_7, _RULE),
                ),
            ),
        ),
    ),
    duties=(
        Duty(
            name="answer-handover",
            title=Text("答复是否接管", "Answer the proposal"),
            who="successor",
            after=frozenset({"handover-proposed"}),
            done_by=frozenset({"handover-accepted", "handover-declined"}),
            limit=Limit.working(local_rules.PARAMETERS, "handover_answer_days", _RULE, _7),
            late=Text("专区继续由市大数据主管部门监管，并记入办理超期", "The authority goes on; the delay is recorded"),
        ),
        Duty(
            name="announce-handover",
            title=Text("公布移交", "Announce the handover"),
            who="bigdata",
            after=frozenset({"handover-accepted"}),
            done_by=frozenset({"zone-handed-over"}),
            limit=Limit.working(local_rules.PARAMETERS, "handover_announce_days", _RULE, _7),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
