"""Partners (19, 20): taken on by contract, held to requirements, assessed, and let go in one of five ways.

The operator manages its partners; the supervisor's part is what local rule 14 gives it: to see the contract filed and
the exit closed. From the moment an exit begins the partner's people have no access.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.deadline import Unit
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import AGREEMENT_IN_FORCE, brought_whole
from shuzha.regulations.beijing_2023.procedures.partnership import EXITS, REQUIREMENTS, RESULTS, SETTLEMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_19, _20 = INSTRUMENT.article(19), INSTRUMENT.article(20)
_RULE = local_rules.INSTRUMENT.article(14)
_LOCAL = local_rules.PARAMETERS


def _fits_ground(s: Situation) -> bool:
    """Whoever asked to leave leaves of its own accord or for a graver ground; nobody else leaves of its own accord."""
    return s.command.data.get("ground") != "voluntary" or s.case.status == "leaving"


def _was_failed(s: Situation) -> bool:
    last = s.case.last("partner-assessed")
    return s.command.data.get("ground") != "assessment" or (last is not None and last.data.get("result") == "failed")


PARTNER = Procedure(
    id="zones.partner",
    title=Text("专区合作方管理", "Partners of a zone"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "partner": Role(Text("合作方", "Partner"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("filed", Text("待监管部门备案", "Awaiting the supervisor")),
        State("admitted", Text("合作中", "Admitted")),
        State("leaving", Text("合作方申请退出", "Asked to leave")),
        State("exiting", Text("退出清理中", "Clearing the exit")),
        State("cleared", Text("待监管部门确认退出", "Exit to be confirmed")),
        State("declined", Text("未予备案", "Declined"), final=True, adverse=True),
        State("exited", Text("已退出", "Exited"), final=True),
    ),
    course=("filed", "admitted"),
    steps=(
        Step(
            name="file",
            title=Text("引入合作方", "Take on a partner"),
            source=frozenset(),
            target="filed",
            by=frozenset({"company"}),
            event="partner-filed",
            said=Text("运营单位以合同引入合作方", "The operator took a partner on by contract"),
            cites=(_19, _RULE),
            needs=(
                Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_19,), source="agreements"),
                Field("partner", Text("合作方", "Partner"), Kind.REFERENCE, (_19,), source="companies"),
                Field(
                    "contract",
                    Text("合作合同（编号、期限、主要内容）", "Contract: number, term, content"),
                    Kind.LONG,
                    (_19,),
                ),
                Field("work", Text("合作内容", "Work"), Kind.LONG, (_19,)),
                REQUIREMENTS,
                AGREEMENT_IN_FORCE,
                Condition(
                    "partner-is-operator",
                    lambda s: s.command.data.get("partner") != s.command.by.organisation,
                    Text("运营单位不能是自己的合作方", "An operator is not its own partner"),
                    Text("请选择其他企业", "Choose another company"),
                    (_19,),
                    "partner",
                ),
                Condition(
                    "already-partner",
                    lambda s: not s.command.data.get("already"),
                    Text("该企业已是本协议下的合作方", "This company already is a partner under the agreement"),
                    Text("请在原事项中办理", "Act in the case there is"),
                    (_19,),
                    "partner",
                ),
            ),
            takes_part={"operator": "actor", "partner": "partner", "supervisor": "supervisor"},
        ),
        Step(
            name="admit",
            title=Text("予以备案", "Put on file"),
            source=frozenset({"filed"}),
            target="admitted",
            by=frozenset({"supervisor"}),
            event="partner-admitted",
            said=Text("专区监管部门予以备案，合作开始", "The supervisor put it on file; the partnership begins"),
            cites=(_19, _RULE),
            needs=(NotBy("partner-filed", (_19,)),),
        ),
        Step(
            name="decline",
            title=Text("不予备案", "Decline"),
            source=frozenset({"filed"}),
            target="declined",
            by=frozenset({"supervisor"}),
            event="partner-declined",
            said=Text("专区监管部门不予备案", "The supervisor declined"),
            cites=(_19, _RULE),
            needs=(NotBy("partner-filed", (_19,)), Field("reason", Text("理由", "Reason"), Kind.LONG, (_19,))),
        ),
        Step(
            name="assess",
            title=Text("考核合作方", "Assess the partner"),
            source=frozenset({"admitted"}),
            target="admitted",
            by=frozenset({"operator"}),
            event="partner-assessed",
            said=Text("运营单位考核合作方", "The operator assessed the partner"),
            cites=(_19, _RULE),
            needs=(
                Field("result", Text("考核结果", "Result"), Kind.CHOICE, (_19,), choices=RESULTS),
                Field("findings", Text("考核情况", "Findings"), Kind.LONG, (_19,)),
            ),
        ),
        Step(
            name="ask-to-leave",
            title=Text("申请退出", "Ask to leave"),
            source=frozenset({"admitted"}),
            target="leaving",
            by=frozenset({"partner"}),
            event="partner-asked-to-leave",
            said=Text("合作方申请退出", "The partner asked to leave"),
            cites=(_20, _RULE),
            needs=(Field("wish", Text("退出原因", "Why"), Kind.LONG, (_20,)),),
        ),
        Step(
            name="exit",
            title=Text("启动退出", "Begin the exit"),
            source=frozenset({"admitted", "leaving"}),
            target="exiting",
            by=frozenset({"operator"}),
            event="partner-exit-begun",
            said=Text(
                "启动退出，合作方人员的数据权限即时终止", "The exit began; the partner's people lost access at once"
            ),
            cites=(_20, _RULE),
            needs=(
                Field("ground", Text("退出情形", "Way of exit"), Kind.CHOICE, (_20,), choices=EXITS),
                Field("facts", Text("事实与依据", "Facts and evidence"), Kind.LONG, (_20,)),
                Condition(
                    "did-not-ask",
                    _fits_ground,
                    Text("合作方未申请退出，不能按主动退出办理", "The partner did not ask to leave"),
                    Text("由合作方先申请，或者选择其他情形", "Let the partner ask first, or choose another ground"),
                    (_20,),
                    "ground",
                ),
                Condition(
                    "was-not-failed",
                    _was_failed,
                    Text("最近一次考核并非不合格，不能按考核退出办理", "The last assessment was not failed"),
                    Text("请先考核，或者选择其他情形", "Assess first, or choose another ground"),
                    (_20, _RULE),
                    "ground",
                ),
            ),
        ),
        Step(
            name="clear",
            title=Text("完成退出清理", "Clear the exit"),
            source=frozenset({"exiting"}),
            target="cleared",
            by=frozenset({"operator"}),
            event="partner-exit-cleared",
            said=Text("退出清理完成，报监管部门确认", "The exit was cleared and reported to the supervisor"),
            cites=(_20, _RULE),
            needs=brought_whole(SETTLEMENT),
        ),
        Step(
            name="confirm-exit",
            title=Text("确认退出", "Confirm the exit"),
            source=frozenset({"cleared"}),
            target="exited",
            by=frozenset({"supervisor"}),
            event="partner-exited",
            said=Text("专区监管部门确认退出", "The supervisor confirmed the exit"),
            cites=(_20, _RULE),
            needs=(NotBy("partner-filed", (_20,)),),
        ),
        Step(
            name="send-back",
            title=Text("退回继续清理", "Send back to be cleared"),
            source=frozenset({"cleared"}),
            target="exiting",
            by=frozenset({"supervisor"}),
            event="partner-exit-sent-back",
            said=Text("清理不到位，退回", "Not cleared; sent back"),
            cites=(_20, _RULE),
            needs=(
                NotBy("partner-filed", (_20,)),
                Field("reason", Text("不到位之处", "What is left"), Kind.LONG, (_20,)),
            ),
        ),
        change_supervisor("filed", "admitted", "leaving", "exiting", "cleared"),
    ),
    duties=(
        Duty(
            name="admit-partner",
            title=Text("办理合作方备案", "Decide on the filing"),
            who="supervisor",
            after=frozenset({"partner-filed"}),
            done_by=frozenset({"partner-admitted", "partner-declined"}),
            limit=Limit.working(_LOCAL, "partner_filing_days", _RULE, _19),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="assess-partner",
            title=Text("定期考核合作方", "Assess the partner regularly"),
            who="operator",
            after=frozenset({"partner-admitted", "partner-assessed"}),
            done_by=frozenset({"partner-assessed", "partner-exit-begun"}),
            limit=Limit.counted(Unit.MONTHS, _LOCAL, "partner_assessment_months", _RULE, _19),
            late=Text("由监管部门提醒，并计入运营单位考核评估", "The supervisor reminds; it counts in the assessment"),
        ),
        Duty(
            name="begin-exit",
            title=Text("办理合作方退出申请", "Act on the wish to leave"),
            who="operator",
            after=frozenset({"partner-asked-to-leave"}),
            done_by=frozenset({"partner-exit-begun"}),
            limit=Limit.working(_LOCAL, "partner_exit_days", _RULE, _20),
            late=Text("由监管部门督促办理", "The supervisor presses for it"),
        ),
        Duty(
            name="clear-exit",
            title=Text("完成退出清理", "Clear the exit"),
            who="operator",
            after=frozenset({"partner-exit-begun", "partner-exit-sent-back"}),
            done_by=frozenset({"partner-exit-cleared"}),
            limit=Limit.working(_LOCAL, "partner_exit_days", _RULE, _20),
            late=Text(
                "由监管部门督促办理，并计入运营单位考核评估", "The supervisor presses; it counts in the assessment"
            ),
        ),
        Duty(
            name="confirm-partner-exit",
            title=Text("确认合作方退出", "Confirm the exit"),
            who="supervisor",
            after=frozenset({"partner-exit-cleared"}),
            done_by=frozenset({"partner-exited", "partner-exit-sent-back"}),
            limit=Limit.working(_LOCAL, "partner_filing_days", _RULE, _20),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
