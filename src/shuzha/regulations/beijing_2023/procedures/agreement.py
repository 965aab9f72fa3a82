"""The operating agreement (13, 14): its clauses, its term, and its suspension or end after joint report and the government's consent."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import opens_after
from shuzha.procedure.decide import Situation
from shuzha.procedure.exceptions import ANY, Exempt, Rule
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.beijing_2023.procedures import running
from shuzha.regulations.beijing_2023.procedures.conditions import CLAUSES
from shuzha.regulations.roles import standing

_12, _13, _14, _28 = (INSTRUMENT.article(n) for n in (12, 13, 14, 28))
_TIMES, _RESTORE = local_rules.INSTRUMENT.article(2), local_rules.INSTRUMENT.article(6)
_LOCAL = local_rules.PARAMETERS


def _usual_term(s: Situation) -> bool:
    return bool(s.command.data.get("years") == PARAMETERS.integer("agreement_years", s.today))


def _a_term(s: Situation) -> bool:
    return 1 <= int(s.command.data.get("years", 0)) <= date.max.year - s.today.year - 1


# Five years is what the article names as usual; it does not say when another term is right, so the reason is recorded.
_OTHER_TERM = Exempt(
    "reasoned-term", Text("说明理由的其他期限", "another term, with its reason"), (_14,), {"term_reason": ANY}
)
_REASON = Field("reason", Text("事由", "Grounds"), Kind.LONG, (_14,))

AGREEMENT = Procedure(
    id="zones.agreement",
    title=Text("专区授权运营协议", "Zone operating agreement"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "bigdata": standing("bigdata"),
        "supervisor": standing("supervisor"),
        "government": standing("government"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
    },
    states=(
        State("drafted", Text("待签署", "Awaiting signature")),
        State("legacy", Text("存量协议，待补签", "Older agreement, to be supplemented")),
        State("in-force", Text("生效中", "In force")),
        State("breach-reported", Text("违约待监管部门会签", "Breach reported, awaiting the supervisor")),
        State("consent-awaited", Text("待市政府同意", "Awaiting the government's consent")),
        State("suspended", Text("已暂停", "Suspended"), adverse=True),
        State("terminated", Text("已终止", "Terminated"), final=True, adverse=True),
        State("expired", Text("已到期", "Expired"), final=True),
    ),
    course=("drafted", "in-force"),
    steps=(
        Step(
            name="draft",
            title=Text("拟定协议", "Draft the agreement"),
            source=frozenset(),
            target="drafted",
            by=frozenset({"bigdata"}),
            event="agreement-drafted",
            said=Text("拟定授权运营协议", "The agreement was drafted"),
            cites=(_13,),
            needs=(
                Field("operator", Text("运营单位", "Operator"), Kind.REFERENCE, (_13,), source="selected-applicants"),
                Field("years", Text("有效期（年）", "Term (years)"), Kind.NUMBER, (_14,)),
                Field(
                    "term_reason",
                    Text("非通常期限的理由", "Reason for an unusual term"),
                    Kind.LONG,
                    (_14,),
                    required=False,
                ),
                Field(
                    "scope",
                    Text("授权应用范围（用途代码）", "Authorised purposes"),
                    Kind.CHOICES,
                    (_13,),
                    source="purposes",
                ),
                CLAUSES,
                Rule(
                    "unusual-term",
                    _usual_term,
                    Text("有效期与一般期限不同而未说明理由", "The term is not the usual one and no reason is given"),
                    Text("请采用一般期限，或写明理由", "Use the usual term or give the reason"),
                    (_14,),
                    (_OTHER_TERM,),
                    "years",
                ),
                Condition(
                    "no-term",
                    _a_term,
                    Text("有效期须为至少一年的整年数", "A term is a whole number of years, one at least"),
                    Text("请填写有效期年数", "State the number of years"),
                    (_14,),
                    "years",
                ),
                Condition(
                    "agreement-exists",
                    lambda s: not s.command.data.get("agreed_already"),
                    Text("该入选结果已有协议", "There is an agreement from this selection already"),
                    Text("请办理原协议", "Go on with that agreement"),
                    (_13,),
                    "operator",
                ),
                Condition(
                    "not-selected",
                    lambda s: bool(s.command.data.get("selected")),
                    Text("该单位未经评审入选并公开", "This company was not selected and published"),
                    Text("先完成评审、报批与公开", "Complete review, consent and publication first"),
                    (_12,),
                    "operator",
                ),
            ),
            takes_part={"bigdata": "actor", "operator": "operator", "supervisor": "supervisor"},
        ),
        Step(
            name="sign",
            title=Text("签署协议", "Sign the agreement"),
            source=frozenset({"drafted"}),
            target="in-force",
            by=frozenset({"operator"}),
            event="agreement-signed",
            said=Text("协议签署生效", "The agreement was signed and took force"),
            cites=(_13, _14),
            needs=(Field("ends", Text("到期日", "Ends on"), Kind.DAY, (_14,), supplied=True),),
        ),
        Step(
            name="report",
            title=Text("报告违约", "Report a breach"),
            source=frozenset({"in-force", "suspended"}),
            target="breach-reported",
            by=frozenset({"bigdata"}),
            event="breach-reported",
            said=Text("市大数据主管部门报告违约", "The big data authority reported a breach"),
            cites=(_14,),
            needs=(_REASON,),
        ),
        Step(
            name="concur",
            title=Text("会签并上报", "Concur and report to the government"),
            source=frozenset({"breach-reported"}),
            target="consent-awaited",
            by=frozenset({"supervisor"}),
            event="breach-concurred",
            said=Text("专区监管部门会签，上报市政府", "The supervisor concurred; the report went to the government"),
            cites=(_14,),
        ),
        Step(
            name="suspend",
            title=Text("同意暂停协议", "Consent to suspension"),
            source=frozenset({"consent-awaited"}),
            target="suspended",
            by=frozenset({"government"}),
            event="agreement-suspended",
            said=Text(
                "市政府同意，协议暂停，数据使用随之停止", "The government consented: suspended, and all use with it"
            ),
            cites=(_14, _28),
        ),
        Step(
            name="terminate",
            title=Text("同意终止协议", "Consent to termination"),
            source=frozenset({"consent-awaited"}),
            target="terminated",
            by=frozenset({"government"}),
            event="agreement-terminated",
            said=Text(
                "市政府同意，协议终止，数据使用随之停止", "The government consented: terminated, and all use with it"
            ),
            cites=(_14, _28),
        ),
        Step(
            name="dismiss",
            title=Text("不同意，协议继续", "Dismiss: the agreement stands"),
            source=frozenset({"consent-awaited"}),
            target="in-force",
            by=frozenset({"government"}),
            event="breach-dismissed",
            said=Text("市政府不同意，协议继续有效", "The government dismissed the report; the agreement stands"),
            cites=(_14,),
            needs=(_REASON,),
        ),
        Step(
            name="restore",
            title=Text("恢复协议", "Restore the agreement"),
            source=frozenset({"suspended"}),
            target="in-force",
            by=frozenset({"government"}),
            event="agreement-restored",
            said=Text("经决定恢复协议", "The agreement was restored by decision"),
            cites=(_14, _RESTORE),
            needs=(_REASON,),
        ),
        Step(
            name="expire",
            title=Text("到期终结", "Close on expiry"),
            source=frozenset({"in-force", "suspended", "legacy"}),
            target="expired",
            by=frozenset({"bigdata"}),
            event="agreement-expired",
            said=Text("协议到期", "The agreement expired"),
            cites=(_14,),
            needs=(
                Condition(
                    "not-expired",
                    lambda s: s.today > date.fromisoformat(str(s.case.facts.get("ends", "9999-12-31"))),
                    Text("协议尚未到期", "The agreement has not expired"),
                    Text("到期次日起办理", "Close it from the day after its last day"),
                    (_14,),
                    limit=lambda s: opens_after(s.case.facts.get("ends"), _14),
                ),
            ),
        ),
        *running.STEPS,
    ),
    duties=(
        Duty(
            name="sign-agreement",
            title=Text("签署协议", "Sign the agreement"),
            who="operator",
            after=frozenset({"agreement-drafted"}),
            done_by=frozenset({"agreement-signed"}),
            limit=Limit.working(_LOCAL, "agreement_signing_days", _TIMES, _13),
            late=Text("视为放弃入选资格，由市大数据主管部门处理", "Treated as declining; the authority decides"),
        ),
        Duty(
            name="decide-breach",
            title=Text("市政府审定违约处理", "Decide on the breach"),
            who="government",
            after=frozenset({"breach-concurred"}),
            done_by=frozenset({"agreement-suspended", "agreement-terminated", "breach-dismissed"}),
            limit=Limit.working(_LOCAL, "government_consent_days", _TIMES, _14),
            late=Text("由市大数据主管部门催办", "The big data authority reminds the government"),
        ),
        *running.DUTIES,
    ),
)
