"""While an agreement runs: what is owed and recorded under it, and what changes in it without ending it.

Steps and duties of the agreement's own case, kept apart from how it is made and ended (agreement.py). Where a step
follows from another case (a handover, a supplement, an inspection), the archive checks that case and states its result.
"""

from __future__ import annotations

from shuzha.kernel.deadline import Unit
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Condition, Field, Item, Kind
from shuzha.procedure.words import Duty, Limit, Step
from shuzha.regulations import local_rules
from shuzha.regulations.adoption import adoption
from shuzha.regulations.beijing_2023 import INSTRUMENT, PARAMETERS
from shuzha.regulations.beijing_2023.procedures.conditions import CLAUSES, CLAUSES_OFFERED, brought_whole
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor

_7, _13, _14, _16, _25, _26, _27, _29, _30 = (INSTRUMENT.article(n) for n in (7, 13, 14, 16, 25, 26, 27, 29, 30))
_INTERIM, _SUPPLEMENT, _PERFORMANCE, _SECURITY, _INSPECTION, _ASSESSMENT = (
    local_rules.INSTRUMENT.article(n) for n in (11, 13, 17, 18, 20, 21)
)
_LOCAL = local_rules.PARAMETERS
_RUNS, _IN_FORCE = frozenset({"in-force"}), "in-force"
_ENDED = frozenset({"agreement-terminated", "agreement-expired"})


def _policy(code: str, zh: str, en: str) -> Item:
    return Item(code, Text(zh, en), (_26, _27), Text("请补报该项制度", "Hand in this policy"))


SECURITY_POLICIES = Checklist(
    "policies",
    Text("安全管理制度", "Security policies"),
    (
        _policy("organisation", "安全管理组织与岗位职责", "Organisation and duties"),
        _policy("collection", "归集与传输管控", "Collection and transfer"),
        _policy("storage", "存储与访问管控", "Storage and access"),
        _policy("use", "开发使用与审计", "Use and audit"),
        _policy("destruction", "销毁管控", "Destruction"),
        _policy("warning", "泄露溯源、篡改和违规监测预警", "Tracing of leaks, warning of tampering and misuse"),
        _policy("incident", "事件应急处置", "Handling of incidents"),
    ),
)


def _older(s: Situation) -> bool:
    """Older than the measures are here: signed before the city adopted them."""
    adopted = next(row.adopted for row in adoption().rows if row.instrument == INSTRUMENT.id)
    return str(s.command.data.get("signed_on") or "9") < adopted.isoformat()


def _period_is_over(s: Situation) -> bool:
    begins, ends = str(s.command.data.get("period_from") or ""), str(s.command.data.get("period_to") or "")
    return begins <= ends <= s.today.isoformat()


STEPS: tuple[Step, ...] = (
    Step(
        name="record",
        title=Text("登记存量协议", "Record an older agreement"),
        source=frozenset(),
        target="legacy",
        by=frozenset({"bigdata"}),
        event="legacy-recorded",
        said=Text("登记办法施行前签署的协议", "An agreement older than the measures was recorded"),
        cites=(_14, _SUPPLEMENT),
        needs=(
            Field("call", Text("专区", "Zone"), Kind.REFERENCE, (_14,), source="vacant-zones"),
            Field("operator", Text("运营单位", "Operator"), Kind.REFERENCE, (_14,), source="companies"),
            Field("signed_on", Text("签署日期", "Signed on"), Kind.DAY, (_14,)),
            Field("ends", Text("到期日", "Ends on"), Kind.DAY, (_14,)),
            Field("scope", Text("授权应用范围", "Authorised purposes"), Kind.CHOICES, (_13,), source="purposes"),
            CLAUSES_OFFERED,
            Condition(
                "not-older",
                _older,
                Text(
                    "签署日期不早于办法在本市施行之日，不是存量协议",
                    "Signed when the measures were already in force here",
                ),
                Text("请按申请、评审、签约的流程办理", "Go the way of call, application, review and agreement"),
                (_14, _SUPPLEMENT),
                "signed_on",
            ),
            Condition(
                "already-over",
                lambda s: str(s.command.data.get("ends") or "") >= s.today.isoformat(),
                Text("该协议已经到期", "This agreement has already expired"),
                Text("到期的协议不再登记", "An expired agreement is not recorded"),
                (_14,),
                "ends",
            ),
        ),
        takes_part={"bigdata": "actor", "operator": "operator", "supervisor": "supervisor"},
    ),
    Step(
        name="recognise",
        title=Text("确认存量协议符合要求", "Recognise it as complete"),
        source=frozenset({"legacy"}),
        target=_IN_FORCE,
        by=frozenset({"bigdata"}),
        event="legacy-recognised",
        said=Text("存量协议条款齐备，继续有效", "Its clauses are complete: the older agreement stands"),
        cites=(_13, _14),
        needs=(CLAUSES,),
    ),
    Step(
        name="supplement",
        title=Text("按补充协议变更", "Change by supplement"),
        source=_RUNS | {"legacy"},
        target=_IN_FORCE,
        by=frozenset({"operator"}),
        event="agreement-supplemented",
        said=Text("补充协议签署，协议相应变更", "A supplement was signed; the agreement reads accordingly"),
        cites=(_14, _SUPPLEMENT),
        needs=(
            Field("supplement", Text("补充协议", "Supplement"), Kind.REFERENCE, (_14,), source="supplements"),
            Field(
                "scope",
                Text("授权应用范围", "Authorised purposes"),
                Kind.CHOICES,
                (_13,),
                source="purposes",
                supplied=True,
            ),
        ),
        follows=True,
    ),
    change_supervisor(_IN_FORCE),
    Step(
        name="file-security",
        title=Text("报备安全责任人和制度", "File who is responsible and the policies"),
        source=_RUNS,
        target=_IN_FORCE,
        by=frozenset({"operator"}),
        event="security-filed",
        said=Text("报备数据安全责任人和安全管理制度", "The responsible person and the security policies were filed"),
        cites=(_26, _27, _SECURITY),
        needs=(
            Field(
                "responsible", Text("数据安全责任人", "Responsible person"), Kind.REFERENCE, (_16, _26), source="staff"
            ),
            Field("department", Text("安全管理部门", "Department in charge"), Kind.TEXT, (_16, _26)),
            *brought_whole(SECURITY_POLICIES),
            Condition(
                "not-real-name",
                lambda s: bool(s.command.data.get("real_name")),
                Text(
                    "安全责任人须为本单位已实名核验的人员",
                    "The person must be of the operator and verified by real name",
                ),
                Text("请先核验其身份，或者另行指定", "Verify the identity first, or name another"),
                (_26, _SECURITY),
                "responsible",
            ),
        ),
    ),
    Step(
        name="report-performance",
        title=Text("反馈成果和应用绩效", "Report results and performance"),
        source=_RUNS,
        target=_IN_FORCE,
        by=frozenset({"operator"}),
        event="performance-reported",
        said=Text("运营单位反馈专区成果和公共数据应用绩效", "The operator reported results and performance"),
        cites=(_25, _PERFORMANCE),
        needs=(
            Field("period_from", Text("期间起", "Period from"), Kind.DAY, (_25,)),
            Field("period_to", Text("期间止", "Period to"), Kind.DAY, (_25,)),
            Field("results", Text("数据成果", "Results"), Kind.LONG, (_25,)),
            Field("performance", Text("应用绩效", "Performance"), Kind.LONG, (_25,)),
            Field(
                "uses", Text("期间内放行的使用次数", "Uses released in the period"), Kind.NUMBER, (_25,), supplied=True
            ),
            Condition(
                "period-not-over",
                _period_is_over,
                Text("期间的止日早于起日或者尚未到来", "The period ends before it begins, or has not ended"),
                Text("请填写已经结束的期间", "State a period that is over"),
                (_25, _PERFORMANCE),
                "period_to",
            ),
        ),
    ),
    Step(
        name="note-inspection",
        title=Text("记入安全检查", "Enter an inspection"),
        source=_RUNS,
        target=_IN_FORCE,
        by=frozenset({"bigdata"}),
        event="zone-inspected",
        said=Text("专区接受安全检查", "The zone was inspected"),
        cites=(_29, _INSPECTION),
        needs=(Field("inspection", Text("检查事项", "Inspection"), Kind.REFERENCE, (_29,), source="inspections"),),
        follows=True,
    ),
    Step(
        name="note-assessment",
        title=Text("记入考核评估", "Enter an assessment"),
        source=_RUNS,
        target=_IN_FORCE,
        by=frozenset({"bigdata"}),
        event="zone-assessed",
        said=Text("专区运营绩效考核评估得出结果", "The zone's operation was assessed"),
        cites=(_30, _ASSESSMENT),
        needs=(Field("assessment", Text("评估事项", "Assessment"), Kind.REFERENCE, (_30,), source="assessments"),),
        follows=True,
    ),
)

_BEGUN = frozenset({"agreement-signed", "legacy-recognised"})

DUTIES: tuple[Duty, ...] = (
    Duty(
        name="settle-legacy",
        title=Text("补签存量协议", "Supplement the older agreement"),
        who="bigdata",
        after=frozenset({"legacy-recorded"}),
        done_by=frozenset({"legacy-recognised", "agreement-supplemented"}) | _ENDED,
        limit=Limit.working(_LOCAL, "legacy_supplement_days", _SUPPLEMENT, _14),
        late=Text("补签前不得据以申请数据", "Until then no data can be asked for on it"),
    ),
    Duty(
        name="file-security",
        title=Text("报备安全责任人和制度", "File who is responsible and the policies"),
        who="operator",
        after=_BEGUN,
        done_by=frozenset({"security-filed"}) | _ENDED,
        limit=Limit.working(_LOCAL, "security_filing_days", _SECURITY, _26),
        late=Text("由监管部门提醒，并计入考核评估", "The supervisor reminds; it counts in the assessment"),
    ),
    Duty(
        name="report-performance",
        title=Text("定期反馈应用绩效", "Report performance regularly"),
        who="operator",
        after=_BEGUN | {"performance-reported"},
        done_by=frozenset({"performance-reported"}) | _ENDED,
        limit=Limit.counted(Unit.MONTHS, _LOCAL, "performance_interval_months", _PERFORMANCE, _25),
        late=Text("由监管部门提醒，并计入考核评估", "The supervisor reminds; it counts in the assessment"),
    ),
    Duty(
        name="inspect-yearly",
        title=Text("每年安全检查", "Inspect every year"),
        who="bigdata",
        after=_BEGUN | {"zone-inspected"},
        done_by=frozenset({"zone-inspected"}) | _ENDED,
        limit=Limit.counted(Unit.YEARS, PARAMETERS, "inspection_years", _29, _INSPECTION),
        late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
    ),
    Duty(
        name="assess-regularly",
        title=Text("定期考核评估", "Assess regularly"),
        who="bigdata",
        after=_BEGUN | {"zone-assessed"},
        done_by=frozenset({"zone-assessed"}) | _ENDED,
        limit=Limit.counted(Unit.YEARS, _LOCAL, "assessment_interval_years", _ASSESSMENT, _30),
        late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
    ),
)
