"""The operator's own data offered to a department (25): what, on which terms, and the department's answer.

25 encourages it and regulates nothing further. The offer and its acceptance are recorded; no use is opened here.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import AGREEMENT_IN_FORCE
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_25 = INSTRUMENT.article(25)
_RULE = local_rules.INSTRUMENT.article(17)

GIVEBACK = Procedure(
    id="zones.giveback",
    title=Text("自有数据提供政务部门使用", "Own data offered to a department"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "provider": Role(Text("接受部门", "Department"), "provider"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("offered", Text("待部门答复", "Awaiting the department")),
        State("accepted", Text("部门已接受", "Accepted"), final=True),
        State("declined", Text("部门未接受", "Declined"), final=True, adverse=True),
    ),
    course=("offered", "accepted"),
    steps=(
        Step(
            name="offer",
            title=Text("提供自有数据", "Offer own data"),
            source=frozenset(),
            target="offered",
            by=frozenset({"company"}),
            event="data-offered",
            said=Text("运营单位提出将自有数据提供部门使用", "The operator offered data of its own"),
            cites=(_25, _RULE),
            needs=(
                Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_25,), source="agreements"),
                Field("department", Text("接受部门", "Department"), Kind.REFERENCE, (_25,), source="departments"),
                Field("content", Text("数据内容", "What the data is"), Kind.LONG, (_25,)),
                Field("terms", Text("使用条件", "Terms of use"), Kind.LONG, (_25, _RULE)),
                AGREEMENT_IN_FORCE,
            ),
            takes_part={"operator": "actor", "provider": "department", "supervisor": "supervisor"},
        ),
        Step(
            name="accept",
            title=Text("接受", "Accept"),
            source=frozenset({"offered"}),
            target="accepted",
            by=frozenset({"provider"}),
            event="data-accepted",
            said=Text("部门接受自有数据", "The department accepted the data"),
            cites=(_25, _RULE),
            needs=(NotBy("data-offered", (_25,)), Field("use", Text("拟用于", "To be used for"), Kind.LONG, (_25,))),
        ),
        Step(
            name="decline",
            title=Text("不接受", "Decline"),
            source=frozenset({"offered"}),
            target="declined",
            by=frozenset({"provider"}),
            event="data-declined",
            said=Text("部门未接受自有数据", "The department declined the data"),
            cites=(_25, _RULE),
            needs=(NotBy("data-offered", (_25,)), Field("reason", Text("理由", "Reason"), Kind.LONG, (_25,))),
        ),
        change_supervisor("offered"),
    ),
    duties=(
        Duty(
            name="answer-offer",
            title=Text("答复自有数据提供", "Answer the offer"),
            who="provider",
            after=frozenset({"data-offered"}),
            done_by=frozenset({"data-accepted", "data-declined"}),
            limit=Limit.working(local_rules.PARAMETERS, "giveback_answer_days", _RULE, _25),
            late=Text("记入部门数据共享考核", "Counted in the department's assessment"),
        ),
    ),
)
