"""Destruction (27): ordered when a grant has ended, carried out by the operator, certified by the supervisor.

Rows never left the gate, so what is destroyed here is what came of them: derived data, released results, copies in
products. The platform holds the operator to order, deadline, statement and certificate; that the copies are gone
outside the platform, nobody can enforce from inside. Keys at the gate are not destroyed by this procedure.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Checklist, Condition, Field, Item, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import brought_whole
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_27 = INSTRUMENT.article(27)
_RULE = local_rules.INSTRUMENT.article(19)
_LOCAL = local_rules.PARAMETERS


def _object(code: str, zh: str, en: str) -> Item:
    return Item(
        code, Text(zh, en), (_27, _RULE), Text("请写明如何销毁；没有的写明“无”", "Say how, or that there is none")
    )


OBJECTS = Checklist(
    "destroyed",
    Text("销毁对象", "What is destroyed"),
    (
        _object("derived", "衍生数据与中间结果", "Derived data and intermediate results"),
        _object("released", "已放行结果的留存副本", "Kept copies of released results"),
        _object("products", "产品中的缓存与副本", "Caches and copies in products"),
        _object("backups", "备份与存储介质", "Backups and media"),
        _object("partners", "合作方所持副本", "Copies held by partners"),
    ),
)

DESTRUCTION = Procedure(
    id="zones.destruction",
    title=Text("数据销毁", "Destruction of data"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "provider": standing("provider"),
    },
    states=(
        State("ordered", Text("待销毁", "To be destroyed")),
        State("executed", Text("待核验出证", "To be verified and certified")),
        State("certified", Text("已出具销毁证明", "Certified"), final=True),
        State("revoked", Text("已撤销", "Revoked"), final=True),
    ),
    course=("ordered", "executed", "certified"),
    steps=(
        Step(
            name="order",
            title=Text("责令销毁", "Order destruction"),
            source=frozenset(),
            target="ordered",
            by=frozenset({"supervisor", "bigdata"}),
            event="destruction-ordered",
            said=Text("授权终止，责令销毁", "The grant has ended; destruction was ordered"),
            cites=(_27, _RULE),
            needs=(
                Field("grant", Text("已终止的授权", "Ended grant"), Kind.REFERENCE, (_27,), source="ended-grants"),
                Field("extent", Text("销毁范围与要求", "Extent and requirements"), Kind.LONG, (_27,)),
                Condition(
                    "grant-still-lives",
                    lambda s: bool(s.command.data.get("grant_ended")),
                    Text("该授权尚未终止", "This grant has not ended"),
                    Text(
                        "授权到期、结束使用或者协议终止后责令销毁", "Order it once the grant has expired or was ended"
                    ),
                    (_27, _RULE),
                    "grant",
                ),
                Condition(
                    "already-ordered",
                    lambda s: not s.command.data.get("already"),
                    Text("该授权已责令销毁", "Destruction has been ordered for this grant"),
                    Text("请查看已有事项", "See the case there is"),
                    (_27, _RULE),
                    "grant",
                ),
            ),
            takes_part={"operator": "operator", "supervisor": "supervisor", "provider": "provider"},
        ),
        Step(
            name="execute",
            title=Text("实施销毁", "Destroy"),
            source=frozenset({"ordered"}),
            target="executed",
            by=frozenset({"operator"}),
            event="destruction-executed",
            said=Text("运营单位实施销毁并提交说明", "The operator destroyed the data and said how"),
            cites=(_27, _RULE),
            needs=(
                *brought_whole(OBJECTS),
                Field("method", Text("销毁方式", "Method"), Kind.LONG, (_27,)),
                Field("done_on", Text("销毁日期", "Destroyed on"), Kind.DAY, (_27,)),
                Field("responsible", Text("销毁责任人", "Responsible person"), Kind.REFERENCE, (_27,), source="staff"),
                Condition(
                    "done-in-future",
                    lambda s: str(s.command.data.get("done_on") or "") <= s.today.isoformat(),
                    Text("销毁日期尚未到来", "That day has not come"),
                    Text("请在销毁完成后填报", "State it once it is done"),
                    (_27, _RULE),
                    "done_on",
                ),
            ),
        ),
        Step(
            name="send-back",
            title=Text("核验不通过", "Not found destroyed"),
            source=frozenset({"executed"}),
            target="ordered",
            by=frozenset({"supervisor"}),
            event="destruction-sent-back",
            said=Text("核验不通过，继续销毁", "Not found destroyed; sent back"),
            cites=(_27, _RULE),
            needs=(Field("reason", Text("不通过之处", "What is left"), Kind.LONG, (_27,)),),
        ),
        Step(
            name="certify",
            title=Text("核验并出具销毁证明", "Verify and certify"),
            source=frozenset({"executed"}),
            target="certified",
            by=frozenset({"supervisor"}),
            event="destruction-certified",
            said=Text("专区监管部门出具销毁证明", "The supervisor certified the destruction"),
            cites=(_27, _RULE),
            needs=(
                Field("verification", Text("核验情况", "How it was verified"), Kind.LONG, (_27,)),
                Field(
                    "certificate", Text("销毁证明摘要", "Digest of the certificate"), Kind.TEXT, (_27,), supplied=True
                ),
            ),
        ),
        Step(
            name="revoke",
            title=Text("撤销责令", "Revoke the order"),
            source=frozenset({"ordered"}),
            target="revoked",
            by=frozenset({"supervisor"}),
            event="destruction-revoked",
            said=Text("撤销销毁责令", "The order was revoked"),
            cites=(_27, _RULE),
            needs=(Field("reason", Text("理由", "Reason"), Kind.LONG, (_27,)),),
        ),
        change_supervisor("ordered", "executed"),
    ),
    duties=(
        Duty(
            name="destroy",
            title=Text("实施销毁", "Destroy the data"),
            who="operator",
            after=frozenset({"destruction-ordered", "destruction-sent-back"}),
            done_by=frozenset({"destruction-executed", "destruction-revoked"}),
            limit=Limit.working(_LOCAL, "destruction_days", _RULE, _27),
            late=Text("由监管部门督促，并计入考核评估", "The supervisor presses; it counts in the assessment"),
        ),
        Duty(
            name="certify-destruction",
            title=Text("核验销毁", "Verify the destruction"),
            who="supervisor",
            after=frozenset({"destruction-executed"}),
            done_by=frozenset({"destruction-certified", "destruction-sent-back"}),
            limit=Limit.working(_LOCAL, "destruction_certificate_days", _RULE, _27),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
