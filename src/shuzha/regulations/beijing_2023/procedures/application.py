"""Selecting an operator (11, 12, 15, 16): application, conditions, expert review by lot, consent, publication."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import ends
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import CONDITIONS, CONDITIONS_OFFERED
from shuzha.regulations.beijing_2023.procedures.expert_review import EXPERT_REVIEW
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_11, _12 = INSTRUMENT.article(11), INSTRUMENT.article(12)
_15, _16 = INSTRUMENT.article(15), INSTRUMENT.article(16)
_TIMES = local_rules.INSTRUMENT.article(2)
_LOCAL = local_rules.PARAMETERS


def _in_window(s: Situation) -> bool:
    closes = _closes(s)
    return bool(closes) and s.today <= date.fromisoformat(closes)


def _closes(s: Situation) -> str:
    """The last day of the call's window; "" for a call that has none, or not yet."""
    return str(s.said.get("call_closes") or "")


def _some_unmet(s: Situation) -> bool:
    return any(True for _ in CONDITIONS.unmet(s))


APPLICATION = Procedure(
    id="zones.application",
    title=Text("专区授权运营申请", "Application to operate a zone"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "applicant": Role(Text("意向申请单位", "Applicant"), "company"),
        "bigdata": standing("bigdata"),
        "supervisor": standing("supervisor"),
        "expert": standing("expert"),
        "government": standing("government"),
    },
    states=(
        State("submitted", Text("待审核条件", "Conditions to be checked")),
        State("rejected", Text("不符合条件", "Conditions not met"), final=True, adverse=True),
        State("qualified", Text("待抽取专家", "Experts to be drawn")),
        State("reviewing", Text("专家评审中", "Under expert review")),
        State("concluded", Text("待监管部门会签", "Awaiting the supervisor")),
        State("reported", Text("待市政府同意", "Awaiting the government's consent")),
        State("consented", Text("待公开结果", "Result to be published")),
        State("selected", Text("已公开入选", "Selected, published"), final=True),
        State("not-selected", Text("未入选", "Not selected"), final=True, adverse=True),
    ),
    course=("submitted", "qualified", "reviewing", "concluded", "reported", "consented", "selected"),
    steps=(
        Step(
            name="apply",
            title=Text("提交申请", "Apply"),
            source=frozenset(),
            target="submitted",
            by=frozenset({"company"}),
            event="applied",
            said=Text("企业提交授权运营申请", "The company applied"),
            cites=(_11,),
            needs=(
                Field("call", Text("征集通知", "Call"), Kind.REFERENCE, (_11,), source="calls"),
                Field("plan", Text("运营方案", "Operating plan"), Kind.LONG, (_11,)),
                CONDITIONS_OFFERED,
                Condition(
                    "applied-already",
                    lambda s: not s.command.data.get("applied_already"),
                    Text("贵单位对本次征集已提交申请", "Your company has applied to this call already"),
                    Text("请办理原申请", "Go on with that application"),
                    (_11,),
                    "call",
                ),
                Condition(
                    "window-closed",
                    _in_window,
                    Text("已过申请期限", "The application window is over"),
                    Text("请关注下一次征集", "Watch for the next call"),
                    (_11, _TIMES),
                    "call",
                    lambda s: ends(_closes(s), s.today, _11, _TIMES),
                ),
            ),
            takes_part={"applicant": "actor", "bigdata": "bigdata", "supervisor": "supervisor"},
        ),
        Step(
            name="qualify",
            title=Text("确认符合条件", "Confirm the conditions"),
            source=frozenset({"submitted"}),
            target="qualified",
            by=frozenset({"bigdata"}),
            event="qualified",
            said=Text("确认符合第十五、十六条各项条件", "All conditions of articles 15 and 16 are met"),
            cites=(_15, _16),
            needs=(CONDITIONS, NotBy("applied", (_12,))),
        ),
        Step(
            name="reject",
            title=Text("不符合条件，退回", "Reject for unmet conditions"),
            source=frozenset({"submitted"}),
            target="rejected",
            by=frozenset({"bigdata"}),
            event="rejected",
            said=Text("因不符合条件未予通过，已一次列明全部原因", "Rejected; every unmet condition was named at once"),
            cites=(_15, _16),
            needs=(
                NotBy("applied", (_12,)),
                Condition(
                    "nothing-unmet",
                    _some_unmet,
                    Text(
                        "各项条件均已满足，不得以条件不符退回", "Every condition is met: there is no ground to reject"
                    ),
                    Text("请办理“确认符合条件”", "Confirm the conditions instead"),
                    (_15, _16),
                ),
            ),
        ),
        *EXPERT_REVIEW,
        Step(
            name="concur",
            title=Text("会签并报市政府", "Concur and report to the government"),
            source=frozenset({"concluded"}),
            target="reported",
            by=frozenset({"supervisor"}),
            event="result-reported",
            said=Text(
                "专区监管部门会签，评审结果报市政府", "The supervisor concurred; the result went to the government"
            ),
            cites=(_12,),
            needs=(NotBy("applied", (_12,)),),
        ),
        Step(
            name="consent",
            title=Text("同意", "Consent"),
            source=frozenset({"reported"}),
            target="consented",
            by=frozenset({"government"}),
            event="government-consented",
            said=Text("市政府同意评审结果", "The government consented to the result"),
            cites=(_12,),
            needs=(NotBy("applied", (_12,)),),
        ),
        Step(
            name="withhold",
            title=Text("不同意", "Withhold consent"),
            source=frozenset({"reported"}),
            target="not-selected",
            by=frozenset({"government"}),
            event="consent-withheld",
            said=Text("市政府不同意评审结果", "The government withheld its consent"),
            cites=(_12,),
            needs=(
                NotBy("applied", (_12,)),
                Field("reason", Text("理由", "Reason"), Kind.LONG, (_12,)),
            ),
        ),
        Step(
            name="publish",
            title=Text("向社会公开结果", "Publish the result"),
            source=frozenset({"consented"}),
            target="selected",
            by=frozenset({"bigdata"}),
            event="result-published",
            said=Text("评审结果向社会公开", "The result was made public"),
            cites=(_12,),
            needs=(NotBy("applied", (_12,)),),
        ),
        change_supervisor("submitted", "qualified", "reviewing", "concluded", "reported", "consented"),
    ),
    duties=(
        Duty(
            name="check-conditions",
            title=Text("审核申报条件", "Check the conditions"),
            who="bigdata",
            after=frozenset({"applied"}),
            done_by=frozenset({"qualified", "rejected"}),
            limit=Limit.working(_LOCAL, "condition_check_days", _TIMES, _15),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="expert-review",
            title=Text("完成专家评审", "Complete the expert review"),
            who="bigdata",
            after=frozenset({"experts-drawn"}),
            done_by=frozenset({"review-passed", "review-failed"}),
            limit=Limit.working(_LOCAL, "expert_review_days", _TIMES, _12),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="government-consent",
            title=Text("市政府审定", "The government's decision"),
            who="government",
            after=frozenset({"result-reported"}),
            done_by=frozenset({"government-consented", "consent-withheld"}),
            limit=Limit.working(_LOCAL, "government_consent_days", _TIMES, _12),
            late=Text("由市大数据主管部门催办", "The big data authority reminds the government"),
        ),
        Duty(
            name="publish-result",
            title=Text("公开评审结果", "Publish the result"),
            who="bigdata",
            after=frozenset({"government-consented"}),
            done_by=frozenset({"result-published"}),
            limit=Limit.working(_LOCAL, "result_publication_days", _TIMES, _12),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
