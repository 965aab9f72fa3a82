"""Choosing the agencies by public comparison, two or more for two years (23), and evaluating them when their contract ends (24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import NO_LIMIT, TimeLimit, opens_after
from shuzha.procedure.assessment import RESULTS
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Elapsed, Field, Kind, Within
from shuzha.procedure.words import Duty, Limit, Procedure, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.hainan_2023.evaluating import RULE, SCHEME
from shuzha.regulations.hainan_2023.receiving import OVERDUE
from shuzha.regulations.roles import standing

_5, _23, _24, _27 = (INSTRUMENT.article(n) for n in (5, 23, 24, 27))
_LOCAL, _RULE = local_rules.PARAMETERS, local_rules.INSTRUMENT.article(32)


def _list(s: Situation, name: str) -> list[str]:
    value = s.said.get(name)
    return [str(one) for one in value] if isinstance(value, list) else []


def _fewest(s: Situation) -> int:
    return PARAMETERS.integer("agency_count", s.today)


def _enough(s: Situation) -> bool:
    return len(set(_list(s, "chosen"))) >= _fewest(s)


def _all_entered(s: Situation) -> bool:
    return set(_list(s, "chosen")) <= set(_list(s, "entered"))


def _too_few_entered(s: Situation) -> bool:
    return len(set(_list(s, "entered"))) < _fewest(s)


def _contract_over(s: Situation) -> bool:
    return str(s.case.facts.get("ends", "9999-12-31")) < s.today.isoformat()


def _unevaluated(s: Situation) -> bool:
    agency = s.command.data.get("agency")
    return agency is None or (agency in _list(s, "chosen") and agency not in (s.case.facts.get("evaluated") or []))


def _all_evaluated(s: Situation) -> bool:
    return set(_list(s, "chosen")) <= set(_list(s, "evaluated"))


def _condition(
    code: str,
    holds: Callable[[Situation], bool],
    reason: Text,
    remedy: Text,
    field: str = "",
    limit: Callable[[Situation], TimeLimit] = lambda s: NO_LIMIT,
) -> Condition:
    return Condition(code, holds, reason, remedy, (_23, _24, _RULE), field, limit)


COMPARISON = Procedure(
    id="registry.comparison",
    title=Text("服务机构公开比选", "Public comparison of agencies"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={"registrar": standing("registrar"), "agency": standing("agency"), "bureau": standing("bureau")},
    states=(
        State("open", Text("报名与评定中", "Open for entries and comparison")),
        State("closed", Text("已评定，待监督确认", "Compared, before the bureau")),
        State("in-force", Text("名录有效", "Roster in force")),
        State("ended", Text("合同期满，待评价", "Contract over, to be evaluated")),
        State("evaluated", Text("已评价报备", "Evaluated and filed"), final=True),
        State("failed", Text("比选未成", "Not enough entries"), final=True),
    ),
    course=("open", "closed", "in-force", "ended", "evaluated"),
    steps=(
        Step(
            name="announce",
            title=Text("公告公开比选", "Announce the comparison"),
            source=frozenset(),
            target="open",
            by=frozenset({"registrar"}),
            event="comparison-announced",
            said=Text("公告公开比选第三方服务机构", "The public comparison was announced"),
            cites=(_23, _RULE),
            needs=(
                Field("services", Text("服务内容", "Services"), Kind.LONG, (_23,)),
                Field("criteria", Text("比选条件和评分办法", "Conditions and scoring"), Kind.LONG, (_23,)),
            ),
            takes_part={"registrar": "actor"},
        ),
        Step(
            name="enter",
            title=Text("报名参加比选", "Enter the comparison"),
            source=frozenset({"open"}),
            target="open",
            by=frozenset({"agency"}),
            event="comparison-entered",
            said=Text("一家机构报名", "An agency entered"),
            cites=(_23, _RULE),
            needs=(
                Within(
                    "window", (_RULE,), Text("报名期已满，请参加下一次比选", "The window is over: enter the next one")
                ),
                Field("proposal", Text("服务方案", "Proposal"), Kind.LONG, (_23,)),
                Field("licence", Text("审核资质证明", "Proof of qualification"), Kind.LONG, (_5,)),
                _condition(
                    "already-entered",
                    lambda s: s.command.data.get("again") is not True,
                    Text("贵单位已报名", "Your organisation has entered already"),
                    Text("无需重复报名", "There is no need to enter twice"),
                ),
                Condition(
                    "poor-in-a-row",
                    lambda s: int(s.command.data.get("poor") or 0) < _LOCAL.integer("agency_poor_in_a_row", s.today),
                    Text("贵单位的履约评价已连续较差", "Your organisation's evaluations were poor too often in a row"),
                    Text(
                        "可以对记入信用记录的评价提出异议，或者参加再下一次比选",
                        "Dispute the evaluation that your credit record holds, or enter the comparison after this one",
                    ),
                    (RULE, _24),
                ),
            ),
        ),
        Step(
            name="choose",
            title=Text("评定入选机构", "Choose"),
            source=frozenset({"open"}),
            target="closed",
            by=frozenset({"registrar"}),
            event="agencies-chosen",
            said=Text("评定入选机构并报大数据管理局监督", "Agencies were chosen and put before the bureau"),
            cites=(_23, _RULE),
            needs=(
                Elapsed("window", (_RULE,)),
                Field("chosen", Text("入选机构", "Chosen"), Kind.REFERENCES, (_23,), source="agencies"),
                Field("scores", Text("评分记录", "Scores"), Kind.LONG, (_23,)),
                _condition(
                    "too-few",
                    _enough,
                    Text("入选机构少于两家", "Fewer than two are chosen"),
                    Text("请选定两家或两家以上", "Choose two or more"),
                    "chosen",
                ),
                _condition(
                    "not-entered",
                    _all_entered,
                    Text("所选机构未报名参加比选", "One of them did not enter"),
                    Text("请从报名机构中选定", "Choose from those that entered"),
                    "chosen",
                ),
            ),
        ),
        Step(
            name="fail",
            title=Text("比选未成", "Not enough entries"),
            source=frozenset({"open"}),
            target="failed",
            by=frozenset({"registrar"}),
            event="comparison-failed",
            said=Text("报名不足，比选未成，另行公告", "Too few entered; another will be announced"),
            cites=(_23, _RULE),
            needs=(
                Elapsed("window", (_RULE,)),
                _condition(
                    "enough-entered",
                    _too_few_entered,
                    Text("报名机构已满足法定家数", "Enough entered"),
                    Text("请评定入选机构", "Choose among them"),
                ),
            ),
        ),
        Step(
            name="confirm",
            title=Text("监督确认并公布名录", "Confirm and publish the roster"),
            source=frozenset({"closed"}),
            target="in-force",
            by=frozenset({"bureau"}),
            event="roster-published",
            said=Text("大数据管理局监督确认，公布名录", "The bureau confirmed; the roster was published"),
            cites=(_23, _RULE),
            needs=(Field("ends", Text("合同期满日", "Last day of the contract"), Kind.DAY, (_23, _24), supplied=True),),
        ),
        Step(
            name="send-back",
            title=Text("退回重新评定", "Send back"),
            source=frozenset({"closed"}),
            target="open",
            by=frozenset({"bureau"}),
            event="comparison-sent-back",
            said=Text("大数据管理局指出问题，退回重新评定", "The bureau sent it back, with its reasons"),
            cites=(_23,),
            needs=(Field("reason", Text("理由", "Reason"), Kind.LONG, (_23,)),),
        ),
        Step(
            name="end",
            title=Text("合同期满", "The contract is over"),
            source=frozenset({"in-force"}),
            target="ended",
            by=frozenset({"registrar"}),
            event="contract-ended",
            said=Text("服务合同期满，开始履约评价", "The contract is over; evaluation began"),
            cites=(_24, _RULE),
            needs=(
                _condition(
                    "contract-running",
                    _contract_over,
                    Text("服务合同尚未期满", "The contract still runs"),
                    Text("请于期满次日起办理", "Come back on the day after it ends"),
                    limit=lambda s: opens_after(s.case.facts.get("ends"), _24, _RULE),
                ),
            ),
        ),
        Step(
            name="evaluate",
            title=Text("评价一家机构", "Evaluate an agency"),
            source=frozenset({"ended"}),
            target="ended",
            by=frozenset({"registrar"}),
            event="agency-evaluated",
            said=Text("评价一家机构的履约情况", "An agency's performance was evaluated"),
            cites=SCHEME.cites,
            needs=(
                Field("agency", Text("机构", "Agency"), Kind.REFERENCE, (_24,), source="agencies"),
                *SCHEME.asked(),
                Field("misconduct", Text("是否出现第二十七条情形", "Conduct under article 27"), Kind.FLAG, (_24, _27)),
                Field("remarks", Text("履约情况说明", "How it performed"), Kind.LONG, (_24,)),
                Field("points", Text("综合得分", "Points"), Kind.TEXT, SCHEME.cites, supplied=True),
                Field("result", Text("评价结果", "Result"), Kind.CHOICE, SCHEME.cites, choices=RESULTS, supplied=True),
                _condition(
                    "not-to-be-evaluated",
                    _unevaluated,
                    Text("该机构不在名录内或已评价", "It is not on the roster, or was evaluated already"),
                    Text("请选择尚未评价的入选机构", "Choose one that is still to be evaluated"),
                    "agency",
                ),
            ),
        ),
        Step(
            name="file",
            title=Text("评价报备", "File the evaluations"),
            source=frozenset({"ended"}),
            target="evaluated",
            by=frozenset({"registrar"}),
            event="evaluations-filed",
            said=Text("履约评价报大数据管理局备案", "The evaluations were filed with the bureau"),
            cites=(_24, _RULE),
            needs=(
                _condition(
                    "some-unevaluated",
                    _all_evaluated,
                    Text("尚有机构未评价", "Some agency is still to be evaluated"),
                    Text("请逐家评价后报备", "Evaluate each, then file"),
                ),
            ),
        ),
    ),
    duties=(
        Duty(
            name="window",
            title=Text("报名期", "Window for entries"),
            who="registrar",
            after=frozenset({"comparison-announced"}),
            done_by=frozenset({"agencies-chosen", "comparison-failed"}),
            limit=Limit.printed(_LOCAL, "comparison_window_days", _RULE, _23),
            late=Text("期满次日起可以评定", "Choosing is possible from the day after"),
            waits=True,
        ),
        Duty(
            name="comparison",
            title=Text("完成比选评定", "Conclude the comparison"),
            who="registrar",
            after=frozenset({"comparison-announced"}),
            done_by=frozenset({"agencies-chosen", "comparison-failed"}),
            limit=Limit.working(_LOCAL, "comparison_days", _RULE, _23),
            late=OVERDUE,
        ),
        Duty(
            name="evaluation",
            title=Text("逐家评价并报备", "Evaluate each and file"),
            who="registrar",
            after=frozenset({"contract-ended"}),
            done_by=frozenset({"evaluations-filed"}),
            limit=Limit.working(_LOCAL, "evaluation_days", _RULE, _24),
            late=OVERDUE,
        ),
    ),
)
