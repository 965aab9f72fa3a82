"""The quarterly report to the bureau (21), drawn from the register: nobody types its figures."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.kernel.timelimit import opens_after
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.receiving import OVERDUE
from shuzha.regulations.roles import standing

_21, _RULE = INSTRUMENT.article(21), local_rules.INSTRUMENT.article(30)
FIGURES = {
    "applied": Text("申请件数", "Applications"),
    "accepted": Text("受理件数", "Accepted"),
    "refused": Text("不予登记件数", "Refused"),
    "certified": Text("发证件数", "Certificates issued"),
    "changed": Text("变更件数", "Changes"),
    "transferred": Text("转移件数", "Transfers"),
    "cancelled": Text("注销件数", "Cancellations"),
    "objections": Text("侵权异议件数", "Objections for infringement"),
    "overdue": Text("逾期事项件数", "Deadlines missed"),
}


def _over(s: Situation) -> bool:
    last = s.command.data.get("last")
    return last is None or last < s.today.isoformat()


REPORT = Procedure(
    id="registry.report",
    title=Text("登记情况季度报备", "Quarterly report"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={"registrar": standing("registrar"), "bureau": standing("bureau")},
    states=(
        State("drawn-up", Text("待备案", "To be put on file")),
        State("on-file", Text("已备案", "On file"), final=True),
    ),
    course=("drawn-up", "on-file"),
    steps=(
        Step(
            name="draw-up",
            title=Text("生成并报送季度报告", "Draw up the report"),
            source=frozenset(),
            target="drawn-up",
            by=frozenset({"registrar"}),
            event="report-drawn-up",
            said=Text("由登记簿生成季度报告并报送", "The report was drawn from the register and handed in"),
            cites=(_21, _RULE),
            needs=(
                Field("quarter", Text("季度", "Quarter"), Kind.TEXT, (_21,), help=Text("如 2026-Q1", "As in 2026-Q1")),
                Field("last", Text("季度末日", "Last day of the quarter"), Kind.DAY, (_21,), supplied=True),
                Field("due", Text("报备截止", "Report due"), Kind.DAY, (_RULE,), supplied=True),
                *(Field(name, title, Kind.NUMBER, (_21,), supplied=True) for name, title in FIGURES.items()),
                Condition(
                    "quarter-running",
                    _over,
                    Text("该季度尚未结束", "The quarter is not over"),
                    Text("请于季度结束后报送", "Report after it has ended"),
                    (_21,),
                    "quarter",
                    lambda s: opens_after(s.command.data.get("last"), _21),
                ),
                Condition(
                    "already-reported",
                    lambda s: s.command.data.get("reported") is not True,
                    Text("该季度已报送", "The quarter was reported already"),
                    Text("请选择未报送的季度", "Choose one that was not"),
                    (_21,),
                    "quarter",
                ),
            ),
            takes_part={"registrar": "actor"},
        ),
        Step(
            name="file",
            title=Text("备案", "Put on file"),
            source=frozenset({"drawn-up"}),
            target="on-file",
            by=frozenset({"bureau"}),
            event="report-filed",
            said=Text("大数据管理局备案", "The bureau put it on file"),
            cites=(_21, _RULE),
        ),
    ),
    duties=(
        Duty(
            name="filing",
            title=Text("办理备案", "Put the report on file"),
            who="bureau",
            after=frozenset({"report-drawn-up"}),
            done_by=frozenset({"report-filed"}),
            limit=Limit.working(local_rules.PARAMETERS, "report_filing_days", _RULE, _21),
            late=OVERDUE,
        ),
    ),
)
