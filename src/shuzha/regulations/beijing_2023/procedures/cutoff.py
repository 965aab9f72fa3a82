"""The technical cut-off (28): on a recorded risk, at once; it ends only by decision (local rule).

28 names the ground (a risk found by monitoring) and the effect (use is ended by technical means). Who may press and
how it is lifted are left open: local rule 6 gives the cut to the supervisor or the big data authority and its lifting
to the authority alone. Suspending the agreement is another act with another authority (14).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.roles import standing

_28 = INSTRUMENT.article(28)
_RULE = local_rules.INSTRUMENT.article(6)
_REASON = Field("reason", Text("决定理由", "Reasons for the decision"), Kind.LONG, (_RULE,))

CUTOFF = Procedure(
    id="zones.cutoff",
    title=Text("技术切断", "Technical cut-off"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={"supervisor": standing("supervisor"), "bigdata": standing("bigdata")},
    states=(
        State("cut", Text("已切断", "Cut off"), adverse=True),
        State("upheld", Text("维持切断", "Upheld"), adverse=True),
        State("restored", Text("已恢复", "Restored"), final=True),
        State("closed", Text("已转为协议终止", "Closed: the use has ended"), final=True),
    ),
    course=("cut", "upheld"),
    steps=(
        Step(
            name="cut",
            title=Text("立即切断", "Cut off now"),
            source=frozenset(),
            target="cut",
            by=frozenset({"supervisor", "bigdata"}),
            event="use-cut-off",
            said=Text("依记录在案的风险立即切断数据使用", "All use was cut off on a recorded risk"),
            cites=(_28, _RULE),
            needs=(
                Field("risk", Text("风险记录", "Recorded risk"), Kind.LONG, (_28,)),
                Field("grants", Text("切断的授权", "Grants to cut"), Kind.REFERENCES, (_28,), source="live-grants"),
            ),
        ),
        Step(
            name="uphold",
            title=Text("复核：维持切断", "Review: uphold"),
            source=frozenset({"cut"}),
            target="upheld",
            by=frozenset({"bigdata"}),
            event="cutoff-upheld",
            said=Text("复核维持切断", "The cut-off was upheld on review"),
            cites=(_28, _RULE),
            needs=(_REASON,),
        ),
        Step(
            name="restore",
            title=Text("决定恢复", "Decide to restore"),
            source=frozenset({"cut", "upheld"}),
            target="restored",
            by=frozenset({"bigdata"}),
            event="use-restored",
            said=Text("经决定恢复数据使用", "Use was restored by decision"),
            cites=(_28, _RULE),
            needs=(_REASON,),
        ),
        Step(
            name="close",
            title=Text("转为终止使用", "Close: the use has ended"),
            source=frozenset({"upheld"}),
            target="closed",
            by=frozenset({"bigdata"}),
            event="cutoff-closed",
            said=Text("切断转为终止使用", "The cut-off became final"),
            cites=(_28, _RULE),
            needs=(_REASON,),
        ),
    ),
    duties=(
        Duty(
            name="review-cutoff",
            title=Text("复核切断", "Review the cut-off"),
            who="bigdata",
            after=frozenset({"use-cut-off"}),
            done_by=frozenset({"cutoff-upheld", "use-restored"}),
            limit=Limit.working(local_rules.PARAMETERS, "cutoff_review_days", _RULE, _28),
            late=Text("切断继续有效，并记入办理超期", "The cut-off stands; the delay is recorded"),
        ),
    ),
)
