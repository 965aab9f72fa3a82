"""A person's consent to the use of their information (21): for one scenario, until a day, withdrawn at any time.

Consent that covers several scenarios at once, or was made a condition of a service, is refused as blanket or forced.
It is given by the person, or presented by the operator with evidence that the supervisor has to find real and valid
(local rule 15). What stands here is the record; the gate does not consult it yet.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.deadline import months_after
from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import TimeLimit, opens_after
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy, Requirement
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import AGREEMENT_IN_FORCE
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_21 = INSTRUMENT.article(21)
_RULE = local_rules.INSTRUMENT.article(15)
_LOCAL = local_rules.PARAMETERS
_LONGEST = Text("有效期最迟可至 {day}（含当日）", "It may end on {day} at the latest")


def _expires_in_time(s: Situation) -> bool:
    return s.today.isoformat() <= str(s.command.data.get("expires") or "") <= _longest(s).isoformat()


def _longest(s: Situation) -> date:
    return months_after(s.today, _LOCAL.integer("consent_months", s.today))


def _is_the_person(s: Situation) -> bool:
    return s.command.by.person == s.case.parties.get("subject")


_WHAT: tuple[Requirement, ...] = (
    Field("scenarios", Text("应用场景（只选一项）", "Scenario: one only"), Kind.CHOICES, (_21,), source="purposes"),
    Field("information", Text("同意使用的个人信息", "Which information"), Kind.LONG, (_21,)),
    Field("expires", Text("同意有效期至", "Consent ends on"), Kind.DAY, (_21, _RULE)),
    Field("tied", Text("不同意即不提供与此无关的服务", "Some other service was refused without it"), Kind.FLAG, (_21,)),
    AGREEMENT_IN_FORCE,
    Condition(
        "blanket-consent",
        lambda s: len(s.command.data.get("scenarios") or []) <= 1,
        Text("一次同意涵盖多个应用场景，属于“一揽子授权”", "One consent for several scenarios is a blanket consent"),
        Text("请按应用场景分别取得同意", "Obtain consent for each scenario by itself"),
        (_21,),
        "scenarios",
    ),
    Condition(
        "scenario-outside-agreement",
        lambda s: set(s.command.data.get("scenarios") or []) <= set(s.command.data.get("agreement_scope") or []),
        Text("应用场景超出协议约定的授权应用范围", "The scenario is outside what the agreement authorises"),
        Text("请选择协议范围内的应用场景", "Choose a scenario that the agreement authorises"),
        (_21, INSTRUMENT.article(13)),
        "scenarios",
    ),
    Condition(
        "forced-consent",
        lambda s: s.command.data.get("tied") is not True,
        Text(
            "以拒绝无关服务相要挟取得的同意，属于强制同意",
            "Consent that was made a condition of something else is forced",
        ),
        Text("请在不附条件的情况下重新征得同意", "Ask again without that condition"),
        (_21,),
        "tied",
    ),
    Condition(
        "consent-term",
        _expires_in_time,
        Text("同意的有效期早于今天，或者超过规定的最长期限", "It ends before today, or runs longer than allowed"),
        Text("请在最长期限内填写到期日", "Name a day within the longest term"),
        (_21, _RULE),
        "expires",
        lambda s: TimeLimit.dated(_LONGEST, _longest(s), (_21, _RULE), provisional=False),
    ),
)
_AGREEMENT = Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_21,), source="running-agreements")

CONSENT = Procedure(
    id="zones.consent",
    title=Text("个人信息使用同意", "Consent to the use of personal information"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "person": standing("person"),
        "subject": Role(Text("本人", "The person"), "person"),
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("presented", Text("待核验同意证据", "Evidence to be verified")),
        State("valid", Text("同意有效", "Valid")),
        State("rejected", Text("证据未通过核验", "Evidence rejected"), final=True, adverse=True),
        State("withdrawn", Text("已撤回", "Withdrawn"), final=True),
        State("expired", Text("已到期", "Expired"), final=True),
    ),
    course=("presented", "valid"),
    steps=(
        Step(
            name="give",
            title=Text("本人同意", "Give consent"),
            source=frozenset(),
            target="valid",
            by=frozenset({"person"}),
            event="consent-given",
            said=Text("本人同意按应用场景使用其个人信息", "The person consented, for one scenario"),
            cites=(_21, _RULE),
            needs=(_AGREEMENT, *_WHAT),
            takes_part={"subject": "subject", "operator": "operator", "supervisor": "supervisor"},
        ),
        Step(
            name="present",
            title=Text("提交本人同意的证据", "Present evidence of consent"),
            source=frozenset(),
            target="presented",
            by=frozenset({"company"}),
            event="consent-presented",
            said=Text("运营单位提交本人同意的证据", "The operator presented evidence of a person's consent"),
            cites=(_21, _RULE),
            needs=(
                Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_21,), source="agreements"),
                Field("name", Text("本人姓名", "The person's name"), Kind.TEXT, (_21, _RULE)),
                Field(
                    "identity",
                    Text("本人身份号码", "The person's identity number"),
                    Kind.TEXT,
                    (_21, _RULE),
                    help=Text(
                        "姓名和号码只存于本人密钥之下，案卷中以编号代替",
                        "Kept under the person's own key; the record holds a number instead",
                    ),
                ),
                Field(
                    "evidence",
                    Text("同意的证据（方式、时间、留存）", "Evidence: how, when, where kept"),
                    Kind.LONG,
                    (_21,),
                ),
                *_WHAT,
            ),
            takes_part={"subject": "subject", "operator": "actor", "supervisor": "supervisor"},
        ),
        Step(
            name="verify",
            title=Text("核验通过", "Find it real and valid"),
            source=frozenset({"presented"}),
            target="valid",
            by=frozenset({"supervisor"}),
            event="consent-verified",
            said=Text("同意证据真实、有效", "The evidence was found real and valid"),
            cites=(_21, _RULE),
            needs=(NotBy("consent-presented", (_21,)),),
        ),
        Step(
            name="reject",
            title=Text("核验不通过", "Reject the evidence"),
            source=frozenset({"presented"}),
            target="rejected",
            by=frozenset({"supervisor"}),
            event="consent-rejected",
            said=Text("同意证据未通过核验", "The evidence was rejected"),
            cites=(_21, _RULE),
            needs=(NotBy("consent-presented", (_21,)), Field("reason", Text("理由", "Reason"), Kind.LONG, (_21,))),
        ),
        Step(
            name="withdraw",
            title=Text("撤回同意", "Withdraw consent"),
            source=frozenset({"presented", "valid"}),
            target="withdrawn",
            by=frozenset({"person"}),
            event="consent-withdrawn",
            said=Text("本人撤回同意", "The person withdrew consent"),
            cites=(_21, _RULE),
            needs=(
                NotBy("consent-presented", (_21,)),
                Condition(
                    "not-the-person",
                    _is_the_person,
                    Text("只有本人可以撤回自己的同意", "Only the person can withdraw their own consent"),
                    Text(
                        "请由本人办理，或者由运营单位代为登记", "The person acts, or the operator records it for them"
                    ),
                    (_21, _RULE),
                ),
            ),
        ),
        Step(
            name="record-withdrawal",
            title=Text("登记本人撤回", "Record a withdrawal"),
            source=frozenset({"presented", "valid"}),
            target="withdrawn",
            by=frozenset({"operator"}),
            event="consent-withdrawal-recorded",
            said=Text("运营单位登记本人撤回同意", "The operator recorded that the person withdrew"),
            cites=(_21, _RULE),
            needs=(Field("how", Text("本人如何提出", "How the person said so"), Kind.LONG, (_21,)),),
        ),
        Step(
            name="expire",
            title=Text("到期终结", "Close on expiry"),
            source=frozenset({"valid"}),
            target="expired",
            by=frozenset({"operator"}),
            event="consent-expired",
            said=Text("同意到期", "The consent expired"),
            cites=(_21, _RULE),
            needs=(
                Condition(
                    "not-expired",
                    lambda s: s.today.isoformat() > str(s.case.facts.get("expires", "9999-12-31")),
                    Text("同意尚未到期", "The consent has not expired"),
                    Text("到期次日起办理", "Close it from the day after its last day"),
                    (_21, _RULE),
                    limit=lambda s: opens_after(s.case.facts.get("expires"), _21, _RULE),
                ),
            ),
        ),
        change_supervisor("presented", "valid"),
    ),
    duties=(
        Duty(
            name="verify-consent",
            title=Text("核验同意证据", "Verify the evidence"),
            who="supervisor",
            after=frozenset({"consent-presented"}),
            done_by=frozenset(
                {"consent-verified", "consent-rejected", "consent-withdrawn", "consent-withdrawal-recorded"}
            ),
            limit=Limit.working(_LOCAL, "consent_verification_days", _RULE, _21),
            late=Text("未核验前不得据以使用，并记入办理超期", "Not to be relied on until then; the delay is recorded"),
        ),
    ),
)
