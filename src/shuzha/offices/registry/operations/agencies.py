"""The roster of agencies: who is on it on a day, and drawing from it by lot for an application, with recusal.

The seed is the log entry of the case's latest event with its number: nobody knew it before, nobody has it anew by waiting.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.archive.evidence.queries import lot_seed
from shuzha.archive.parties.models import Organisation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text
from shuzha.offices.registry.models import Seat
from shuzha.procedure.lots import draw
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION

_CITES = (INSTRUMENT.article(5), INSTRUMENT.article(23), local_rules.INSTRUMENT.article(32))


def roster(on: date) -> list[Organisation]:
    """The agencies on the roster that day; before the first public comparison, every qualified one. Cites: local/32."""
    if not Seat.objects.exists():
        return list(Organisation.objects.filter(standings__contains=["agency"]).order_by("credit_code"))
    seats = Seat.objects.filter(begins__lte=on, ends__gte=on).select_related("agency")
    return sorted({seat.agency for seat in seats}, key=lambda agency: agency.credit_code)


def draw_agency(case: CaseRecord, draft: Draft, *stepped_back: str) -> dict[str, Any]:
    """The agency that reviews the case, with everything needed to repeat the draw.

    Raises: Refused when the roster has nobody left once those with an interest are recused. Cites: local/32.
    """
    agencies = {agency.credit_code: agency for agency in roster(draft.at.astimezone(CHINA).date())}
    interested = {case.parties["applicant"], case.parties.get("agent"), draft.by.organisation, *stepped_back}
    recused = [code for code, agency in agencies.items() if str(agency.id) in interested]
    if len(recused) == len(agencies):
        raise Refused([_nobody_left()])
    seed = f"{lot_seed(case)}/{len(stepped_back)}"
    result = draw(seed, list(agencies), 1, recused)
    lot = {"seed": seed, "pool": list(result.pool), "recused": list(result.recused), "drawn": list(result.drawn)}
    return {"agency": str(agencies[result.drawn[0]].id), "lot": lot, "stepped_back": list(stepped_back)}


@prepares(REGISTRATION, "recuse")
def draw_another(draft: Draft) -> dict[str, Any]:
    assert draft.case is not None
    return draw_agency(draft.case, draft, *draft.case.facts.get("stepped_back", ()), draft.by.organisation)


def _nobody_left() -> Deny:
    return Deny(
        "no-agency",
        Text("名录内没有可承担审查且无利害关系的机构", "The roster has no agency without an interest"),
        _CITES,
        Text("请先办理公开比选，补足服务机构", "Hold a public comparison first"),
        "agency",
    )
