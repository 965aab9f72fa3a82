"""Analyst, supervisor and provider: what is released, what is explained, what is not said, who stops and who restores."""

from __future__ import annotations

import re

from playwright.sync_api import Locator

from browser.conftest import Welcome
from browser.people import ANALYST, AUTHORITY, OPERATOR, SUPERVISOR, TRANSPORT, Visitor

EMPLOYMENT, TRANSPORT_USE = "就业", "交通运行"
AGGREGATE = """SELECT education, COUNT(*) AS persons, AVG(weeks_worked) AS weeks
FROM census_income WHERE age >= 18 GROUP BY education"""
ROWS = "SELECT age, sex, education FROM census_income"
UNGRANTED = "SELECT race, COUNT(*) AS persons FROM census_income GROUP BY race"
PHYSICIANS = "SELECT COUNT(*) AS persons FROM census_income WHERE education = 'Doctorate degree(PhD EdD)'"
SMALL_CELL = f"{PHYSICIANS} AND age = 25"
ALL_BUT_ONE = f"{PHYSICIANS} AND age <> 86"
DELAYS = "SELECT carrier, COUNT(*) AS flights, AVG(arr_delay) AS minutes FROM flight_operations GROUP BY carrier"


def test_an_aggregate_is_released_as_a_table_a_chart_and_a_log_entry(welcome: Welcome) -> None:
    analyst = welcome(ANALYST)
    opens_workbench(analyst, EMPLOYMENT)
    result = asks(analyst, AGGREGATE)
    assert "已放行" in result.inner_text()
    assert result.locator("tbody tr").count() > 10
    result.locator("canvas").wait_for()
    latest = analyst.page.locator("#history tbody tr").first
    assert "放行" in latest.inner_text()
    analyst.page.wait_for_timeout(1500)  # the sequencer writes in batches
    analyst.page.reload()
    assert "存证第" in analyst.page.locator("#history tbody tr").first.inner_text()


def test_refusals_that_the_text_decides_explain_themselves_with_a_link_to_the_article(welcome: Welcome) -> None:
    analyst = welcome(ANALYST)
    opens_workbench(analyst, EMPLOYMENT)
    for sql, word in ((ROWS, "逐行"), (UNGRANTED, "race")):
        refused = asks(analyst, sql).locator(".decision[data-state=refused]")
        assert word in refused.inner_text()
        assert "怎么办" in refused.inner_text()
        assert refused.locator("a[href^='/law/']").count() > 0
    analyst.page.select_option("[name=purpose]", label="普惠金融信用评估模型研究")
    assert "用途" in asks(analyst, AGGREGATE).locator(".decision[data-state=refused]").inner_text()
    refused = asks(analyst, AGGREGATE).locator(".decision a[href^='/law/']").first
    analyst.goes_to(str(refused.get_attribute("href")))
    assert "要点" in analyst.reads


def test_refusals_that_data_decides_read_the_same_and_the_supervisor_alone_reads_why(welcome: Welcome) -> None:
    analyst = welcome(ANALYST)
    opens_workbench(analyst, EMPLOYMENT)
    small = asks(analyst, SMALL_CELL).locator("section.decision")
    assert small.get_attribute("data-state") == "sealed"
    said = small.evaluate("(card) => card.outerHTML")
    assert asks(analyst, ALL_BUT_ONE).locator("section.decision").evaluate("(card) => card.outerHTML") == said

    supervisor = welcome(SUPERVISOR)
    opens_board(supervisor)
    why = supervisor.page.locator(".use-why.private").first.inner_text()
    assert "仅监管可见" in why
    analyst.goes_to("/workbench/")
    opens_workbench(analyst, EMPLOYMENT)
    reason = why.split("：", 1)[1].strip()
    assert reason not in analyst.page.content()
    opens_board(analyst)
    assert reason not in analyst.page.content()
    assert "仅监管可见" not in analyst.page.content()


def test_a_form_sent_half_filled_names_field_and_remedy_and_loses_nothing(welcome: Welcome) -> None:
    operator = welcome(OPERATOR)
    operator.goes_to("/start/zones.sharing/apply/")
    typed = "港口拥堵研判，只输出统计结果。"
    operator.page.fill("[name=scenario]", typed)
    operator.page.locator("[name=forms][value=statistics]").check()
    operator.presses("申请")
    assert operator.page.locator("[name=scenario]").input_value() == typed
    assert operator.page.locator("[name=forms][value=statistics]").is_checked()
    wrong = operator.page.locator(".field[data-wrong]").filter(has_text="申请字段")
    assert wrong.locator(".remedy").inner_text()


def test_a_request_on_the_desk_is_confirmed_and_approved_and_the_analyst_may_ask(welcome: Welcome) -> None:
    supervisor = welcome(SUPERVISOR)
    supervisor.follows("评估确认", within=supervisor.main.locator("tr", has_text="交通运行"))
    confirm = supervisor.step("confirm")
    supervisor.presses("评估确认", within=confirm)
    wrong = supervisor.step("confirm").locator(".field[data-wrong]")
    assert "评估意见" in wrong.inner_text()
    assert wrong.locator(".remedy").inner_text()
    supervisor.page.fill("[name=assessment]", "场景明确，字段与用途相称，符合最小授权原则。")
    supervisor.presses("评估确认", within=supervisor.step("confirm"))
    assert "已办理" in supervisor.reads

    provider = welcome(TRANSPORT)
    provider.follows("审核同意", within=provider.main.locator("tr", has_text="交通运行"))
    provider.presses("审核同意", within=provider.step("approve"))
    assert "已办理" in provider.reads

    analyst = welcome(ANALYST)
    opens_workbench(analyst, TRANSPORT_USE)
    assert "已放行" in asks(analyst, DELAYS).inner_text()


def test_a_cut_off_stops_the_analyst_at_once_and_only_a_decision_restores_use(welcome: Welcome) -> None:
    analyst = welcome(ANALYST)
    opens_workbench(analyst, EMPLOYMENT)
    assert "已放行" in asks(analyst, AGGREGATE).inner_text()

    supervisor = welcome(SUPERVISOR)
    opens_board(supervisor)
    supervisor.follows("立即切断")
    supervisor.page.fill("[name=risk]", "发现疑似逐步逼近的查询序列。")
    supervisor.page.locator("label.choice", has_text=EMPLOYMENT).locator("input").check()
    supervisor.presses("切断")
    assert "已办理" in supervisor.reads
    opens_board(supervisor)
    supervisor.page.get_by_text("闸口确认").first.wait_for()

    refused = asks(analyst, AGGREGATE).locator(".decision[data-state=refused]")
    assert "第二十八条" in refused.inner_text()
    opens_workbench(analyst, EMPLOYMENT)
    assert "已停止使用" in analyst.reads

    authority = welcome(AUTHORITY)
    authority.follows("决定恢复", within=authority.main.locator("tr", has_text="决定恢复").first)
    restore = authority.step("restore")
    restore.locator("[name=reason]").fill("经查为误报，风险已消除。")
    authority.presses("决定恢复", within=restore)
    assert "已办理" in authority.reads
    opens_workbench(analyst, EMPLOYMENT)
    assert "已放行" in asks(analyst, AGGREGATE).inner_text()


def opens_workbench(analyst: Visitor, purpose: str) -> None:
    """The query page, under the grant of that purpose."""
    analyst.goes_to("/workbench/")
    options = analyst.page.locator("select[name=grant] option")
    value = options.filter(has_text=purpose).first.get_attribute("value")
    analyst.goes_to(f"/workbench/?grant={value}")
    assert re.search(purpose, analyst.reads)


def opens_board(visitor: Visitor) -> None:
    visitor.goes_to("/zones/")
    visitor.follows("民生就业公共数据专区")


def asks(analyst: Visitor, sql: str) -> Locator:
    """What came back, once it is there."""
    result = analyst.page.locator("#result")
    result.evaluate("(place) => place.replaceChildren()")
    analyst.page.fill("#f-sql", sql)
    analyst.presses("运行")
    result.locator("> *").first.wait_for()
    analyst.page.locator(".htmx-request, .htmx-settling, .htmx-swapping").first.wait_for(state="detached")
    return result
