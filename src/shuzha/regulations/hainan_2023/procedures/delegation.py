"""Delegation to an agent (6): a power of attorney with its scope and its last day, accepted by the agent; either may end it."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Condition, Field, Item, Kind
from shuzha.procedure.words import Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.roles import standing

_6, _RULE = INSTRUMENT.article(6), local_rules.INSTRUMENT.article(25)
SCOPE = {
    "apply": Text("提出确权登记申请", "Apply for registration"),
    "complete": Text("补正材料", "Supply what was missing"),
    "supply-further": Text("提交补充材料", "Supply further materials"),
}


def _not_over(s: Situation) -> bool:
    last_day = s.command.data.get("until")
    return last_day is None or last_day >= s.today.isoformat()


DELEGATION = Procedure(
    id="registry.delegation",
    title=Text("委托代理", "Delegation to an agent"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={
        "company": standing("company"),
        "principal": Role(Text("委托人", "Principal"), "company"),
        "agent": Role(Text("代理机构", "Agent"), "company"),
    },
    states=(
        State("offered", Text("待代理机构接受", "Awaiting the agent")),
        State("in-force", Text("委托有效", "In force")),
        State("declined", Text("未接受", "Declined"), final=True, adverse=True),
        State("ended", Text("委托终止", "Ended"), final=True),
    ),
    course=("offered", "in-force"),
    steps=(
        Step(
            name="delegate",
            title=Text("委托代理机构", "Delegate"),
            source=frozenset(),
            target="offered",
            by=frozenset({"company"}),
            event="delegated",
            said=Text("委托人提交委托书", "The principal handed in a power of attorney"),
            cites=(_6, _RULE),
            needs=(
                Field("agent", Text("代理机构", "Agent"), Kind.REFERENCE, (_6,), source="companies"),
                Field("scope", Text("代理事项", "What the agent may do"), Kind.CHOICES, (_6, _RULE), choices=SCOPE),
                Field("until", Text("截止日期", "Last day"), Kind.DAY, (_RULE,)),
                Checklist(
                    "authority",
                    Text("委托书", "Power of attorney"),
                    (
                        Item(
                            "power",
                            Text("委托书", "Power of attorney"),
                            (_6, _RULE),
                            Text("请提交签署的委托书", "Hand in the signed power of attorney"),
                        ),
                    ),
                ),
                Condition(
                    "delegation-over",
                    _not_over,
                    Text("委托截止日期已过", "The last day has passed"),
                    Text("请填写今日或以后的日期", "Give today or a later day"),
                    (_RULE,),
                    "until",
                ),
                Condition(
                    "own-agent",
                    lambda s: s.command.data.get("agent") != s.command.by.organisation,
                    Text("不得委托本单位", "Nobody delegates to themselves"),
                    Text("请选择其他单位", "Choose another organisation"),
                    (_6,),
                    "agent",
                ),
            ),
            takes_part={"principal": "actor", "agent": "agent"},
        ),
        Step(
            name="accept",
            title=Text("接受委托", "Accept"),
            source=frozenset({"offered"}),
            target="in-force",
            by=frozenset({"agent"}),
            event="delegation-accepted",
            said=Text("代理机构接受委托", "The agent accepted"),
            cites=(_6, _RULE),
        ),
        Step(
            name="decline",
            title=Text("不接受委托", "Decline"),
            source=frozenset({"offered"}),
            target="declined",
            by=frozenset({"agent"}),
            event="delegation-declined",
            said=Text("代理机构不接受委托", "The agent declined"),
            cites=(_RULE,),
        ),
        Step(
            name="revoke",
            title=Text("撤销委托", "Revoke"),
            source=frozenset({"offered", "in-force"}),
            target="ended",
            by=frozenset({"principal"}),
            event="delegation-revoked",
            said=Text("委托人撤销委托", "The principal revoked it"),
            cites=(_RULE,),
        ),
        Step(
            name="renounce",
            title=Text("辞去委托", "Renounce"),
            source=frozenset({"in-force"}),
            target="ended",
            by=frozenset({"agent"}),
            event="delegation-renounced",
            said=Text("代理机构辞去委托", "The agent renounced it"),
            cites=(_RULE,),
        ),
    ),
)
