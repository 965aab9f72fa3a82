"""The operator's own data brought into its zone (8): through the same gate, profiled, graded and sealed like any other.

8 asks the operator to bring in data from society. Local rule 12 has it enter by the way of every resource (local 5),
under an agreement in force and on a stated right to the data; what differs is who describes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import Role, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import AGREEMENT_IN_FORCE
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.local_rules.procedures.resource import RESOURCE
from shuzha.regulations.roles import standing

_8 = INSTRUMENT.article(8)
_RULE = local_rules.INSTRUMENT.article(12)


def _described() -> Step:
    step = RESOURCE.step("describe")
    return replace(
        step,
        title=Text("引入自有数据", "Bring in own data"),
        by=frozenset({"company"}),
        said=Text("运营单位描述拟引入的自有数据", "The operator described data of its own"),
        cites=(_8, _RULE, *step.cites),
        needs=(
            Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_8,), source="agreements"),
            Field("right", Text("数据来源合法性说明", "By what right it holds the data"), Kind.LONG, (_8, _RULE)),
            *step.needs,
            AGREEMENT_IN_FORCE,
        ),
        takes_part={"owner": "actor", "supervisor": "supervisor"},
    )


CONTRIBUTION = replace(
    RESOURCE,
    id="zones.contribution",
    title=Text("自有社会数据引入", "Bringing in the operator's own data"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "owner": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    course=("described", "profiled", "sealed"),
    steps=(
        _described(),
        *(replace(s, cites=(_8, *s.cites)) for s in RESOURCE.steps if s.source),
        change_supervisor("described", "profiled"),
    ),
    duties=tuple(
        replace(duty, late=Text("记入专区运营考核", "Counted in the operator's assessment")) for duty in RESOURCE.duties
    ),
)
