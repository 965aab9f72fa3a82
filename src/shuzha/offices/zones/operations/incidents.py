"""Incidents: reported under one's own agreement, in whatever state that is."""

from __future__ import annotations

from typing import Any

from shuzha.archive.cases.procedures import Draft, prepares
from shuzha.kernel.text import Text
from shuzha.offices.zones.operations.under import own_agreement, standing_under
from shuzha.regulations.beijing_2023.procedures.incident import INCIDENT, INCIDENTS


@prepares(INCIDENT, "report")
def state_agreement(draft: Draft) -> dict[str, Any]:
    kind = INCIDENTS.get(str(draft.data.get("kind")), Text("未列明", "Unlisted"))
    return {**standing_under(own_agreement(draft)), "kind_name": kind.as_json()}
