"""Asking for data (22, 23, 27): named columns for one purpose, confirmed by the supervisor, approved by the provider."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.conditions import AGREEMENT_IN_FORCE
from shuzha.regulations.beijing_2023.procedures.grades import FORMS, forms_for
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_14, _18, _21, _22, _23, _27 = (INSTRUMENT.article(n) for n in (14, 18, 21, 22, 23, 27))
_TIMES = local_rules.INSTRUMENT.article(3)
_LOCAL = local_rules.PARAMETERS
BASES = {
    "none": Text("不涉及个人信息", "No personal information"),
    "statistics": Text("仅输出不能识别个人的统计结果", "Only statistics from which nobody can be told"),
    "consent": Text("个人真实有效授权（按场景）", "Valid consent of each person, per scenario"),
}


def _forms_fit(s: Situation) -> bool:
    forms = s.command.data.get("forms") or []
    return set(forms) <= forms_for(s.command.data.get("grades") or [])


def _basis_fits(s: Situation) -> bool:
    basis, personal = s.command.data.get("basis"), bool(s.command.data.get("personal"))
    if not personal:
        return True
    return basis == "statistics" and "rows" not in (s.command.data.get("forms") or [])


_REGISTERED = Condition(
    "person-not-registered",
    lambda s: not s.command.data.get("unregistered"),
    Text("名单中有未实名备案的人员", "Someone on the list is not registered by real name"),
    Text("先办理人员备案", "Register them first"),
    (_18,),
    "persons",
)
_REASON = Field("reason", Text("理由", "Reason"), Kind.LONG, (_22,))

SHARING = Procedure(
    id="zones.sharing",
    title=Text("公共数据共享申请", "Request for public data"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
        "provider": standing("provider"),
    },
    states=(
        State("submitted", Text("待评估确认", "Awaiting confirmation")),
        State("confirmed", Text("待数据提供部门审核", "Awaiting the provider")),
        State("granted", Text("已授权", "Granted")),
        State("refused", Text("未予同意", "Refused"), final=True, adverse=True),
        State("ended", Text("已结束使用", "Ended"), final=True),
    ),
    course=("submitted", "confirmed", "granted"),
    steps=(
        Step(
            name="apply",
            title=Text("提交共享申请", "Ask for data"),
            source=frozenset(),
            target="submitted",
            by=frozenset({"company"}),
            event="sharing-requested",
            said=Text("运营单位按场景申请数据字段", "The operator asked for named columns for one scenario"),
            cites=(_22, _27),
            needs=(
                Field("agreement", Text("授权运营协议", "Agreement"), Kind.REFERENCE, (_14,), source="agreements"),
                Field("columns", Text("申请字段", "Columns"), Kind.REFERENCES, (_27,), source="columns"),
                Field("purpose", Text("用途", "Purpose"), Kind.CHOICE, (_27,), source="purposes"),
                Field("scenario", Text("应用场景说明", "Scenario"), Kind.LONG, (_22,)),
                Field("forms", Text("使用形式", "Forms of use"), Kind.CHOICES, (_23,), choices=FORMS),
                Field(
                    "basis",
                    Text("个人信息处理依据", "Basis for personal information"),
                    Kind.CHOICE,
                    (_21,),
                    choices=BASES,
                ),
                Field(
                    "persons", Text("加工处理人员", "Processing personnel"), Kind.REFERENCES, (_18,), source="personnel"
                ),
                AGREEMENT_IN_FORCE,
                Condition(
                    "purpose-outside-agreement",
                    lambda s: s.command.data.get("purpose") in (s.command.data.get("agreement_scope") or []),
                    Text("用途超出协议约定的授权应用范围", "The purpose is outside what the agreement authorises"),
                    Text(
                        "选择协议范围内的用途，或先变更协议",
                        "Choose an authorised purpose, or change the agreement first",
                    ),
                    (INSTRUMENT.article(13), _27),
                    "purpose",
                ),
                _REGISTERED,
                Condition(
                    "form-not-for-grade",
                    _forms_fit,
                    Text("所选使用形式不为数据级别所允许", "A chosen form is not allowed for the grade of the data"),
                    Text(
                        "二、三级数据只能以接口、模型、受控统计使用；四级数据原则上不予共享",
                        "Grades 2–3: interfaces, models and governed statistics only; grade 4 is not shared in principle",
                    ),
                    (_23,),
                    "forms",
                ),
                Condition(
                    "no-basis",
                    _basis_fits,
                    Text(
                        "涉及个人信息，所填依据不足以支持所选形式",
                        "Personal information: the stated basis does not carry the form",
                    ),
                    Text("仅以不能识别个人的统计形式使用", "Use it only as statistics from which nobody can be told"),
                    (_21,),
                    "basis",
                ),
                Condition(
                    "only-own-data",
                    lambda s: not s.command.data.get("only_own"),
                    Text("所选均为本单位自有数据，无须申请共享", "All of it is your own data: there is nobody to ask"),
                    Text("请一并选择拟融合的公共数据字段", "Choose the public columns it is to be combined with"),
                    (INSTRUMENT.article(8), _22),
                    "columns",
                ),
                Condition(
                    "several-providers",
                    lambda s: len(s.command.data.get("providers") or []) == 1 or bool(s.command.data.get("only_own")),
                    Text("一次申请只能涉及一个数据提供部门", "One request concerns one providing department"),
                    Text("请按部门分别申请", "Ask each department separately"),
                    (_22,),
                    "columns",
                ),
            ),
            takes_part={"operator": "actor", "supervisor": "supervisor", "provider": "provider"},
        ),
        Step(
            name="confirm",
            title=Text("评估确认", "Confirm"),
            source=frozenset({"submitted"}),
            target="confirmed",
            by=frozenset({"supervisor"}),
            event="sharing-confirmed",
            said=Text("专区监管部门评估确认", "The supervisor confirmed the request"),
            cites=(_22,),
            needs=(
                NotBy("sharing-requested", (_22,)),
                Field("assessment", Text("评估意见", "Assessment"), Kind.LONG, (_22,)),
            ),
        ),
        Step(
            name="decline",
            title=Text("不予确认", "Decline"),
            source=frozenset({"submitted"}),
            target="refused",
            by=frozenset({"supervisor"}),
            event="sharing-declined",
            said=Text("专区监管部门不予确认", "The supervisor declined the request"),
            cites=(_22,),
            needs=(
                NotBy("sharing-requested", (_22,)),
                _REASON,
            ),
        ),
        Step(
            name="approve",
            title=Text("审核同意并授权", "Approve and grant"),
            source=frozenset({"confirmed"}),
            target="granted",
            by=frozenset({"provider"}),
            event="sharing-granted",
            said=Text("数据提供部门审核同意，授权生效", "The provider approved; the grant took force"),
            cites=(_22, _23, _27),
            needs=(
                NotBy("sharing-requested", (_22,)),
                Field("expires", Text("授权到期日", "Grant expires on"), Kind.DAY, (_27, _TIMES), filled=True),
                Condition(
                    "expires-past",
                    lambda s: str(s.command.data.get("expires", "")) >= s.today.isoformat(),
                    Text("到期日早于今天，授权无从使用", "The grant would have expired before it began"),
                    Text("请填写今天或以后的日期", "Name today or a later day"),
                    (_27, _TIMES),
                    "expires",
                ),
                AGREEMENT_IN_FORCE,
                _REGISTERED,
            ),
        ),
        Step(
            name="refuse",
            title=Text("审核不同意", "Refuse"),
            source=frozenset({"confirmed"}),
            target="refused",
            by=frozenset({"provider"}),
            event="sharing-refused",
            said=Text("数据提供部门不同意", "The provider refused the request"),
            cites=(_22,),
            needs=(
                NotBy("sharing-requested", (_22,)),
                _REASON,
            ),
        ),
        Step(
            name="end",
            title=Text("结束使用", "End the use"),
            source=frozenset({"granted"}),
            target="ended",
            by=frozenset({"operator", "provider"}),
            event="sharing-ended",
            said=Text("授权使用结束", "The use was ended"),
            cites=(_27,),
            needs=(_REASON,),
        ),
        change_supervisor("submitted", "confirmed", "granted"),
    ),
    duties=(
        Duty(
            name="confirm-sharing",
            title=Text("评估确认共享申请", "Confirm the request"),
            who="supervisor",
            after=frozenset({"sharing-requested"}),
            done_by=frozenset({"sharing-confirmed", "sharing-declined"}),
            limit=Limit.working(_LOCAL, "sharing_confirm_days", _TIMES, _22),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
        Duty(
            name="approve-sharing",
            title=Text("审核共享申请", "Decide on the request"),
            who="provider",
            after=frozenset({"sharing-confirmed"}),
            done_by=frozenset({"sharing-granted", "sharing-refused"}),
            limit=Limit.working(_LOCAL, "sharing_approve_days", _TIMES, _22),
            late=Text("记入部门数据共享考核", "Counted in the department's assessment"),
        ),
    ),
)
