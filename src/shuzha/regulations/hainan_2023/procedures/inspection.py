"""Inspection by double random draw and public result (21): which registrations, and by whom, nobody chooses.

The lists come first; the seed is the log entry that announced them (local 30).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.hainan_2023 import INSTRUMENT
from shuzha.regulations.hainan_2023.receiving import OVERDUE
from shuzha.regulations.roles import standing

_21, _RULE = INSTRUMENT.article(21), local_rules.INSTRUMENT.article(30)


def _drawn(s: Situation) -> bool:
    number = s.command.data.get("registration")
    return number is None or number in (s.case.facts.get("drawn_registrations") or [])


def _new(s: Situation) -> bool:
    return s.command.data.get("registration") not in (s.case.facts.get("records") or {})


def _inspector(s: Situation) -> bool:
    return s.command.by.person in (s.case.facts.get("drawn_inspectors") or [])


def _complete(s: Situation) -> bool:
    return set(s.case.facts.get("drawn_registrations") or []) <= set(s.case.facts.get("records") or {})


INSPECTION = Procedure(
    id="registry.inspection",
    title=Text("“双随机、一公开”抽查", "Random inspection, made public"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 31),
    roles={"registrar": standing("registrar"), "bureau": standing("bureau")},
    states=(
        State("announced", Text("名单已公布，待抽取", "Lists published, to be drawn")),
        State("drawn", Text("检查中", "Under inspection")),
        State("concluded", Text("已公开结果", "Result made public"), final=True),
    ),
    course=("announced", "drawn", "concluded"),
    steps=(
        Step(
            name="announce",
            title=Text("公布抽查名单", "Publish the lists"),
            source=frozenset(),
            target="announced",
            by=frozenset({"bureau"}),
            event="inspection-announced",
            said=Text("公布待抽登记和检查人员名单", "The lists of registrations and inspectors were published"),
            cites=(_21, _RULE),
            needs=(
                Field("matter", Text("抽查事项", "What is inspected"), Kind.LONG, (_21,)),
                Condition(
                    "too-few-to-draw",
                    lambda s: s.command.data.get("enough") is not False,
                    Text("登记或检查人员数量不足以抽取", "There are too few registrations or inspectors to draw from"),
                    Text("请待名单足够后再抽查", "Wait until there are enough"),
                    (_RULE,),
                ),
            ),
        ),
        Step(
            name="draw",
            title=Text("随机抽取", "Draw"),
            source=frozenset({"announced"}),
            target="drawn",
            by=frozenset({"bureau"}),
            event="inspection-drawn",
            said=Text(
                "随机抽取登记和检查人员，种子公开", "Registrations and inspectors were drawn; the seed is public"
            ),
            cites=(_21, _RULE),
            needs=(
                Condition(
                    "list-not-in-log",
                    lambda s: s.command.data.get("after_list") is not False,
                    Text("名单公布后尚未形成新的日志根", "No root was signed after the lists were published"),
                    Text("请数秒后重试", "Try again in a few seconds"),
                    (_RULE,),
                ),
            ),
        ),
        Step(
            name="record",
            title=Text("记录检查情况", "Record a finding"),
            source=frozenset({"drawn"}),
            target="drawn",
            by=frozenset({"bureau"}),
            event="inspection-recorded",
            said=Text("检查人员记录一件登记的检查情况", "An inspector recorded the finding on one registration"),
            cites=(_21, _RULE),
            needs=(
                Field("registration", Text("登记编号", "Certificate number"), Kind.TEXT, (_21,)),
                Field("conforms", Text("是否符合", "Conforms"), Kind.FLAG, (_21,)),
                Field("finding", Text("检查情况", "Finding"), Kind.LONG, (_21,)),
                Condition(
                    "not-drawn",
                    _drawn,
                    Text("该登记未被抽中", "This registration was not drawn"),
                    Text("请检查抽中的登记", "Inspect those that were drawn"),
                    (_21,),
                    "registration",
                ),
                Condition(
                    "already-inspected",
                    _new,
                    Text("该登记已有检查记录", "It was inspected already"),
                    Text("请检查其余登记", "Inspect the others"),
                    (_21,),
                    "registration",
                ),
                Condition(
                    "not-the-inspector",
                    _inspector,
                    Text("办理人未被抽为检查人员", "Whoever acts was not drawn as an inspector"),
                    Text("请由抽中的检查人员办理", "Those drawn must act"),
                    (_21, _RULE),
                ),
            ),
        ),
        Step(
            name="conclude",
            title=Text("公开抽查结果", "Make the result public"),
            source=frozenset({"drawn"}),
            target="concluded",
            by=frozenset({"bureau"}),
            event="inspection-concluded",
            said=Text("公开抽查结果", "The result was made public"),
            cites=(_21, _RULE),
            needs=(
                Condition(
                    "some-uninspected",
                    _complete,
                    Text("尚有抽中的登记未检查", "Some that were drawn are still to be inspected"),
                    Text("请检查完毕后公开", "Inspect them first"),
                    (_21,),
                ),
            ),
        ),
    ),
    duties=(
        Duty(
            name="inspection",
            title=Text("完成检查并公开", "Inspect and publish"),
            who="bureau",
            after=frozenset({"inspection-drawn"}),
            done_by=frozenset({"inspection-concluded"}),
            limit=Limit.working(local_rules.PARAMETERS, "inspection_days", _RULE, _21),
            late=OVERDUE,
        ),
    ),
)
