"""The one sentence for every refusal that depends on data.

Whatever the data made impossible (a small cell, a dominant contributor, a difference, a failed job), the asker reads
these words and nothing else, so that refusing tells no more than that it refused. Only the supervisor reads the reason.
"""

from __future__ import annotations

from shuzha.kernel.text import Text

SEALED = Text(
    "本次查询未能放行：结果不符合披露控制要求。具体原因已报监管方，不向申请人说明。",
    "This query was not released: its result does not meet disclosure control. "
    "The reason has gone to the supervisor and is not given to the applicant.",
)
