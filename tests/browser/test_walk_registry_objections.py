"""Objections walked in a browser: during publicity, and for infringement, settled or taken to court. Runs among the last."""

from __future__ import annotations

from datetime import date

from browser.people import BUREAU, CITIZEN, REGISTRAR, RIVAL
from browser.registering import in_publicity, in_register, registered
from browser.walking import DONE, Walk, refused, submits
from shuzha.kernel.calendar import china_calendar
from shuzha.kernel.deadline import Unit, due


def test_an_objection_during_publicity_is_dismissed_and_the_whole_period_runs_anew(walk: Walk) -> None:
    name = "商圈客流热度"
    case = in_publicity(walk, name)
    before = walk.last_day(BUREAU, case, "公示")
    objects(walk, name, "该指数使用了我的门店客流记录。")
    walk.waits_on(REGISTRAR, case, "overrule", owes="处理公示异议")
    assert "该指数使用了我的门店客流记录" in walk.stands(REGISTRAR, case, "异议处理中").reads
    walk.may_not(BUREAU, case, "authorise", "hainan-2023/16")
    walk.waits_until(before)
    walk.takes(REGISTRAR, case, "overrule", reason="经核，所述记录未用于本产品。")
    walk.stands(RIVAL, case, "公示中")
    assert walk.last_day(BUREAU, case, "公示") > before
    walk.is_refused(BUREAU, case, "authorise", "hainan-2023/16")
    walk.outlasts(BUREAU, case, "公示")
    told = objects_too_late(walk, case)
    assert "期满后的争议依异议登记程序提出" in told
    walk.takes(BUREAU, case, "authorise")
    walk.stands(RIVAL, case, "待发证")


def test_an_objection_during_publicity_is_upheld_and_the_product_is_not_registered(walk: Walk) -> None:
    name = "楼宇入驻率"
    case = in_publicity(walk, name)
    objects(walk, name, "产品数据取自我单位未公开的台账，附证明。")
    walk.waits_on(REGISTRAR, case, "refuse", owes="处理公示异议")
    walk.takes(REGISTRAR, case, "refuse", grounds=["15-2"], reason="异议成立：权属存在争议。")
    assert "异议成立" in walk.stands(RIVAL, case, "不予登记").reads


def objects(walk: Walk, name: str, words: str) -> None:
    """A citizen finds the notice, and objects by its form: without grounds it is refused."""
    walk.reads_notice(CITIZEN, name, "公示中")
    citizen = walk[CITIZEN]
    citizen.follows("提出异议")
    submits(citizen, citizen.main.locator("form.form"))
    refused(citizen, "hainan-2023/16")
    citizen.page.fill("[name=objection]", words)
    submits(citizen, citizen.main.locator("form.form"))
    assert DONE.search(citizen.reads)


def objects_too_late(walk: Walk, case: str) -> str:
    """Why an objection after the last day is refused."""
    citizen = walk[CITIZEN]
    assert citizen.goes_to(f"/cases/{case}/steps/object/") == 200
    citizen.page.fill("[name=objection]", "迟来的异议")
    submits(citizen, citizen.main.locator("form.form"))
    return refused(citizen, "hainan-2023/16")


def test_an_infringement_objection_is_told_answered_found_and_settled_by_both(walk: Walk) -> None:
    name = "跨境物流时效"
    registered(walk, name)
    walk.may_not_start(
        RIVAL, "registry.objection", "file", "hainan-2023/20", certificate=name, claim="自己的凭证", materials="证明"
    )
    case = files(walk, name)
    assert walk.last_day(REGISTRAR, case, "通知登记主体") == days_later(walk.today, 3)
    walk.waits_on(REGISTRAR, case, "notify", owes="通知登记主体")
    walk.takes(REGISTRAR, case, "notify")
    assert walk.last_day(RIVAL, case, "提交反馈说明") == days_later(walk.today, 7)
    walk.stands(CITIZEN, case, "待登记主体反馈")
    walk.is_refused(REGISTRAR, case, "find", "hainan-2023/20", outcome="keep", finding="理由不足。")
    walk.waits_on(RIVAL, case, "answer", owes="提交反馈说明")
    walk.takes(RIVAL, case, "answer", answer="数据系自行采集。", proof="采集日志与合同。")
    walk.waits_on(REGISTRAR, case, "find", owes="作出判定")
    walk.takes(REGISTRAR, case, "find", outcome="keep", finding="反馈证明充分，不构成侵权。")
    walk.stands(CITIZEN, case, "待双方表态")
    walk.takes(CITIZEN, case, "objector-accepts")
    walk.stands(RIVAL, case, "一方已接受")
    walk.takes(RIVAL, case, "holder-accepts")
    walk.stands(REGISTRAR, case, "双方无异议，待处置")
    walk.is_refused(REGISTRAR, case, "dispose-revoke", "hainan-2023/20")
    walk.takes(REGISTRAR, case, "dispose-keep")
    walk.stands(CITIZEN, case, "保留凭证")
    assert "有效" in in_register(walk, name)


def test_what_both_sides_do_not_settle_goes_to_court_and_the_judgment_is_entered(walk: Walk) -> None:
    name = "冷链温控评分"
    registration = registered(walk, name)
    case = files(walk, name)
    walk.takes(REGISTRAR, case, "notify")
    walk.outlasts(REGISTRAR, case, "提交反馈说明")
    walk.takes(REGISTRAR, case, "find", outcome="revoke", finding="逾期未反馈，依已有材料判定。")
    walk.takes(RIVAL, case, "dispute")
    walk.stands(CITIZEN, case, "争议未解决")
    walk.waits_on(CITIZEN, case, "sue", owes="提请诉讼或仲裁")
    walk.is_refused(REGISTRAR, case, "lapse", "hainan-2023/20")
    walk.takes(CITIZEN, case, "sue", court="衡川市中级人民法院（2026）民初字第 18 号")
    walk.stands(RIVAL, case, "诉讼或仲裁中")
    assert "有效" in in_register(walk, name)
    walk.takes(REGISTRAR, case, "revoke-by-judgment", judgment="判令撤销登记凭证。")
    walk.stands(CITIZEN, case, "撤销凭证")
    walk.stands(RIVAL, registration, "已注销")
    assert "已注销" in in_register(walk, name)


def days_later(day: date, days: int) -> date:
    """Calendar days, as article 20 counts them; a last day that falls on a holiday rolls on."""
    return due(day, days, unit=Unit.CALENDAR, calendar=china_calendar()).last_day


def files(walk: Walk, certificate: str) -> str:
    """The citizen's objection for infringement against a certificate."""
    return walk.starts(
        CITIZEN,
        "registry.objection",
        "file",
        certificate=certificate,
        claim="产品使用了本人享有权益的数据。",
        materials="证明",
    )
