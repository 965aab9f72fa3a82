"""While an agreement runs: what is owed and recorded under it, and what changes in it without ending it.

Steps and duties of the agreement's own case, kept apart from how it is made and ended (agreement.py). Where a step
follows from another case (a handover, a supplement, an inspection), the archive checks that case and states its result.
"""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import Duty, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT

_7 = INSTRUMENT.article(7)
_LOCAL = local_rules.PARAMETERS
_INTERIM = local_rules.INSTRUMENT.article(11)
_RUNS = frozenset({"in-force"})
_IN_FORCE = "in-force"

STEPS: tuple[Step, ...] = (
    Step(
        name="change-supervisor",
        title=Text("变更监管部门", "Change the supervisor"),
        source=_RUNS,
        target=_IN_FORCE,
        by=frozenset({"bigdata"}),
        event="supervisor-changed",
        said=Text("专区监管移交，监管部门变更", "Supervision was handed over"),
        cites=(_7, _INTERIM),
        needs=(
            Field("handover", Text("移交事项", "Handover"), Kind.REFERENCE, (_7,), source="handovers"),
            Field(
                "supervisor", Text("监管部门", "Supervisor"), Kind.REFERENCE, (_7,), source="supervisors", supplied=True
            ),
        ),
        takes_part={"supervisor": "supervisor"},
    ),
)

DUTIES: tuple[Duty, ...] = ()
