"""The system of indicators by which zones are assessed (30): drawn up by the authority, published, in force until replaced."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Procedure, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.roles import standing

_30 = INSTRUMENT.article(30)
_RULE = local_rules.INSTRUMENT.article(21)

INDICATORS = {
    "use": Text("公共数据应用成效", "What the data was used for"),
    "products": Text("数据产品与服务", "Products and services"),
    "quality": Text("质量反馈与数据回馈", "Feedback on quality, data given back"),
    "security": Text("数据安全与合规", "Security and compliance"),
    "management": Text("人员与合作方管理", "Management of people and partners"),
}
_WHOLE = 100


def _adds_up(s: Situation) -> bool:
    weights = [s.command.data.get(f"weight_{code}") for code in INDICATORS]
    return all(isinstance(w, int) for w in weights) and sum(w for w in weights if isinstance(w, int)) == _WHOLE


def _weight(code: str, title: Text) -> Field:
    label = Text(f"{title.zh}（权重，%）", f"{title.en} (weight, %)")
    return Field(f"weight_{code}", label, Kind.NUMBER, (_30, _RULE))


SYSTEM = Procedure(
    id="zones.indicators",
    title=Text("绩效考核评估指标体系", "System of indicators"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={"bigdata": standing("bigdata")},
    states=(
        State("in-force", Text("施行中", "In force")),
        State("replaced", Text("已废止", "Replaced"), final=True),
    ),
    course=("in-force",),
    steps=(
        Step(
            name="publish",
            title=Text("公布指标体系", "Publish the indicators"),
            source=frozenset(),
            target="in-force",
            by=frozenset({"bigdata"}),
            event="indicators-published",
            said=Text("公布专区运营绩效考核评估指标体系", "The indicators were published"),
            cites=(_30, _RULE),
            needs=(
                Field("name", Text("名称", "Name"), Kind.TEXT, (_30,)),
                *(_weight(code, title) for code, title in INDICATORS.items()),
                Field("explanation", Text("评分说明", "How points are given"), Kind.LONG, (_30,)),
                Condition(
                    "weights-do-not-add-up",
                    _adds_up,
                    Text("各项权重之和不是一百", "The weights do not add up to one hundred"),
                    Text("请调整权重", "Adjust the weights"),
                    (_30, _RULE),
                    "weight_management",
                ),
            ),
            takes_part={"bigdata": "actor"},
        ),
        Step(
            name="replace",
            title=Text("废止", "Replace"),
            source=frozenset({"in-force"}),
            target="replaced",
            by=frozenset({"bigdata"}),
            event="indicators-replaced",
            said=Text("指标体系废止", "The indicators were replaced"),
            cites=(_30, _RULE),
            needs=(Field("reason", Text("理由", "Reason"), Kind.LONG, (_30,)),),
        ),
    ),
)
