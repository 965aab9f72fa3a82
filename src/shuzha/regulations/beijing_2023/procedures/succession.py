"""The new supervisor in the matters that are still open when a zone is handed over (7): one step, the same in each of them.

Nothing else changes in the matter: it stays in the state it is in and every time limit runs on as it did.
"""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import STAYS, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT

_7, _RULE = INSTRUMENT.article(7), local_rules.INSTRUMENT.article(11)


def change_supervisor(*states: str) -> Step:
    """The step that lets whoever took the zone over supervise a matter in any of these states. Cites: beijing-2023/7, local/11."""
    return Step(
        name="change-supervisor",
        title=Text("变更监管部门", "Change the supervisor"),
        source=frozenset(states),
        target=STAYS,
        by=frozenset({"bigdata"}),
        event="supervisor-changed",
        said=Text("专区监管移交，监管部门变更", "Supervision was handed over"),
        cites=(_7, _RULE),
        needs=(
            Field("handover", Text("移交事项", "Handover"), Kind.REFERENCE, (_7,), source="handovers"),
            Field(
                "supervisor", Text("监管部门", "Supervisor"), Kind.REFERENCE, (_7,), source="supervisors", supplied=True
            ),
        ),
        takes_part={"supervisor": "supervisor"},
        follows=True,
    )
