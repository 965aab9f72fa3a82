"""Which procedures this office runs, and how their cases are numbered and headed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shuzha.archive.cases.offices import Figure, Office
from shuzha.archive.cases.procedures import headed_by, register
from shuzha.kernel.text import Text
from shuzha.offices.registry.lists import LISTS, certificates_in_force
from shuzha.regulations.hainan_2023.procedures.cessation import CESSATION
from shuzha.regulations.hainan_2023.procedures.change import CHANGE
from shuzha.regulations.hainan_2023.procedures.comparison import COMPARISON
from shuzha.regulations.hainan_2023.procedures.delegation import DELEGATION
from shuzha.regulations.hainan_2023.procedures.incident import INCIDENT
from shuzha.regulations.hainan_2023.procedures.inspection import INSPECTION
from shuzha.regulations.hainan_2023.procedures.objection import OBJECTION
from shuzha.regulations.hainan_2023.procedures.registration import REGISTRATION
from shuzha.regulations.hainan_2023.procedures.report import REPORT
from shuzha.regulations.hainan_2023.procedures.transfer import TRANSFER

OFFICE = Office(
    name="registry",
    overseers=frozenset({"bureau", "registrar"}),
    lists=LISTS,
    notices={
        "publicity": Text("公示", "Publicity"),
        "cancellation": Text("注销公告", "Cancellation"),
        "transfer": Text("转移登记公告", "Transfer"),
        "cessation": Text("拟注销公告", "Cancellation announced"),
        "comparison": Text("公开比选", "Public comparison"),
        "inspection": Text("抽查公开", "Inspection"),
    },
    figures=(Figure(Text("登记凭证", "Certificates"), "/registry/", certificates_in_force),),
)


def put_in_force() -> None:
    """Puts the registry's procedures in force."""
    register(CHANGE, office=OFFICE, prefix="BG", heading=headed_by("product_name"))
    register(TRANSFER, office=OFFICE, prefix="ZR", heading=headed_by("product_name"))
    register(OBJECTION, office=OFFICE, prefix="YY", heading=headed_by("product_name"))
    register(COMPARISON, office=OFFICE, prefix="BX", heading=_comparison)
    register(REPORT, office=OFFICE, prefix="JB", heading=_quarter)
    register(INSPECTION, office=OFFICE, prefix="CC", heading=_inspection)
    register(INCIDENT, office=OFFICE, prefix="JK", heading=headed_by("product_name"))
    register(CESSATION, office=OFFICE, prefix="ZX", heading=headed_by("product_name"))
    register(DELEGATION, office=OFFICE, prefix="WT", heading=headed_by("principal_name", "agent_name"))
    register(REGISTRATION, office=OFFICE, prefix="DJ", heading=_product)


def _comparison(data: Mapping[str, Any]) -> Text:
    return Text("第三方确权登记服务机构比选", "Comparison of agencies")


def _quarter(data: Mapping[str, Any]) -> Text:
    return Text("{quarter} 登记情况报备", "Report on {quarter}").format(quarter=data["quarter"])


def _inspection(data: Mapping[str, Any]) -> Text:
    return Text("登记申请材料抽查", "Inspection of registrations")


def _product(data: Mapping[str, Any]) -> Text:
    return Text(str(data["name_zh"]), str(data["name_en"]))
