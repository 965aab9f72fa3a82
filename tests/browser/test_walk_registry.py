"""The registry's paths walked in a browser, each step by whoever the rules name. Moves the city's clock: runs last."""

from __future__ import annotations

import re
from datetime import date, timedelta

from browser.filling import EVERYTHING, Value, fills
from browser.people import BUREAU, BUYER, INSPECTOR, LAWYER, REGISTRAR, RIVAL
from browser.registering import AGENTS, applies, drawn, in_register, registered
from browser.walking import DONE, Walk, refused, submits


def test_a_first_registration_goes_from_eight_materials_to_a_certificate_in_the_public_register(walk: Walk) -> None:
    name = "行业景气周报指数"
    case = applies(walk, name)
    walk.stands(RIVAL, case, "待受理")
    walk.waits_on(REGISTRAR, case, "accept", owes="出具受理意见")
    walk.may_not(BUREAU, case, "accept", "hainan-2023/10")
    walk.takes(REGISTRAR, case, "accept")
    told = walk.stands(RIVAL, case, "审查中").reads
    assert "送达" in told
    assert "出具审查意见" in told

    walk.waits_on(REGISTRAR, case, "technical-review", owes="出具审查意见")
    walk.takes(REGISTRAR, case, "technical-review", passed=True, opinion="数据产品可验证。")
    walk.stands(RIVAL, case, "待合规性审查")
    agent = drawn(walk, case)
    walk.waits_on(agent, case, "compliance-review")
    [other] = set(AGENTS.values()) - {agent}
    assert walk[other].goes_to(f"/cases/{case}/") == 404
    walk.takes(agent, case, "compliance-review", passed=True, opinion="来源合法，权属清楚。")
    walk.stands(RIVAL, case, "审查通过，待公示")

    walk.waits_on(REGISTRAR, case, "publicise")
    walk.takes(REGISTRAR, case, "publicise")
    for site in ("/notices/", "/bureau/notices/"):
        assert "公示期内可以提出异议" in walk.reads_notice("", name, "公示中", site)
    told = walk.is_refused(BUREAU, case, "authorise", "hainan-2023/16")
    assert f"{walk.last_day(BUREAU, case, '公示')} 届满" in told
    walk.outlasts(BUREAU, case, "公示")
    walk.waits_on(BUREAU, case, "authorise")
    walk.takes(BUREAU, case, "authorise")
    walk.stands(RIVAL, case, "待发证")
    walk.waits_on(REGISTRAR, case, "certify", owes="发放凭证")
    walk.takes(REGISTRAR, case, "certify")
    walk.stands(RIVAL, case, "已登记")
    assert "云杉智联科技有限公司" in in_register(walk, name)

    again = applies(walk, name)
    assert "登记簿中已有" in walk.is_refused(REGISTRAR, again, "accept", "hainan-2023/7")
    walk.takes(REGISTRAR, again, "accept", distinction="口径与更新周期不同，属另一产品。")


def test_what_is_missing_is_named_once_and_whole_and_supplied_the_application_goes_on(walk: Walk) -> None:
    case = applies(walk, "能耗结构指标", without="8-1 8-4 8-7 7")
    told = walk.is_refused(REGISTRAR, case, "accept", "hainan-2023/9")
    walk.takes(REGISTRAR, case, "ask-to-complete")
    noticed = walk.stands(RIVAL, case, "待补正").reads
    for words in ("主体资格证明", "数据来源证明"):
        assert words in told
        assert words in noticed
    walk.waits_on(RIVAL, case, "complete", owes="补正材料")
    walk.takes(RIVAL, case, "complete", materials="补正材料")
    walk.waits_on(REGISTRAR, case, "accept", owes="出具受理意见")
    walk.takes(REGISTRAR, case, "accept")
    walk.takes(REGISTRAR, case, "refuse", grounds=["15-1"], reason="数据来源尚存争议，证明之间相互矛盾。")
    assert "数据来源尚存争议" in walk.stands(RIVAL, case, "不予登记").reads


def test_a_change_and_then_a_cancellation_are_entered_without_publicity(walk: Walk) -> None:
    name = "夜间灯光活跃度"
    registration = registered(walk, name)
    told: dict[str, Value] = {"certificate": name, "kind": "change", "materials": "材料"}
    walk.may_not_start(RIVAL, "registry.change", "apply", "hainan-2023/18", **told)
    walk.may_not_start(BUYER, "registry.change", "apply", "hainan-2023/18", kind="change", materials="材料")
    case = walk.starts(RIVAL, "registry.change", "apply", name_zh="夜间活跃度", name_en="Night activity", **told)
    walk.waits_on(REGISTRAR, case, "accept", owes="出具受理意见")
    walk.takes(REGISTRAR, case, "accept")
    walk.stands(RIVAL, case, "审查中")
    walk.waits_on(REGISTRAR, case, "change", owes="审查办结")
    walk.takes(REGISTRAR, case, "change", opinion="变更属实，不改变权属。")
    walk.stands(RIVAL, case, "已变更换证")
    assert "已换发" in in_register(walk, name)

    walk.may_not(REGISTRAR, registration, "cancel", "hainan-2023/19")
    walk.takes(RIVAL, registration, "cancel", reason="产品停止更新。")
    walk.stands(REGISTRAR, registration, "已注销")
    assert "注销" in walk.reads_notice("", "夜间活跃度", "注销公告", "/bureau/notices/")


def test_a_court_ruling_moves_a_registration_to_its_new_holder_and_is_announced(walk: Walk) -> None:
    name = "老旧小区改造进度"
    registered(walk, name)
    told: dict[str, Value] = {"certificate": name, "basis": "judgment", "document": "（2026）民终字第 7 号"}
    walk.may_not_start(RIVAL, "registry.transfer", "apply", "hainan-2023/19", materials="证明", **told)
    case = walk.starts(BUYER, "registry.transfer", "apply", without="standing", materials="证明", **told)
    walk.is_refused(REGISTRAR, case, "accept", "hainan-2023/19")
    walk.takes(REGISTRAR, case, "ask-to-complete")
    walk.waits_on(BUYER, case, "complete", owes="补正材料")
    walk.takes(BUYER, case, "complete", materials="证明")
    walk.takes(REGISTRAR, case, "accept")
    walk.waits_on(REGISTRAR, case, "transfer", owes="审查办结")
    walk.takes(REGISTRAR, case, "transfer", opinion="法律文书已生效。")
    walk.stands(BUYER, case, "已转移登记")
    assert "转移" in walk.reads_notice("", name, "转移登记公告", "/bureau/notices/")
    walk[""].goes_to(f"/registry/?q={name}")
    assert "衡川农村商业银行" in walk[""].main.locator("tr", has_text="有效").inner_text()


def test_a_registration_whose_holder_is_gone_is_cancelled_unless_its_notice_brings_a_claimant(walk: Walk) -> None:
    claimed, unclaimed = "旧货流转活跃度", "报刊亭客流"
    cases = []
    for name in (claimed, unclaimed):
        registered(walk, name)
        told: dict[str, Value] = {"certificate": name, "reason": "登记主体已注销工商登记。", "materials": "材料"}
        cases.append(walk.starts(REGISTRAR, "registry.cessation", "announce", **told))
    walk.reads_notice(BUYER, claimed, "拟注销公告", "/bureau/notices/")
    walk[BUYER].follows("主张权利")
    form = walk[BUYER].main.locator("form.form")
    fills(form, {"grounds": "依收购协议承继其数据权益。"})
    submits(walk[BUYER], form)
    walk.stands(REGISTRAR, cases[0], "有新权利主体主张")

    walk.is_refused(REGISTRAR, cases[1], "cancel", "hainan-2023/19")
    walk.outlasts(REGISTRAR, cases[1], "公告")
    walk.takes(REGISTRAR, cases[1], "cancel")
    walk.stands(BUREAU, cases[1], "已注销下架")
    assert "已注销" in in_register(walk, unclaimed)
    assert "有效" in in_register(walk, claimed)


def test_agencies_are_chosen_by_public_comparison_under_the_bureaus_eyes(walk: Walk) -> None:
    case = walk.starts(
        REGISTRAR, "registry.comparison", "announce", services="合规性审查。", criteria="资质、人员、收费各占三成。"
    )
    walk.stands(BUREAU, case, "报名与评定中")
    for agent in AGENTS.values():
        enters(walk, agent)
        assert DONE.search(walk[agent].reads)
    enters(walk, LAWYER)
    assert "已报名" in refused(walk[LAWYER], "hainan-2023/23")
    chosen: dict[str, Value] = {"chosen": EVERYTHING, "scores": "92 分、90 分。"}
    walk.is_refused(REGISTRAR, case, "choose", "local/32", **chosen)
    walk.outlasts(REGISTRAR, case, "报名期")
    walk.waits_on(REGISTRAR, case, "choose", owes="完成比选评定")
    walk.is_refused(REGISTRAR, case, "choose", "hainan-2023/23", chosen=["明衡律师事务所"], scores="92 分。")
    walk.takes(REGISTRAR, case, "choose", **chosen)
    walk.stands(REGISTRAR, case, "已评定，待监督确认")
    walk.waits_on(BUREAU, case, "confirm")
    walk.takes(BUREAU, case, "confirm")
    walk.stands(REGISTRAR, case, "名录有效")
    told = walk.reads_notice("", "名录", "公开比选", "/bureau/notices/")
    assert all(agency in told for agency in AGENTS)
    walk.is_refused(REGISTRAR, case, "end", "hainan-2023/24")


def enters(walk: Walk, agent: str) -> None:
    """An agency finds the newest comparison's notice and enters by the form that it offers; the public is offered none."""
    assert "报名参加比选" not in walk.reads_notice("", "比选", "公开比选")
    walk.reads_notice(agent, "比选", "公开比选")
    walk[agent].follows("报名参加比选")
    form = walk[agent].main.locator("form.form")
    fills(form, {"proposal": "五日内出具意见。", "licence": "执业许可证。"})
    submits(walk[agent], form)


def test_a_quarters_registrations_are_reported_when_it_is_over_and_put_on_file_by_the_bureau(walk: Walk) -> None:
    first = walk.today.replace(month=(walk.today.month - 1) // 3 * 3 + 1, day=1)
    this, last = quarter(first), quarter(first - timedelta(days=1))
    walk.may_not_start(REGISTRAR, "registry.report", "draw-up", "hainan-2023/21", quarter=this)
    report = walk.starts(REGISTRAR, "registry.report", "draw-up", quarter=last)
    walk.waits_on(BUREAU, report, "file", owes="办理备案")
    walk.may_not(REGISTRAR, report, "file", "hainan-2023/21")
    walk.takes(BUREAU, report, "file")
    walk.stands(REGISTRAR, report, "已备案")


def quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def test_a_double_random_inspection_is_open_from_its_lists_to_its_result(walk: Walk) -> None:
    for name in ("港口吞吐先行指数", "早市供应充足率"):
        registered(walk, name)
    case = walk.starts(BUREAU, "registry.inspection", "announce", matter="登记材料真实性。")
    walk.stands(REGISTRAR, case, "名单已公布，待抽取")
    walk.waits_on(INSPECTOR, case, "draw")
    walk.takes(INSPECTOR, case, "draw")
    told = walk.reads_notice("", "抽取结果", "抽查公开")
    assert "种子" in told
    numbers = re.findall(r"HC-SJCP-[\d-]*\d", told)
    records: dict[str, Value] = {"conforms": True, "finding": "材料与实际一致。"}
    walk.is_refused(BUREAU, case, "record", "hainan-2023/21", registration="HC-SJCP-0", **records)
    for number, who in zip(numbers, (BUREAU, INSPECTOR), strict=True):
        walk.is_refused(BUREAU, case, "conclude", "hainan-2023/21")
        walk.takes(who, case, "record", registration=number, **records)
    walk.waits_on(BUREAU, case, "conclude", owes="完成检查并公开")
    walk.takes(BUREAU, case, "conclude")
    walk.stands(REGISTRAR, case, "已公开结果")
    assert "符合" in walk.reads_notice("", "抽查结果公开", "抽查公开")


def test_a_monitored_product_is_suspended_from_sale_and_resumes_only_by_decision(walk: Walk) -> None:
    name = "外卖骑手运力"
    registered(walk, name)
    case = walk.starts(
        REGISTRAR, "registry.incident", "find", certificate=name, conduct=["privacy"], facts="疑似含个人轨迹。"
    )
    walk.stands(BUREAU, case, "待采取措施")
    walk.waits_on(REGISTRAR, case, "measure", owes="采取处置措施")
    walk.may_not(BUREAU, case, "suspend", "hainan-2023/22")
    walk.takes(REGISTRAR, case, "measure", measure="warn", detail="警示并要求说明。")
    walk.waits_on(REGISTRAR, case, "report", owes="向监管部门报告")
    walk.takes(REGISTRAR, case, "report", report="拟暂停销售。")
    walk.waits_on(BUREAU, case, "suspend")
    walk.takes(BUREAU, case, "suspend", reason="风险未排除。")
    walk.stands(RIVAL, case, "已暂停销售和交付")
    walk.may_not(REGISTRAR, case, "lift", "hainan-2023/22")
    walk.takes(BUREAU, case, "lift", reason="已脱敏整改。")
    walk.stands(RIVAL, case, "解除措施")
