"""Registering processing personnel by real name (18)."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_18, _26 = INSTRUMENT.article(18), INSTRUMENT.article(26)
_TIMES = local_rules.INSTRUMENT.article(3)

PERSONNEL = Procedure(
    id="zones.personnel",
    title=Text("数据加工处理人员备案", "Registration of processing personnel"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("filed", Text("待备案", "Filed")),
        State("registered", Text("已备案", "Registered")),
        State("declined", Text("未予备案", "Declined"), final=True, adverse=True),
        State("removed", Text("已注销备案", "Removed"), final=True),
    ),
    course=("filed", "registered"),
    steps=(
        Step(
            name="file",
            title=Text("提交实名备案", "File by real name"),
            source=frozenset(),
            target="filed",
            by=frozenset({"company"}),
            event="personnel-filed",
            said=Text("运营单位提交人员实名信息", "The operator filed a person by real name"),
            cites=(_18,),
            needs=(
                Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_18,), source="agreements"),
                Field("person", Text("人员", "Person"), Kind.REFERENCE, (_18,), source="staff"),
                Field("post", Text("岗位", "Post"), Kind.TEXT, (_18,)),
                Field(
                    "partner",
                    Text("所属合作方（本单位人员不填）", "Partner, for a partner's people"),
                    Kind.REFERENCE,
                    (_18, INSTRUMENT.article(19)),
                    required=False,
                    source="own-partners",
                ),
                Condition(
                    "not-real-name",
                    lambda s: bool(s.command.data.get("real_name")),
                    Text("该人员未完成实名核验", "This person's real name is not verified"),
                    Text("请先核验身份证件号码", "Verify the identity number first"),
                    (_18,),
                    "person",
                ),
            ),
            takes_part={"operator": "actor", "supervisor": "supervisor"},
        ),
        Step(
            name="register",
            title=Text("予以备案", "Register"),
            source=frozenset({"filed"}),
            target="registered",
            by=frozenset({"supervisor"}),
            event="personnel-registered",
            said=Text("专区监管部门予以备案", "The supervisor registered the person"),
            cites=(_18, _26),
            needs=(
                NotBy("personnel-filed", (_18,)),
                Condition(
                    "partner-left",
                    lambda s: not s.command.data.get("partner_left"),
                    Text("其所属合作方已退出或者正在退出", "The partner it belongs to has left or is leaving"),
                    Text("不予备案", "Decline it"),
                    (INSTRUMENT.article(20), _18),
                ),
            ),
        ),
        Step(
            name="decline",
            title=Text("不予备案", "Decline"),
            source=frozenset({"filed"}),
            target="declined",
            by=frozenset({"supervisor"}),
            event="personnel-declined",
            said=Text("专区监管部门不予备案", "The supervisor declined"),
            cites=(_18,),
            needs=(
                NotBy("personnel-filed", (_18,)),
                Field("reason", Text("理由", "Reason"), Kind.LONG, (_18,)),
            ),
        ),
        Step(
            name="remove",
            title=Text("注销备案", "Remove"),
            source=frozenset({"registered"}),
            target="removed",
            by=frozenset({"operator", "supervisor"}),
            event="personnel-removed",
            said=Text("人员备案注销", "The person was removed"),
            cites=(_18,),
            needs=(Field("reason", Text("理由", "Reason"), Kind.LONG, (_18,)),),
        ),
        change_supervisor("filed", "registered"),
    ),
    duties=(
        Duty(
            name="register-personnel",
            title=Text("办理人员备案", "Decide on the registration"),
            who="supervisor",
            after=frozenset({"personnel-filed"}),
            done_by=frozenset({"personnel-registered", "personnel-declined"}),
            limit=Limit.working(local_rules.PARAMETERS, "sharing_confirm_days", _TIMES, _18),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
