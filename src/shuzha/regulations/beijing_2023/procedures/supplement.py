"""Supplementary agreements (14): for an agreement older than the measures, and for a change of what one authorises.

14 asks older agreements that fall short to be supplemented; local rule 13 gives the time, and lets a change of the
authorised purposes go the same way. Once signed, the agreement's own case says the new purposes and clauses.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import CLAUSES
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_13, _14 = INSTRUMENT.article(13), INSTRUMENT.article(14)
_RULE = local_rules.INSTRUMENT.article(13)
_LOCAL = local_rules.PARAMETERS
GROUNDS = {
    "legacy": Text("存量协议不符合办法要求", "An older agreement that falls short of the measures"),
    "change": Text("变更授权应用范围或者条款", "A change of the authorised purposes or of clauses"),
}

SUPPLEMENT = Procedure(
    id="zones.supplement",
    title=Text("补充协议", "Supplementary agreement"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "bigdata": standing("bigdata"),
        "supervisor": standing("supervisor"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
    },
    states=(
        State("drafted", Text("待监管部门会签", "Awaiting the supervisor")),
        State("concurred", Text("待运营单位签署", "Awaiting the operator's signature")),
        State("signed", Text("已签署", "Signed"), final=True),
        State("returned", Text("监管部门未会签", "Not concurred"), final=True),
        State("declined", Text("运营单位未签署", "Not signed"), final=True, adverse=True),
    ),
    course=("drafted", "concurred", "signed"),
    steps=(
        Step(
            name="draft",
            title=Text("拟定补充协议", "Draft a supplement"),
            source=frozenset(),
            target="drafted",
            by=frozenset({"bigdata"}),
            event="supplement-drafted",
            said=Text("拟定补充协议", "The supplement was drafted"),
            cites=(_14, _RULE),
            needs=(
                Field("agreement", Text("原协议", "Agreement"), Kind.REFERENCE, (_14,), source="running-agreements"),
                Field("ground", Text("补签事由", "Ground"), Kind.CHOICE, (_14, _RULE), choices=GROUNDS),
                Field(
                    "scope", Text("授权应用范围（全部用途）", "All purposes"), Kind.CHOICES, (_13,), source="purposes"
                ),
                Field("reason", Text("说明", "Explanation"), Kind.LONG, (_14,)),
                CLAUSES,
                Condition(
                    "not-legacy",
                    lambda s: s.command.data.get("ground") != "legacy" or bool(s.command.data.get("legacy")),
                    Text("该协议不是办法施行前的存量协议", "This is not an agreement older than the measures"),
                    Text("事由改选“变更授权应用范围或者条款”", "Choose the other ground"),
                    (_14,),
                    "ground",
                ),
                Condition(
                    "agreement-not-supplemented-now",
                    lambda s: bool(s.command.data.get("may_be_supplemented")),
                    Text(
                        "原协议未生效、已暂停、已终止或者正在处理",
                        "The agreement is neither in force nor awaits a supplement",
                    ),
                    Text("待原协议恢复效力后办理", "Come back once the agreement is in force"),
                    (_14,),
                    "agreement",
                ),
            ),
            takes_part={"bigdata": "actor", "supervisor": "supervisor", "operator": "operator"},
        ),
        Step(
            name="concur",
            title=Text("会签", "Concur"),
            source=frozenset({"drafted"}),
            target="concurred",
            by=frozenset({"supervisor"}),
            event="supplement-concurred",
            said=Text("专区监管部门会签", "The supervisor concurred"),
            cites=(_14, _RULE),
        ),
        Step(
            name="return",
            title=Text("不予会签", "Do not concur"),
            source=frozenset({"drafted"}),
            target="returned",
            by=frozenset({"supervisor"}),
            event="supplement-returned",
            said=Text("专区监管部门未予会签", "The supervisor did not concur"),
            cites=(_14, _RULE),
            needs=(Field("objection", Text("理由", "Reason"), Kind.LONG, (_14,)),),
        ),
        Step(
            name="sign",
            title=Text("签署补充协议", "Sign the supplement"),
            source=frozenset({"concurred"}),
            target="signed",
            by=frozenset({"operator"}),
            event="supplement-signed",
            said=Text("补充协议签署，原协议相应变更", "Signed: the agreement now reads accordingly"),
            cites=(_14, _RULE),
        ),
        Step(
            name="decline",
            title=Text("不签署", "Decline to sign"),
            source=frozenset({"concurred"}),
            target="declined",
            by=frozenset({"operator"}),
            event="supplement-declined",
            said=Text("运营单位不签署", "The operator declined"),
            cites=(_14, _RULE),
            needs=(Field("objection", Text("理由", "Reason"), Kind.LONG, (_14,)),),
        ),
        change_supervisor("drafted", "concurred"),
    ),
    duties=(
        Duty(
            name="concur-supplement",
            title=Text("会签补充协议", "Concur in the supplement"),
            who="supervisor",
            after=frozenset({"supplement-drafted"}),
            done_by=frozenset({"supplement-concurred", "supplement-returned"}),
            limit=Limit.working(_LOCAL, "supplement_concurrence_days", _RULE, _14),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="sign-supplement",
            title=Text("签署补充协议", "Sign the supplement"),
            who="operator",
            after=frozenset({"supplement-concurred"}),
            done_by=frozenset({"supplement-signed", "supplement-declined"}),
            limit=Limit.working(_LOCAL, "agreement_signing_days", _RULE, _14),
            late=Text(
                "存量协议不得据以申请数据；变更不生效", "An older agreement carries no request; a change has no effect"
            ),
        ),
    ),
)
