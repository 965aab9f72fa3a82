"""A department's record of sharing and quality (24): counted by the archive for a year, answered by the department.

24 has the record counted into the assessment of the city's smart-city work. That assessment is not this platform's:
what is made here is the record it takes in, with nothing in it that a person typed.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Elapsed, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.roles import standing

_24 = INSTRUMENT.article(24)
_RULE = local_rules.INSTRUMENT.article(16)


def _count(name: str, zh: str, en: str) -> Field:
    return Field(name, Text(zh, en), Kind.NUMBER, (_24,), supplied=True)


RECORD = Procedure(
    id="zones.record",
    title=Text("部门数据共享与质量情况", "A department's record of sharing and quality"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={"bigdata": standing("bigdata"), "provider": standing("provider")},
    states=(
        State("compiled", Text("待部门核对", "To be checked by the department")),
        State("agreed", Text("部门无异议，计入考核", "Agreed and counted"), final=True),
        State("disputed", Text("部门有异议，待复核", "Disputed")),
        State("settled", Text("已复核，计入考核", "Reviewed and counted"), final=True),
    ),
    course=("compiled", "agreed"),
    steps=(
        Step(
            name="compile",
            title=Text("汇总部门年度情况", "Compile a yearly record"),
            source=frozenset(),
            target="compiled",
            by=frozenset({"bigdata"}),
            event="record-compiled",
            said=Text("汇总部门数据共享与质量反馈情况", "The department's record was compiled"),
            cites=(_24, _RULE),
            needs=(
                Field("department", Text("部门", "Department"), Kind.REFERENCE, (_24,), source="departments"),
                Field("year", Text("年度", "Year"), Kind.NUMBER, (_24,)),
                _count("requests", "收到共享申请", "Requests received"),
                _count("requests_late", "超期办理的申请", "Requests answered late"),
                _count("defects", "收到质量问题", "Defects received"),
                _count("defects_mended", "已处理的质量问题", "Defects dealt with"),
                _count("defects_late", "超期处理的质量问题", "Defects dealt with late"),
                Condition(
                    "year-not-over",
                    lambda s: int(s.command.data.get("year") or 0) < s.today.year,
                    Text("该年度尚未结束", "That year is not over"),
                    Text("请于年度结束后汇总", "Compile it once the year is over"),
                    (_24, _RULE),
                    "year",
                ),
                Condition(
                    "already-compiled",
                    lambda s: not s.command.data.get("already"),
                    Text("该部门该年度已经汇总", "This department's year has been compiled"),
                    Text("请查看已有事项", "See the case there is"),
                    (_24, _RULE),
                    "year",
                ),
            ),
            takes_part={"bigdata": "actor", "provider": "department"},
        ),
        Step(
            name="agree",
            title=Text("核对无误", "Agree"),
            source=frozenset({"compiled"}),
            target="agreed",
            by=frozenset({"provider"}),
            event="record-agreed",
            said=Text("部门核对无误", "The department agreed"),
            cites=(_24, _RULE),
        ),
        Step(
            name="dispute",
            title=Text("提出异议", "Dispute"),
            source=frozenset({"compiled"}),
            target="disputed",
            by=frozenset({"provider"}),
            event="record-disputed",
            said=Text("部门提出异议", "The department disputed it"),
            cites=(_24, _RULE),
            needs=(Field("objection", Text("异议", "Objection"), Kind.LONG, (_24,)),),
        ),
        Step(
            name="count",
            title=Text("逾期未核对，计入考核", "Count it unchecked"),
            source=frozenset({"compiled"}),
            target="agreed",
            by=frozenset({"bigdata"}),
            event="record-counted",
            said=Text("部门逾期未提异议，按汇总计入考核", "Not disputed in time; counted as compiled"),
            cites=(_24, _RULE),
            needs=(Elapsed("check-record", (_24, _RULE)),),
        ),
        Step(
            name="settle",
            title=Text("复核", "Review"),
            source=frozenset({"disputed"}),
            target="settled",
            by=frozenset({"bigdata"}),
            event="record-settled",
            said=Text("复核异议", "The objection was reviewed"),
            cites=(_24, _RULE),
            needs=(Field("review", Text("复核意见", "Result of the review"), Kind.LONG, (_24,)),),
        ),
    ),
    duties=(
        Duty(
            name="check-record",
            title=Text("核对年度情况", "Check the record"),
            who="provider",
            after=frozenset({"record-compiled"}),
            done_by=frozenset({"record-agreed", "record-disputed", "record-counted"}),
            limit=Limit.working(local_rules.PARAMETERS, "record_checking_days", _RULE, _24),
            late=Text("视为未提异议，按汇总计入考核", "Taken as not disputed; it counts as compiled"),
        ),
        Duty(
            name="settle-record",
            title=Text("复核异议", "Review the objection"),
            who="bigdata",
            after=frozenset({"record-disputed"}),
            done_by=frozenset({"record-settled"}),
            limit=Limit.working(local_rules.PARAMETERS, "record_checking_days", _RULE, _24),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
