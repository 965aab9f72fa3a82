"""Which procedures this office runs, how their cases are numbered and headed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shuzha.archive.cases.procedures import headed_by, register
from shuzha.kernel.text import Text
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.call import CALL
from shuzha.regulations.beijing_2023.procedures.contribution import CONTRIBUTION
from shuzha.regulations.beijing_2023.procedures.cutoff import CUTOFF
from shuzha.regulations.beijing_2023.procedures.filing import FILING
from shuzha.regulations.beijing_2023.procedures.handover import HANDOVER
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING
from shuzha.regulations.local_rules.procedures.resource import RESOURCE

OFFICE = "zones"


def put_in_force() -> None:
    """Puts the zone procedures in force."""
    register(CALL, office=OFFICE, prefix="ZJ", heading=_zone)
    register(APPLICATION, office=OFFICE, prefix="SQ", heading=headed_by("applicant_name", "zone"))
    register(AGREEMENT, office=OFFICE, prefix="XY", heading=headed_by("operator_name", "zone"))
    register(PERSONNEL, office=OFFICE, prefix="RY", heading=headed_by("operator_name", "post_name"))
    register(RESOURCE, office=OFFICE, prefix="ZY", heading=_resource)
    register(SHARING, office=OFFICE, prefix="GX", heading=headed_by("operator_name", "purpose_name"))
    register(FILING, office=OFFICE, prefix="BA", heading=headed_by("product_name"))
    register(CUTOFF, office=OFFICE, prefix="QD", heading=headed_by("zone"))
    register(CONTRIBUTION, office=OFFICE, prefix="YR", heading=_resource)
    register(HANDOVER, office=OFFICE, prefix="YJ", heading=headed_by("zone_name"))


def _zone(data: Mapping[str, Any]) -> Text:
    return Text(str(data["zone_zh"]), str(data["zone_en"]))


def _resource(data: Mapping[str, Any]) -> Text:
    return Text(str(data["title_zh"]), str(data["title_en"]))
