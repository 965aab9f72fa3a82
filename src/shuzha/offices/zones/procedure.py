"""Which procedures this office runs, how their cases are numbered and headed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from shuzha.archive.cases.offices import Elsewhere, Office
from shuzha.archive.cases.procedures import headed_by, register
from shuzha.kernel.text import Text
from shuzha.offices.zones.apps import ZonesConfig
from shuzha.offices.zones.lists import LISTS
from shuzha.offices.zones.queries import reads_use
from shuzha.regulations.beijing_2023.procedures.agreement import AGREEMENT
from shuzha.regulations.beijing_2023.procedures.application import APPLICATION
from shuzha.regulations.beijing_2023.procedures.assessment import ASSESSMENT
from shuzha.regulations.beijing_2023.procedures.call import CALL
from shuzha.regulations.beijing_2023.procedures.consent import CONSENT
from shuzha.regulations.beijing_2023.procedures.contribution import CONTRIBUTION
from shuzha.regulations.beijing_2023.procedures.cutoff import CUTOFF
from shuzha.regulations.beijing_2023.procedures.destruction import DESTRUCTION
from shuzha.regulations.beijing_2023.procedures.filing import FILING
from shuzha.regulations.beijing_2023.procedures.giveback import GIVEBACK
from shuzha.regulations.beijing_2023.procedures.handover import HANDOVER
from shuzha.regulations.beijing_2023.procedures.incident import INCIDENT
from shuzha.regulations.beijing_2023.procedures.indicators import SYSTEM
from shuzha.regulations.beijing_2023.procedures.inspection import INSPECTION
from shuzha.regulations.beijing_2023.procedures.partner import PARTNER
from shuzha.regulations.beijing_2023.procedures.personnel import PERSONNEL
from shuzha.regulations.beijing_2023.procedures.record import RECORD
from shuzha.regulations.beijing_2023.procedures.sharing import SHARING
from shuzha.regulations.beijing_2023.procedures.supplement import SUPPLEMENT
from shuzha.regulations.beijing_2023.procedures.ticket import TICKET
from shuzha.regulations.local_rules.procedures.resource import RESOURCE

_ON_ITS_PAGE = Elsewhere(
    Text(
        "请在数据资源页面办理，文件经闸口加密上传", "done on the resource's own page, where the file goes to the gate"
    ),
    Text("前往数据资源页", "Go to the resource"),
    lambda case: reverse("zones:resource", args=[case.facts["name"]]),
)
OFFICE = Office(
    name=ZonesConfig.label,
    overseers=frozenset({"government", "bigdata", "supervisor"}),
    lists=LISTS,
    notices={
        "call": Text("征集通知", "Call"),
        "result": Text("结果公开", "Result"),
        "handover": Text("监管移交", "Handover"),
        "indicators": Text("考核指标", "Indicators"),
    },
    happenings={"interface-reviewed": (Text("数据接口经审查建立", "An interface was reviewed and made"), "")},
    elsewhere={(one.id, step): _ON_ITS_PAGE for one in (RESOURCE, CONTRIBUTION) for step in ("profile", "seal")},
    streams={"use": reads_use},
)


def put_in_force() -> None:
    """Puts the zone procedures in force."""
    register(CALL, office=OFFICE, prefix="ZJ", heading=_zone)
    register(APPLICATION, office=OFFICE, prefix="SQ", heading=headed_by("applicant_name", "zone"))
    register(AGREEMENT, office=OFFICE, prefix="XY", heading=headed_by("operator_name", "zone"))
    register(SUPPLEMENT, office=OFFICE, prefix="BC", heading=headed_by("operator_name", "zone"))
    register(HANDOVER, office=OFFICE, prefix="YJ", heading=headed_by("zone_name"))
    register(PERSONNEL, office=OFFICE, prefix="RY", heading=headed_by("operator_name", "post_name"))
    register(PARTNER, office=OFFICE, prefix="HZ", heading=headed_by("operator_name", "partner_name"))
    register(RESOURCE, office=OFFICE, prefix="ZY", heading=_resource)
    register(CONTRIBUTION, office=OFFICE, prefix="YR", heading=_resource)
    register(CONSENT, office=OFFICE, prefix="TY", heading=headed_by("operator_name", "scenario_name"))
    register(SHARING, office=OFFICE, prefix="GX", heading=headed_by("operator_name", "purpose_name"))
    register(FILING, office=OFFICE, prefix="BA", heading=headed_by("product_name"))
    register(TICKET, office=OFFICE, prefix="ZL", heading=headed_by("operator_name", "kind_name"))
    register(RECORD, office=OFFICE, prefix="JL", heading=headed_by("department_name", "year_name"))
    register(GIVEBACK, office=OFFICE, prefix="HK", heading=headed_by("operator_name", "department_name"))
    register(INCIDENT, office=OFFICE, prefix="SJ", heading=headed_by("operator_name", "kind_name"))
    register(DESTRUCTION, office=OFFICE, prefix="XH", heading=headed_by("operator_name", "purpose_name"))
    register(INSPECTION, office=OFFICE, prefix="JC", heading=headed_by("zone", "year_name"))
    register(SYSTEM, office=OFFICE, prefix="ZB", heading=_named)
    register(ASSESSMENT, office=OFFICE, prefix="KH", heading=headed_by("zone", "period_name"))
    register(CUTOFF, office=OFFICE, prefix="QD", heading=headed_by("zone"))


def _zone(data: Mapping[str, Any]) -> Text:
    return Text(str(data["zone_zh"]), str(data["zone_en"]))


def _resource(data: Mapping[str, Any]) -> Text:
    return Text(str(data["title_zh"]), str(data["title_en"]))


def _named(data: Mapping[str, Any]) -> Text:
    return Text(str(data["name"]), str(data["name"]))
