"""Security incidents (26): reported, contained, traced, closed, each within its time.

26 makes the operator answer for leaks that can be traced and for warning of tampering and misuse, without any time;
local rule 18 gives it. Cutting off the data meanwhile is another act (cutoff.py).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.deadline import Unit, due
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_26 = INSTRUMENT.article(26)
_RULE = local_rules.INSTRUMENT.article(18)
_LOCAL = local_rules.PARAMETERS
INCIDENTS = {
    "leak": Text("数据泄露", "Leak"),
    "tampering": Text("数据篡改", "Tampering"),
    "misuse": Text("违规使用", "Misuse"),
    "outage": Text("系统中断或者失控", "Outage or loss of control"),
}
SEVERITIES = {
    "minor": Text("一般", "Minor"),
    "major": Text("较大", "Major"),
    "grave": Text("重大", "Grave"),
}


def _not_to_come(s: Situation) -> bool:
    return str(s.command.data.get("found_on") or "") <= s.today.isoformat()


def _in_time_or_explained(s: Situation) -> bool:
    found = date.fromisoformat(str(s.command.data.get("found_on") or s.today.isoformat()))
    explained = bool(str(s.command.data.get("late_reason") or "").strip())
    return explained or found > s.today or s.today <= _last_day(found, s)


def _last_day(found: date, s: Situation) -> date:
    """By when it had to be reported; of a day before last year's it is enough to know that it is long over."""
    if found.year < s.today.year - 1:
        return found
    days = _LOCAL.days("incident_report_days", s.today)
    return due(found, days, unit=Unit.WORKING, calendar=s.calendar).last_day


INCIDENT = Procedure(
    id="zones.incident",
    title=Text("数据安全事件", "Security incident"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("reported", Text("待控制", "To be contained")),
        State("contained", Text("待溯源", "To be traced")),
        State("traced", Text("待监管部门结案", "To be closed by the supervisor")),
        State("closed", Text("已结案", "Closed"), final=True),
    ),
    course=("reported", "contained", "traced", "closed"),
    steps=(
        Step(
            name="report",
            title=Text("报告安全事件", "Report an incident"),
            source=frozenset(),
            target="reported",
            by=frozenset({"company"}),
            event="incident-reported",
            said=Text("运营单位报告数据安全事件", "The operator reported an incident"),
            cites=(_26, _RULE),
            needs=(
                Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_26,), source="own-agreements"),
                Field("kind", Text("事件类型", "Kind"), Kind.CHOICE, (_26,), choices=INCIDENTS),
                Field("severity", Text("严重程度", "Severity"), Kind.CHOICE, (_26,), choices=SEVERITIES),
                Field("found_on", Text("发现日期", "Found on"), Kind.DAY, (_26, _RULE)),
                Field("what", Text("经过与影响范围", "What happened and what it touches"), Kind.LONG, (_26,)),
                Field("late_reason", Text("迟报原因", "Why it is reported late"), Kind.LONG, (_RULE,), required=False),
                Condition(
                    "found-in-future",
                    _not_to_come,
                    Text("发现日期尚未到来", "That day has not come"),
                    Text("请填写实际发现日期", "State the day on which it was found"),
                    (_26, _RULE),
                    "found_on",
                ),
                Condition(
                    "reported-late",
                    _in_time_or_explained,
                    Text("已超过报告时限而未说明原因", "It is reported late and no reason is given"),
                    Text("请写明迟报原因，照常报告", "Give the reason, and report it all the same"),
                    (_26, _RULE),
                    "late_reason",
                ),
            ),
            takes_part={"operator": "actor", "supervisor": "supervisor"},
        ),
        Step(
            name="contain",
            title=Text("控制事态", "Contain it"),
            source=frozenset({"reported"}),
            target="contained",
            by=frozenset({"operator"}),
            event="incident-contained",
            said=Text("事态得到控制", "The incident was contained"),
            cites=(_26, _RULE),
            needs=(Field("measures", Text("控制措施", "Measures"), Kind.LONG, (_26,)),),
        ),
        Step(
            name="trace",
            title=Text("溯源并提出整改", "Trace it and propose what to mend"),
            source=frozenset({"contained"}),
            target="traced",
            by=frozenset({"operator"}),
            event="incident-traced",
            said=Text("查明原因和路径，提出整改措施", "Cause and path were found, and what is to be mended"),
            cites=(_26, _RULE),
            needs=(
                Field("cause", Text("原因与责任", "Cause and responsibility"), Kind.LONG, (_26,)),
                Field(
                    "path",
                    Text("溯源依据（存证编号、日志）", "Evidence: places in the log, records"),
                    Kind.LONG,
                    (_26,),
                ),
                Field("mending", Text("整改措施", "What is mended"), Kind.LONG, (_26,)),
            ),
        ),
        Step(
            name="send-back",
            title=Text("退回继续查明", "Send back"),
            source=frozenset({"traced"}),
            target="contained",
            by=frozenset({"supervisor"}),
            event="incident-sent-back",
            said=Text("监管部门退回继续查明", "The supervisor sent it back to be traced further"),
            cites=(_26, _RULE),
            needs=(NotBy("incident-reported", (_26,)), Field("reason", Text("理由", "Reason"), Kind.LONG, (_26,))),
        ),
        Step(
            name="close",
            title=Text("结案", "Close"),
            source=frozenset({"traced"}),
            target="closed",
            by=frozenset({"supervisor"}),
            event="incident-closed",
            said=Text("监管部门结案", "The supervisor closed the incident"),
            cites=(_26, _RULE),
            needs=(
                NotBy("incident-reported", (_26,)),
                Field("conclusion", Text("结案意见", "Conclusion"), Kind.LONG, (_26,)),
            ),
        ),
        change_supervisor("reported", "contained", "traced"),
    ),
    duties=(
        Duty(
            name="contain-incident",
            title=Text("控制事态", "Contain the incident"),
            who="operator",
            after=frozenset({"incident-reported"}),
            done_by=frozenset({"incident-contained"}),
            limit=Limit.working(_LOCAL, "incident_containment_days", _RULE, _26),
            late=Text("由监管部门决定是否切断数据使用", "The supervisor decides whether to cut off the data"),
        ),
        Duty(
            name="trace-incident",
            title=Text("查明原因和路径", "Trace the incident"),
            who="operator",
            after=frozenset({"incident-contained", "incident-sent-back"}),
            done_by=frozenset({"incident-traced"}),
            limit=Limit.working(_LOCAL, "incident_tracing_days", _RULE, _26),
            late=Text("由监管部门提醒，并计入考核评估", "The supervisor reminds; it counts in the assessment"),
        ),
        Duty(
            name="close-incident",
            title=Text("审查结案", "Decide whether to close"),
            who="supervisor",
            after=frozenset({"incident-traced"}),
            done_by=frozenset({"incident-closed", "incident-sent-back"}),
            limit=Limit.working(_LOCAL, "incident_closing_days", _RULE, _26),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
