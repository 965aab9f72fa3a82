"""Calling for operators of a zone (10): drafted by the big data authority, published jointly with the zone's supervisor.

A general zone is supervised by the authority itself (6); so is, for the time being, a zone that belongs to no field or
district (7). Which of the two it is the archive states; then authority and supervisor are the same.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Elapsed, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_6, _7, _10, _11 = (INSTRUMENT.article(n) for n in (6, 7, 10, 11))
_WINDOW, _INTERIM = local_rules.INSTRUMENT.article(2), local_rules.INSTRUMENT.article(11)

KINDS = {
    "domain": Text("领域类", "Domain zone"),
    "area": Text("区域类", "Area zone"),
    "general": Text("综合基础类", "General zone"),
}

CALL = Procedure(
    id="zones.call",
    title=Text("专区授权运营信息发布", "Call for zone operators"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "bigdata": standing("bigdata"),
        "supervisor": Role(standing("supervisor").title, "supervisor"),
    },
    states=(
        State("drafted", Text("待会签", "Awaiting the supervisor")),
        State("published", Text("征集中", "Open for applications")),
        State("closed", Text("已截止", "Closed"), final=True),
    ),
    course=("drafted", "published", "closed"),
    steps=(
        Step(
            name="draft",
            title=Text("拟定征集通知", "Draft the call"),
            source=frozenset(),
            target="drafted",
            by=frozenset({"bigdata"}),
            event="call-drafted",
            said=Text("市大数据主管部门拟定征集通知", "The big data authority drafted the call"),
            cites=(_10,),
            needs=(
                Field("zone_zh", Text("专区名称（中文）", "Zone name (Chinese)"), Kind.TEXT, (INSTRUMENT.article(3),)),
                Field("zone_en", Text("专区名称（英文）", "Zone name (English)"), Kind.TEXT, (INSTRUMENT.article(3),)),
                Field("kind", Text("专区类别", "Kind of zone"), Kind.CHOICE, (INSTRUMENT.article(3),), choices=KINDS),
                Field(
                    "supervisor",
                    Text("专区监管部门", "Zone supervisor"),
                    Kind.REFERENCE,
                    (_6, _7),
                    required=False,
                    help=Text(
                        "综合基础类及归属未明的专区留空，由市大数据主管部门监管",
                        "Leave it open for a general zone, or where none is named yet: the authority supervises",
                    ),
                    source="supervisors",
                ),
                Field(
                    "interim",
                    Text("先期由市大数据主管部门监管", "Supervised by the authority for the time being"),
                    Kind.FLAG,
                    (_7, _INTERIM),
                    required=False,
                    supplied=True,
                ),
                Field("conditions", Text("申报条件", "Conditions"), Kind.LONG, (_10,)),
                Field("requirements", Text("运营要求", "Operating requirements"), Kind.LONG, (_10,)),
                Condition(
                    "general-zone-supervised-otherwise",
                    lambda s: s.command.data.get("kind") != "general" or not s.command.data.get("named_otherwise"),
                    Text(
                        "综合基础类专区由市大数据主管部门监管，不得另定监管部门",
                        "The authority itself supervises a general zone; no other supervisor can be named",
                    ),
                    Text("监管部门留空", "Leave the supervisor open"),
                    (_6,),
                    "supervisor",
                ),
            ),
            takes_part={"bigdata": "actor", "supervisor": "supervisor"},
        ),
        Step(
            name="publish",
            title=Text("会签并发布", "Concur and publish"),
            source=frozenset({"drafted"}),
            target="published",
            by=frozenset({"supervisor"}),
            event="call-published",
            said=Text("专区监管部门会签，征集通知发布", "The zone supervisor concurred and the call was published"),
            cites=(_10,),
        ),
        Step(
            name="close",
            title=Text("截止征集", "Close the call"),
            source=frozenset({"published"}),
            target="closed",
            by=frozenset({"bigdata"}),
            event="call-closed",
            said=Text("征集截止", "The call was closed"),
            cites=(_11, _WINDOW),
            needs=(Elapsed("application-window", (_11, _WINDOW)),),
        ),
        change_supervisor("drafted", "published"),
    ),
    duties=(
        Duty(
            name="application-window",
            title=Text("申请期", "Application window"),
            who="bigdata",
            after=frozenset({"call-published"}),
            done_by=frozenset({"call-closed"}),
            limit=Limit.working(local_rules.PARAMETERS, "application_window_days", _11, _WINDOW),
            late=Text("期满后不再接受申请", "No application is taken after it"),
            waits=True,
        ),
    ),
)
