"""What a zone in use asks for, walked in a browser: filing, partners, consent, sharing, tickets, supervision. Runs last."""

from __future__ import annotations

from datetime import timedelta

from browser.filling import EVERYTHING, Value
from browser.people import AUTHORITY, BUYER, CITIZEN, MAYOR, OPERATOR, STATISTICS, SUPERVISOR
from browser.walking import Walk

ZONE = "民生就业公共数据专区"  # of the story, with its agreement, its grants and its product
COLUMNS = ["age, grade 2", "wage_per_hour, grade 3"]


def test_a_product_is_filed_with_price_basis_scenario_and_scope(walk: Walk) -> None:
    told: dict[str, Value] = {"product": "行业就业画像接口", "basis": "成本加合理利润。", "scenario": "就业研判。"}
    told |= {"scope": "本市企业。", "manner": "接口调用。"}
    walk.may_not_start(OPERATOR, "zones.filing", "file", "beijing-2023/17", price="0", **told)
    case = walk.starts(OPERATOR, "zones.filing", "file", price="2.50", **told)
    walk.waits_on(SUPERVISOR, case, "acknowledge", owes="办理产品备案")
    walk.takes(SUPERVISOR, case, "return", reason="请说明成本构成。")
    walk.stands(OPERATOR, case, "退回补正")
    walk.waits_on(OPERATOR, case, "correct")
    walk.takes(OPERATOR, case, "correct", price="2.20", basis="人力、算力与存储成本。")
    walk.takes(SUPERVISOR, case, "acknowledge")
    walk.stands(OPERATOR, case, "已备案")


def test_a_partner_is_admitted_asks_to_leave_and_is_let_go_once_all_is_cleared(walk: Walk) -> None:
    told: dict[str, Value] = {"agreement": ZONE, "contract": "合作合同。", "work": "算法工程。"}
    told["requirements"] = "要求"
    walk.may_not_start(OPERATOR, "zones.partner", "file", "beijing-2023/19", partner="衡川数据运营有限公司", **told)
    case = walk.starts(OPERATOR, "zones.partner", "file", partner="衡川农村商业银行", **told)
    walk.stands(BUYER, case, "待监管部门备案")
    walk.waits_on(SUPERVISOR, case, "admit", owes="办理合作方备案")
    walk.takes(SUPERVISOR, case, "admit")
    walk.stands(BUYER, case, "合作中")
    walk.is_refused(OPERATOR, case, "exit", "beijing-2023/20", ground="voluntary", facts="合作期满。")
    walk.waits_on(BUYER, case, "ask-to-leave")
    walk.takes(BUYER, case, "ask-to-leave", wish="业务调整。")
    walk.waits_on(OPERATOR, case, "exit", owes="办理合作方退出申请")
    walk.takes(OPERATOR, case, "exit", ground="voluntary", facts="合作方申请退出。")
    walk.is_refused(OPERATOR, case, "clear", "beijing-2023/20")
    walk.waits_on(OPERATOR, case, "clear", owes="完成退出清理")
    walk.takes(OPERATOR, case, "clear", settlement="已办理")
    walk.waits_on(SUPERVISOR, case, "confirm-exit", owes="确认合作方退出")
    walk.takes(SUPERVISOR, case, "confirm-exit")
    walk.stands(BUYER, case, "已退出")


def test_a_citizen_consents_for_one_scenario_and_takes_it_back(walk: Walk) -> None:
    told: dict[str, Value] = {"agreement": ZONE, "information": "就业与参保记录。", "tied": False}
    told["expires"] = str(walk.today + timedelta(days=90))
    both = ["employment", "public-health"]
    assert "一揽子授权" in walk.may_not_start(
        CITIZEN, "zones.consent", "give", "beijing-2023/21", scenarios=both, **told
    )
    case = walk.starts(CITIZEN, "zones.consent", "give", scenarios=["employment"], **told)
    walk.stands(OPERATOR, case, "同意有效")
    walk.may_not(SUPERVISOR, case, "withdraw", "beijing-2023/21")
    walk.waits_on(CITIZEN, case, "withdraw")
    walk.takes(CITIZEN, case, "withdraw")
    walk.stands(OPERATOR, case, "已撤回")


def test_a_request_to_share_is_confirmed_and_approved_for_the_forms_its_grade_allows(walk: Walk) -> None:
    """In English, as whoever reads no Chinese would."""
    for who in (OPERATOR, SUPERVISOR, STATISTICS):
        walk[who].reads_english()
    told: dict[str, Value] = {"agreement": "Livelihood", "columns": COLUMNS, "purpose": "employment"}
    told |= {"scenario": "Quality of employment by industry.", "persons": EVERYTHING}
    refusal = walk.may_not_start(
        OPERATOR, "zones.sharing", "apply", "beijing-2023/23", forms=["rows"], basis="none", **told
    )
    assert "A chosen form is not allowed for the grade of the data" in refusal
    case = walk.starts(OPERATOR, "zones.sharing", "apply", forms=["statistics"], basis="statistics", **told)
    walk.waits_on(SUPERVISOR, case, "confirm", owes="Confirm the request")
    walk.may_not(STATISTICS, case, "approve", "beijing-2023/22")
    walk.takes(SUPERVISOR, case, "confirm", assessment="The columns fit the purpose.")
    walk.waits_on(STATISTICS, case, "approve", owes="Decide on the request")
    walk.takes(STATISTICS, case, "approve", expires=str(walk.today + timedelta(days=60)))
    walk.stands(OPERATOR, case, "Granted")
    for who in (OPERATOR, SUPERVISOR, STATISTICS):
        walk[who].reads_chinese()


def test_a_defect_is_forwarded_traced_to_its_source_and_closed_by_whoever_found_it(walk: Walk) -> None:
    told: dict[str, Value] = {"grant": "就业", "kind": "accuracy", "where": "工作周数", "defect": "大量为零。"}
    case = walk.starts(OPERATOR, "zones.ticket", "report", **told)
    walk.waits_on(SUPERVISOR, case, "forward", owes="转办数据质量问题")
    walk.may_not(STATISTICS, case, "mend", "beijing-2023/24")
    walk.takes(SUPERVISOR, case, "forward")
    walk.waits_on(STATISTICS, case, "trace", owes="处理数据质量问题")
    walk.takes(STATISTICS, case, "trace", origin="区统计站")
    walk.stands(OPERATOR, case, "倒查至数据来源")
    walk.takes(STATISTICS, case, "mend", mended="已按原始凭证更正。")
    walk.waits_on(OPERATOR, case, "confirm", owes="确认处理结果")
    walk.takes(OPERATOR, case, "insist", still="仍有三百条为零。")
    walk.stands(STATISTICS, case, "待数据提供部门处理")
    walk.takes(STATISTICS, case, "mend", mended="已全部更正。")
    walk.takes(OPERATOR, case, "confirm")
    walk.stands(SUPERVISOR, case, "已办结")


def test_an_incident_is_reported_contained_traced_and_closed(walk: Walk) -> None:
    told: dict[str, Value] = {"agreement": ZONE, "kind": "leak", "severity": "major", "what": "外发异常。"}
    tomorrow = str(walk.today + timedelta(days=1))
    walk.may_not_start(OPERATOR, "zones.incident", "report", "beijing-2023/26", found_on=tomorrow, **told)
    case = walk.starts(OPERATOR, "zones.incident", "report", found_on=str(walk.today), **told)
    walk.stands(SUPERVISOR, case, "待控制")
    walk.waits_on(OPERATOR, case, "contain", owes="控制事态")
    walk.takes(OPERATOR, case, "contain", measures="已停用相关账号。")
    walk.waits_on(OPERATOR, case, "trace", owes="查明原因和路径")
    walk.takes(OPERATOR, case, "trace", cause="口令泄露。", path="经由运维终端。", mending="启用双因子。")
    walk.may_not(OPERATOR, case, "close", "beijing-2023/26")
    walk.waits_on(SUPERVISOR, case, "close", owes="审查结案")
    walk.takes(SUPERVISOR, case, "close", conclusion="整改到位。")
    walk.stands(OPERATOR, case, "已结案")


def test_a_cut_off_stops_the_use_at_once_and_only_the_authoritys_decision_restores_it(walk: Walk) -> None:
    case = walk.starts(SUPERVISOR, "zones.cutoff", "cut", risk="异常高频查询。", grants=["公共卫生"])
    walk.stands(SUPERVISOR, case, "已切断")
    walk.may_not(SUPERVISOR, case, "restore", "beijing-2023/28")
    walk.waits_on(AUTHORITY, case, "uphold", owes="复核切断")
    walk.takes(AUTHORITY, case, "uphold", reason="风险未消除。")
    walk.stands(SUPERVISOR, case, "维持切断")
    walk.takes(AUTHORITY, case, "restore", reason="风险已消除。")
    walk.stands(SUPERVISOR, case, "已恢复")


def test_a_yearly_inspection_finds_something_and_sees_it_put_right(walk: Walk) -> None:
    told: dict[str, Value] = {"agreement": ZONE, "topics": "账号与日志。"}
    walk.may_not_start(AUTHORITY, "zones.inspection", "plan", "beijing-2023/29", joint=["secrecy"], **told)
    case = walk.starts(AUTHORITY, "zones.inspection", "plan", joint=["cyberspace", "police"], **told)
    walk.stands(OPERATOR, case, "待检查")
    walk.waits_on(AUTHORITY, case, "find", owes="实施检查")
    walk.takes(AUTHORITY, case, "find", findings="两个离职账号未停用。")
    walk.waits_on(OPERATOR, case, "rectify", owes="完成整改")
    walk.may_not(AUTHORITY, case, "verify", "beijing-2023/29")
    walk.takes(OPERATOR, case, "rectify", rectified="已停用。")
    walk.waits_on(AUTHORITY, case, "verify", owes="复查整改")
    walk.takes(AUTHORITY, case, "send-back", left="日志仍缺一周。")
    walk.stands(OPERATOR, case, "待整改")
    walk.takes(OPERATOR, case, "rectify", rectified="已补齐。")
    walk.takes(AUTHORITY, case, "verify", verification="抽查无误。")
    walk.stands(OPERATOR, case, "整改到位")


def test_two_poor_results_in_a_row_end_the_agreement_by_joint_report_and_the_governments_consent(walk: Walk) -> None:
    names = ("use", "products", "quality", "security", "management")
    weights: dict[str, Value] = {f"weight_{name}": 20 for name in names}
    told: dict[str, Value] = {"name": "年度指标", "explanation": "各占两成。"}
    walk.may_not_start(
        AUTHORITY, "zones.indicators", "publish", "beijing-2023/30", **{**weights, "weight_use": 10}, **told
    )
    walk.starts(AUTHORITY, "zones.indicators", "publish", **weights, **told)
    first = scored_poor(walk, "上半年")
    walk.is_refused(AUTHORITY, first, "report", "beijing-2023/30", reason="结果较差。")
    walk.takes(AUTHORITY, first, "call-in", talk="要求限期改进。", held_on=str(walk.today))
    walk.stands(OPERATOR, first, "较差，已提醒或者约谈")
    second = scored_poor(walk, "下半年")
    walk.is_refused(AUTHORITY, second, "remind", "beijing-2023/30", message="请改进。")
    walk.takes(AUTHORITY, second, "report", reason="连续两次较差。")
    walk.stands(OPERATOR, second, "连续较差，已上报终止协议")
    ends(walk)


def scored_poor(walk: Walk, period: str) -> str:
    case = walk.starts(AUTHORITY, "zones.assessment", "open", agreement=ZONE, indicators="年度指标", period=period)
    walk.is_refused(AUTHORITY, case, "conclude", "beijing-2023/30")
    walk.waits_on(SUPERVISOR, case, "score", owes="评分")
    points: dict[str, Value] = {f"points_{name}": 40 for name in ("use", "products", "quality", "security")}
    walk.takes(SUPERVISOR, case, "score", points_management=40, opinion="进展缓慢。", **points)
    walk.waits_on(AUTHORITY, case, "conclude", owes="得出评估结果")
    walk.takes(AUTHORITY, case, "conclude")
    walk.stands(OPERATOR, case, "已得出结果")
    walk.waits_on(AUTHORITY, case, "report", owes="按结果处理")
    return case


def ends(walk: Walk) -> None:
    """The result stands in the agreement's own case; suspended, then terminated, each time reported jointly."""
    walk[OPERATOR].goes_to("/cases/?procedure=zones.agreement")
    href = walk[OPERATOR].main.locator("tbody a[href^='/cases/']").first.get_attribute("href")
    case = str(href).split("/")[2]
    for decision, status in (("suspend", "已暂停"), ("terminate", "已终止")):
        if decision == "terminate":
            walk.takes(AUTHORITY, case, "report", reason="整改未见成效。")
        walk.stands(OPERATOR, case, "违约待监管部门会签")
        walk.may_not(MAYOR, case, decision, "beijing-2023/14")
        walk.waits_on(SUPERVISOR, case, "concur")
        walk.takes(SUPERVISOR, case, "concur")
        walk.stands(OPERATOR, case, "待市政府同意")
        walk.may_not(AUTHORITY, case, decision, "beijing-2023/14")
        walk.waits_on(MAYOR, case, decision, owes="市政府审定违约处理")
        walk.takes(MAYOR, case, decision)
        walk.stands(OPERATOR, case, status)
