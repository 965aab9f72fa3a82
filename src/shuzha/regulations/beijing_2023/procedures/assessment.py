"""Assessing a zone (30): scored by supervisor and departments, concluded by rule, and what follows from the result.

Excellent: preferences are recorded. Poor: a reminder or a talk; poor twice in a row: a report that goes, through the
agreement's own case, to the supervisor and the government. Grades and their thresholds are local rule 21's.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.assessment import RESULTS
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.beijing_2023.procedures.scoring import SCHEME, total
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_14, _30 = INSTRUMENT.article(14), INSTRUMENT.article(30)
_RULE = local_rules.INSTRUMENT.article(21)
_LOCAL = local_rules.PARAMETERS
PREFERENCES = {
    "pilot": Text("优先试点创新举措", "First choice for pilots"),
    "data": Text("数据申请应用适当倾斜", "Favoured when asking for data"),
    "policy": Text("产业政策引导适当倾斜", "Favoured by industrial policy"),
}


def _scored_once(s: Situation) -> bool:
    mine = s.command.by.organisation
    return all(e.organisation != mine for e in s.case.history if e.type == "zone-scored")


def _supervisor_scored(s: Situation) -> bool:
    supervisor = s.case.parties.get("supervisor", "")
    return any(e.type == "zone-scored" and e.organisation == supervisor for e in s.case.history)


def _is(name: str) -> Condition:
    title = RESULTS[name]
    return Condition(
        "other-result",
        lambda s: (s.case.facts.get("result") or SCHEME.result(total(s.case), s.today)) == name,
        Text(f"评估结果不是“{title.zh}”", f"The result is not “{title.en.lower()}”"),
        Text("请按评估结果办理相应步骤", "Take the step that belongs to the result"),
        (_30, _RULE),
    )


def _poor_often_enough(s: Situation) -> bool:
    return int(s.case.facts.get("poor_in_a_row") or 0) >= PARAMETERS.integer("poor_results_in_a_row", s.today)


_ONLY_ONCE = Condition(
    "must-be-reported",
    lambda s: not _poor_often_enough(s),
    Text("已连续两次评估结果较差，应当上报市政府", "It is the second poor result in a row: it must be reported"),
    Text("请办理“上报终止协议”", "Report it for termination"),
    (_30,),
)

ASSESSMENT = Procedure(
    id="zones.assessment",
    title=Text("专区运营绩效考核评估", "Assessment of a zone's operation"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "bigdata": standing("bigdata"),
        "supervisor": standing("supervisor"),
        "provider": standing("provider"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
    },
    states=(
        State("scoring", Text("评分中", "Being scored")),
        State("concluded", Text("已得出结果", "Concluded")),
        State("favoured", Text("优秀，已记载优先事项", "Excellent; preferences recorded"), final=True),
        State("noted", Text("合格，已归档", "Good; on record"), final=True),
        State("warned", Text("较差，已提醒或者约谈", "Poor; reminded or called in"), final=True),
        State("reported", Text("连续较差，已上报终止协议", "Poor in a row; reported for termination"), final=True),
    ),
    course=("scoring", "concluded", "noted"),
    steps=(
        Step(
            name="open",
            title=Text("启动考核评估", "Open an assessment"),
            source=frozenset(),
            target="scoring",
            by=frozenset({"bigdata"}),
            event="assessment-opened",
            said=Text("启动专区运营绩效考核评估", "The assessment was opened"),
            cites=(_30, _RULE),
            needs=(
                Field(
                    "agreement",
                    Text("专区（授权运营协议）", "Zone"),
                    Kind.REFERENCE,
                    (_30,),
                    source="running-agreements",
                ),
                Field("indicators", Text("指标体系", "Indicators"), Kind.REFERENCE, (_30,), source="indicators"),
                Field("period", Text("评估周期", "Period"), Kind.TEXT, (_30,)),
                Field(
                    "record",
                    Text("平台记载的事实", "What the platform has on record"),
                    Kind.LONG,
                    (_30,),
                    supplied=True,
                ),
                Condition(
                    "already-open",
                    lambda s: not s.command.data.get("already"),
                    Text("该专区的考核评估正在进行", "An assessment of this zone is under way"),
                    Text("请先办结", "Conclude it first"),
                    (_30, _RULE),
                    "agreement",
                ),
            ),
            takes_part={"bigdata": "actor", "supervisor": "supervisor", "operator": "operator"},
        ),
        Step(
            name="score",
            title=Text("评分", "Score"),
            source=frozenset({"scoring"}),
            target="scoring",
            by=frozenset({"supervisor", "provider"}),
            event="zone-scored",
            said=Text("参评部门评分", "A department scored the zone"),
            cites=(_30, _RULE),
            needs=(
                *SCHEME.asked(),
                Field("opinion", Text("评价意见", "Opinion"), Kind.LONG, (_30,)),
                Condition(
                    "scored-already",
                    _scored_once,
                    Text("贵单位已经评分", "Your organisation has scored already"),
                    Text("每个单位评分一次", "Each scores once"),
                    (_30, _RULE),
                ),
                Condition(
                    "no-data-here",
                    lambda s: bool(s.command.data.get("concerned")),
                    Text("贵单位没有向该专区授权过数据", "Your department has granted this zone no data"),
                    Text(
                        "由监管部门和提供过数据的部门评分",
                        "The supervisor and the departments whose data it uses score",
                    ),
                    (_30, _RULE),
                ),
            ),
        ),
        Step(
            name="conclude",
            title=Text("得出评估结果", "Conclude"),
            source=frozenset({"scoring"}),
            target="concluded",
            by=frozenset({"bigdata"}),
            event="assessment-concluded",
            said=Text("按指标体系得出评估结果", "The result was drawn from the indicators"),
            cites=(_30, _RULE),
            needs=(
                Field("points", Text("综合得分", "Points"), Kind.TEXT, (_30,), supplied=True),
                Field("result", Text("评估结果", "Result"), Kind.CHOICE, (_30,), choices=RESULTS, supplied=True),
                Field("poor_in_a_row", Text("连续较差次数", "Poor in a row"), Kind.NUMBER, (_30,), supplied=True),
                Condition(
                    "supervisor-has-not-scored",
                    _supervisor_scored,
                    Text("专区监管部门尚未评分", "The supervisor has not scored yet"),
                    Text("请待其评分后得出结果", "Wait for its points"),
                    (_30,),
                ),
            ),
        ),
        Step(
            name="favour",
            title=Text("记载优先和倾斜", "Record preferences"),
            source=frozenset({"concluded"}),
            target="favoured",
            by=frozenset({"bigdata"}),
            event="preferences-recorded",
            said=Text("评估优秀，记载优先试点和倾斜事项", "Excellent: preferences were recorded"),
            cites=(_30,),
            needs=(
                Field("preferences", Text("优先和倾斜事项", "Preferences"), Kind.CHOICES, (_30,), choices=PREFERENCES),
                Field("until", Text("有效期至", "Until"), Kind.DAY, (_30, _RULE)),
                _is("excellent"),
            ),
        ),
        Step(
            name="note",
            title=Text("归档", "Put on record"),
            source=frozenset({"concluded"}),
            target="noted",
            by=frozenset({"bigdata"}),
            event="assessment-noted",
            said=Text("评估合格，归档", "Good: put on record"),
            cites=(_30,),
            needs=(_is("good"),),
        ),
        Step(
            name="remind",
            title=Text("提醒", "Remind"),
            source=frozenset({"concluded"}),
            target="warned",
            by=frozenset({"bigdata", "supervisor"}),
            event="operator-reminded",
            said=Text("评估较差，提醒运营单位", "Poor: the operator was reminded"),
            cites=(_30,),
            needs=(
                Field("message", Text("提醒内容", "What was said"), Kind.LONG, (_30,)),
                _is("poor"),
                _ONLY_ONCE,
            ),
        ),
        Step(
            name="call-in",
            title=Text("约谈", "Call in for a talk"),
            source=frozenset({"concluded"}),
            target="warned",
            by=frozenset({"bigdata", "supervisor"}),
            event="operator-called-in",
            said=Text("评估较差，约谈运营单位", "Poor: the operator was called in"),
            cites=(_30,),
            needs=(
                Field("talk", Text("约谈记录", "Record of the talk"), Kind.LONG, (_30,)),
                Field("held_on", Text("约谈日期", "Held on"), Kind.DAY, (_30,)),
                _is("poor"),
                _ONLY_ONCE,
            ),
        ),
        Step(
            name="report",
            title=Text("上报终止协议", "Report for termination"),
            source=frozenset({"concluded"}),
            target="reported",
            by=frozenset({"bigdata"}),
            event="poor-results-reported",
            said=Text("连续评估较差，依协议事项上报", "Poor in a row: reported in the agreement's own case"),
            cites=(_30, _14),
            needs=(
                Field("reason", Text("事由", "Grounds"), Kind.LONG, (_30,)),
                _is("poor"),
                Condition(
                    "not-poor-in-a-row",
                    _poor_often_enough,
                    Text("尚未连续两次评估较差", "It is not the second poor result in a row"),
                    Text("请提醒或者约谈", "Remind the operator or call it in"),
                    (_30,),
                ),
            ),
        ),
        change_supervisor("scoring", "concluded"),
    ),
    duties=(
        Duty(
            name="score-zone",
            title=Text("评分", "Score the zone"),
            who="supervisor",
            after=frozenset({"assessment-opened"}),
            done_by=frozenset({"zone-scored", "assessment-concluded"}),
            limit=Limit.working(_LOCAL, "assessment_scoring_days", _RULE, _30),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="conclude-assessment",
            title=Text("得出评估结果", "Conclude the assessment"),
            who="bigdata",
            after=frozenset({"assessment-opened"}),
            done_by=frozenset({"assessment-concluded"}),
            limit=Limit.working(_LOCAL, "assessment_conclusion_days", _RULE, _30),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="act-on-result",
            title=Text("按结果处理", "Act on the result"),
            who="bigdata",
            after=frozenset({"assessment-concluded"}),
            done_by=frozenset(
                {
                    "preferences-recorded",
                    "assessment-noted",
                    "operator-reminded",
                    "operator-called-in",
                    "poor-results-reported",
                }
            ),
            limit=Limit.working(_LOCAL, "assessment_follow_up_days", _RULE, _30),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
