"""Yearly security inspections (29): planned jointly, inspectors by lot, findings put right by a day and verified.

29 asks for an inspection of every zone every year; so lots decide not which zone but who inspects it (local rule 20).
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_29 = INSTRUMENT.article(29)
_RULE, _LOTS = local_rules.INSTRUMENT.article(20), local_rules.INSTRUMENT.article(1)
_LOCAL = local_rules.PARAMETERS
JOINT = {
    "cyberspace": Text("网信部门", "Cyberspace administration"),
    "police": Text("公安机关", "Police"),
    "secrecy": Text("保密部门", "Secrecy administration"),
    "cryptography": Text("密码管理部门", "Cryptography administration"),
}
_REQUIRED_JOINT = {"cyberspace", "police"}


INSPECTION = Procedure(
    id="zones.inspection",
    title=Text("专区安全检查", "Security inspection of a zone"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "bigdata": standing("bigdata"),
        "supervisor": standing("supervisor"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
    },
    states=(
        State("planned", Text("待检查", "To be inspected")),
        State("found", Text("待整改", "Findings to be put right")),
        State("rectified", Text("待复查", "To be verified")),
        State("clean", Text("未发现问题", "Nothing found"), final=True),
        State("verified", Text("整改到位", "Put right"), final=True),
    ),
    course=("planned", "found", "rectified", "verified"),
    steps=(
        Step(
            name="plan",
            title=Text("列入检查计划并抽取检查人员", "Plan, and draw the inspectors"),
            source=frozenset(),
            target="planned",
            by=frozenset({"bigdata"}),
            event="inspection-planned",
            said=Text("列入年度检查计划，随机抽取检查人员", "Planned for the year; the inspectors were drawn by lot"),
            cites=(_29, _RULE, _LOTS),
            needs=(
                Field(
                    "agreement",
                    Text("专区（授权运营协议）", "Zone"),
                    Kind.REFERENCE,
                    (_29,),
                    source="running-agreements",
                ),
                Field("joint", Text("联合检查部门", "Joint inspectors"), Kind.CHOICES, (_29,), choices=JOINT),
                Field("topics", Text("检查重点", "What is inspected"), Kind.LONG, (_29,)),
                Field("year", Text("年度", "Year"), Kind.NUMBER, (_29,), supplied=True),
                Field("seed", Text("抽取种子", "Seed of the draw"), Kind.TEXT, (_LOTS,), supplied=True),
                Condition(
                    "not-joint",
                    lambda s: set(s.command.data.get("joint") or []) >= _REQUIRED_JOINT,
                    Text("检查由网信、公安等部门联合开展", "The inspection is made jointly with cyberspace and police"),
                    Text("请选择网信部门和公安机关", "Choose both"),
                    (_29,),
                    "joint",
                ),
                Condition(
                    "inspected-this-year",
                    lambda s: not s.command.data.get("already"),
                    Text("该专区本年度已列入检查", "This zone's inspection of the year is planned or done"),
                    Text("请在已有事项中办理", "Act in the case there is"),
                    (_29, _RULE),
                    "agreement",
                ),
            ),
            takes_part={"bigdata": "actor", "supervisor": "supervisor", "operator": "operator"},
        ),
        Step(
            name="find",
            title=Text("记录发现的问题", "Record findings"),
            source=frozenset({"planned"}),
            target="found",
            by=frozenset({"bigdata"}),
            event="findings-recorded",
            said=Text("检查发现问题，限期整改", "Findings were recorded, to be put right by a day"),
            cites=(_29, _RULE),
            needs=(
                Field("findings", Text("发现的问题", "Findings"), Kind.LONG, (_29,)),
                Field("rectify_by", Text("整改期限", "To be put right by"), Kind.DAY, (_29, _RULE), supplied=True),
            ),
        ),
        Step(
            name="pass",
            title=Text("未发现问题", "Nothing found"),
            source=frozenset({"planned"}),
            target="clean",
            by=frozenset({"bigdata"}),
            event="inspection-passed",
            said=Text("检查未发现问题", "The inspection found nothing"),
            cites=(_29, _RULE),
            needs=(Field("summary", Text("检查情况", "What was inspected"), Kind.LONG, (_29,)),),
        ),
        Step(
            name="rectify",
            title=Text("报告整改", "Report what was put right"),
            source=frozenset({"found"}),
            target="rectified",
            by=frozenset({"operator"}),
            event="findings-rectified",
            said=Text("运营单位报告整改情况", "The operator reported what was put right"),
            cites=(_29, _RULE),
            needs=(Field("rectified", Text("整改情况与证明", "What was put right, with proof"), Kind.LONG, (_29,)),),
        ),
        Step(
            name="verify",
            title=Text("复查通过", "Verify"),
            source=frozenset({"rectified"}),
            target="verified",
            by=frozenset({"bigdata"}),
            event="rectification-verified",
            said=Text("复查通过，整改到位", "Verified: everything was put right"),
            cites=(_29, _RULE),
            needs=(Field("verification", Text("复查情况", "How it was verified"), Kind.LONG, (_29,)),),
        ),
        Step(
            name="send-back",
            title=Text("整改不到位", "Not put right"),
            source=frozenset({"rectified"}),
            target="found",
            by=frozenset({"bigdata"}),
            event="rectification-sent-back",
            said=Text("整改不到位，继续整改", "Not put right; sent back"),
            cites=(_29, _RULE),
            needs=(Field("left", Text("不到位之处", "What is left"), Kind.LONG, (_29,)),),
        ),
        change_supervisor("planned", "found", "rectified"),
    ),
    duties=(
        Duty(
            name="inspect",
            title=Text("实施检查", "Inspect"),
            who="bigdata",
            after=frozenset({"inspection-planned"}),
            done_by=frozenset({"findings-recorded", "inspection-passed"}),
            limit=Limit.working(_LOCAL, "zone_inspection_days", _RULE, _29),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="rectify",
            title=Text("完成整改", "Put the findings right"),
            who="operator",
            after=frozenset({"findings-recorded", "rectification-sent-back"}),
            done_by=frozenset({"findings-rectified"}),
            limit=Limit.working(_LOCAL, "rectification_days", _RULE, _29),
            late=Text(
                "计入考核评估，并可依第二十八条切断数据使用", "Counts in the assessment; use may be cut off under 28"
            ),
        ),
        Duty(
            name="verify-rectification",
            title=Text("复查整改", "Verify what was put right"),
            who="bigdata",
            after=frozenset({"findings-rectified"}),
            done_by=frozenset({"rectification-verified", "rectification-sent-back"}),
            limit=Limit.working(_LOCAL, "verification_days", _RULE, _29),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
