"""Drawing experts for a review: the seed is the log entry of an event, which nobody knew before and nobody has anew by waiting."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from shuzha.archive.parties.models import Organisation
from shuzha.commons.experts.models import Expert
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.procedure.lots import draw
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS


def draw_experts(*, seed: str, concerning: Collection[Organisation], on: date) -> dict[str, Any]:
    """The draw as an event says it: seed, published pool, the recused and the drawn, all by the experts' numbers.

    An expert tied to, or employed by, a concerned organisation is recused.
    Raises: Refused when the pool is smaller than the local rule's ratio asks.
    Cites: local/1.
    """
    count = PARAMETERS.integer("expert_count", on)
    ratio = PARAMETERS.integer("expert_pool_ratio", on)
    experts = Expert.objects.select_related("account").prefetch_related("ties")
    ids = {o.id for o in concerning}
    pool = [e.number for e in experts]
    recused = [e.number for e in experts if e.account.organisation_id in ids or any(t.id in ids for t in e.ties.all())]
    if len(pool) - len(recused) < count * ratio:
        raise Refused([_pool_too_small(len(pool) - len(recused), count * ratio)])
    result = draw(seed, pool, count, recused)
    return {
        "seed": result.seed,
        "pool": list(result.pool),
        "recused": list(result.recused),
        "drawn": list(result.drawn),
    }


def _pool_too_small(have: int, need: int) -> Deny:
    return Deny(
        "pool-too-small",
        Text(
            "可抽取的专家只有 {have} 人，少于规定的 {need} 人", "Only {have} experts may be drawn, {need} are required"
        ).format(have=have, need=need),
        (INSTRUMENT.article(1),),
        Text("请先补充专家库", "Add experts to the pool first"),
    )
