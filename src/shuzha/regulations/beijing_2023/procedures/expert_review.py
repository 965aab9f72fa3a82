"""The expert review of an application (12): experts drawn by lot, an opinion of each, and the conclusion their votes force."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT

_12, _LOTS = INSTRUMENT.article(12), local_rules.INSTRUMENT.article(1)
_LOCAL = local_rules.PARAMETERS


def _is_drawn(s: Situation) -> bool:
    return s.command.data.get("expert") in s.case.facts.get("drawn", [])


def _first_opinion(s: Situation) -> bool:
    return all(e.person != s.command.by.person for e in s.case.history if e.type == "opinion-given")


def _opinions(s: Situation) -> list[bool]:
    return [bool(e.data["recommend"]) for e in s.case.history if e.type == "opinion-given"]


def _all_in(s: Situation) -> bool:
    return len(_opinions(s)) == len(s.case.facts.get("drawn", []))


def _passed(s: Situation) -> bool:
    opinions = _opinions(s)
    share = float(_LOCAL.get("expert_pass_share", s.today))
    return bool(opinions) and sum(opinions) >= share * len(opinions)


_ALL_OPINIONS = Condition(
    "opinions-missing",
    _all_in,
    Text("尚有专家未提交评审意见", "Some of the drawn experts have not given their opinion"),
    Text("请待全部专家提交意见", "Wait for all the opinions"),
    (_12, _LOTS),
)

EXPERT_REVIEW: tuple[Step, ...] = (
    Step(
        name="draw",
        title=Text("抽取评审专家", "Draw the experts"),
        source=frozenset({"qualified"}),
        target="reviewing",
        by=frozenset({"bigdata"}),
        event="experts-drawn",
        said=Text("依公开种子抽取评审专家并执行回避", "Experts were drawn by lot from a published seed, with recusal"),
        cites=(_12, _LOTS),
        needs=(
            NotBy("applied", (_12,)),
            Field("seed", Text("抽取种子", "Seed of the draw"), Kind.TEXT, (_LOTS,), supplied=True),
            Field("drawn", Text("抽中专家", "Drawn experts"), Kind.REFERENCES, (_LOTS,), supplied=True),
        ),
    ),
    Step(
        name="opine",
        title=Text("提交评审意见", "Give an opinion"),
        source=frozenset({"reviewing"}),
        target="reviewing",
        by=frozenset({"expert"}),
        event="opinion-given",
        said=Text("评审专家提交意见", "An expert gave an opinion"),
        cites=(_12, _LOTS),
        needs=(
            NotBy("applied", (_12,)),
            Field("recommend", Text("是否推荐", "Recommended"), Kind.FLAG, (_12,)),
            Field("score", Text("评分（0–100）", "Score (0–100)"), Kind.NUMBER, (_LOTS,)),
            Field("opinion", Text("评审意见", "Opinion"), Kind.LONG, (_12,)),
            Condition(
                "not-drawn",
                _is_drawn,
                Text("您不是本次抽中的专家", "You were not drawn for this review"),
                Text("只有抽中的专家可以评审", "Only drawn experts review"),
                (_LOTS,),
            ),
            Condition(
                "opinion-twice",
                _first_opinion,
                Text("您已提交过意见", "You have given your opinion already"),
                Text("意见提交后不再更改", "An opinion once given stands"),
                (_LOTS,),
            ),
        ),
    ),
    Step(
        name="conclude",
        title=Text("形成评审结论：通过", "Conclude: passed"),
        source=frozenset({"reviewing"}),
        target="concluded",
        by=frozenset({"bigdata"}),
        event="review-passed",
        said=Text("专家评审通过", "The expert review was passed"),
        cites=(_12, _LOTS),
        needs=(
            NotBy("applied", (_12,)),
            _ALL_OPINIONS,
            Condition(
                "share-not-reached",
                _passed,
                Text("推荐比例未达到规定比例", "Too few experts recommend the applicant"),
                Text("请办理“形成评审结论：未通过”", "Conclude as not passed"),
                (_LOTS,),
            ),
        ),
    ),
    Step(
        name="fail",
        title=Text("形成评审结论：未通过", "Conclude: not passed"),
        source=frozenset({"reviewing"}),
        target="not-selected",
        by=frozenset({"bigdata"}),
        event="review-failed",
        said=Text("专家评审未通过", "The expert review was not passed"),
        cites=(_12, _LOTS),
        needs=(
            NotBy("applied", (_12,)),
            _ALL_OPINIONS,
            Condition(
                "share-reached",
                lambda s: not _passed(s),
                Text("推荐比例已达到规定比例", "Enough experts recommend the applicant"),
                Text("请办理“形成评审结论：通过”", "Conclude as passed"),
                (_LOTS,),
            ),
        ),
    ),
)
