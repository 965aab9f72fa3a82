"""The zones' paths walked in a browser, each step by whoever the measures name. Moves the city's clock: runs last."""

from __future__ import annotations

import re

from browser.filling import EVERYTHING, Value
from browser.people import AUTHORITY, BUYER, MAYOR, RIVAL, SUPERVISOR
from browser.walking import Walk
from shuzha.site.story.cast import EXPERTS

ZONE, SUPERVISING = "文旅消费公共数据专区", "衡川市人力资源和社会保障局"


def test_a_zone_goes_from_its_call_through_review_and_consent_to_a_signed_agreement(walk: Walk) -> None:
    call = publishes(walk)
    rejected = turns_away(walk)
    application = walk.starts(RIVAL, "zones.application", "apply", call=ZONE, plan="融合应用。", conditions="证明")
    walk.may_not_start(
        RIVAL, "zones.application", "apply", "beijing-2023/11", call=ZONE, plan="再报一次。", conditions="证明"
    )
    walk.stands(BUYER, rejected, "不符合条件")
    walk.waits_on(AUTHORITY, application, "qualify", owes="审核申报条件")
    walk.takes(AUTHORITY, application, "qualify")
    walk.stands(RIVAL, application, "待抽取专家")
    reviews(walk, application)
    consents(walk, application)
    assert "云杉智联科技有限公司" in walk.reads_notice("", ZONE, "结果公开")

    walk.is_refused(AUTHORITY, call, "close", "beijing-2023/11")
    walk.outlasts(AUTHORITY, call, "申请期")
    walk.takes(AUTHORITY, call, "close")
    walk.stands(SUPERVISOR, call, "已截止")
    agrees(walk)


def publishes(walk: Walk) -> str:
    """A supervisor is designated, and the call published together with it."""
    told: dict[str, Value] = {
        "zone_zh": ZONE,
        "zone_en": "Zone of culture and tourism",
        "supervisor": SUPERVISING,
        "conditions": "符合第十五条、第十六条。",
        "requirements": "原始数据不出域。",
    }
    walk.may_not_start(AUTHORITY, "zones.call", "draft", "beijing-2023/6", kind="general", **told)
    call = walk.starts(AUTHORITY, "zones.call", "draft", kind="domain", **told)
    walk.stands(AUTHORITY, call, "待会签")
    walk.may_not(AUTHORITY, call, "publish", "beijing-2023/10")
    walk.waits_on(SUPERVISOR, call, "publish")
    walk.takes(SUPERVISOR, call, "publish")
    walk.stands(AUTHORITY, call, "征集中")
    assert "原始数据不出域" in walk.reads_notice("", ZONE, "征集通知")
    return call


def turns_away(walk: Walk) -> str:
    """A company that does not meet every condition learns all it lacks at once."""
    case = walk.starts(
        BUYER,
        "zones.application",
        "apply",
        without="15-2 16-3",
        call=ZONE,
        plan="信贷数据应用。",
        conditions="证明",
    )
    walk.is_refused(AUTHORITY, case, "qualify", "beijing-2023/16")
    walk.takes(AUTHORITY, case, "reject")
    denied = walk.stands(BUYER, case, "不符合条件").main.locator(".decision[data-state=refused] li")
    assert sorted(str(one.get_attribute("data-code")) for one in denied.all()) == ["conditions-15-2", "conditions-16-3"]
    return case


def reviews(walk: Walk, case: str) -> None:
    """Experts come by lot, each gives an opinion, and only all of them make a result."""
    walk.waits_on(AUTHORITY, case, "draw")
    walk.takes(AUTHORITY, case, "draw")
    experts = drawn(walk, case)
    for number, expert in enumerate(experts):
        if number == len(experts) - 1:
            walk.is_refused(AUTHORITY, case, "conclude", "beijing-2023/12")
        walk.waits_on(expert, case, "opine")
        walk.takes(expert, case, "opine", recommend=True, score=88, opinion="方案可行。")
    walk.takes(AUTHORITY, case, "conclude")


def consents(walk: Walk, case: str) -> None:
    walk.stands(RIVAL, case, "待监管部门会签")
    walk.waits_on(SUPERVISOR, case, "concur")
    walk.takes(SUPERVISOR, case, "concur")
    walk.stands(RIVAL, case, "待市政府同意")
    walk.may_not(AUTHORITY, case, "publish", "beijing-2023/12")
    walk.waits_on(MAYOR, case, "consent", owes="市政府审定")
    walk.takes(MAYOR, case, "consent")
    walk.waits_on(AUTHORITY, case, "publish", owes="公开评审结果")
    walk.takes(AUTHORITY, case, "publish")
    walk.stands(RIVAL, case, "已公开入选")


def agrees(walk: Walk) -> None:
    """The agreement has every clause and usually five years; the operator signs it."""
    terms: dict[str, Value] = {"operator": ZONE, "scope": EVERYTHING}
    walk.may_not_start(AUTHORITY, "zones.agreement", "draft", "beijing-2023/14", years=8, clauses="条款", **terms)
    case = walk.starts(AUTHORITY, "zones.agreement", "draft", years=5, clauses="条款", **terms)
    walk.stands(AUTHORITY, case, "待签署")
    walk.waits_on(RIVAL, case, "sign", owes="签署协议")
    walk.takes(RIVAL, case, "sign")
    walk.stands(MAYOR, case, "生效中")
    walk.waits_on(RIVAL, case, "file-security", owes="报备安全责任人和制度")


def drawn(walk: Walk, case: str) -> list[str]:
    """The names of the experts whose numbers the page says were drawn."""
    said = walk.sees(AUTHORITY, case).reads
    numbers = re.search(r"抽中[\s\S]*?((?:ZJ\d{3}\W*)+)", said)
    assert numbers, said
    return [EXPERTS[int(number) - 1] for number in re.findall(r"ZJ(\d{3})", numbers[1])]


def test_an_older_agreement_is_supplemented_in_a_zone_that_is_then_handed_over(walk: Walk) -> None:
    zone = "区级夜经济公共数据专区"
    call = walk.starts(
        AUTHORITY,
        "zones.call",
        "draft",
        zone_zh=zone,
        zone_en="Night economy zone",
        kind="area",
        conditions="符合第十五条、第十六条。",
        requirements="原始数据不出域。",
    )
    walk.takes(AUTHORITY, call, "publish")  # nobody is named: the authority supervises in the meantime
    case = supplements(walk, zone)
    hands_over(walk, zone)
    assert SUPERVISING in walk.stands(BUYER, case, "生效中").page.locator(".page-aside").inner_text()


def supplements(walk: Walk, zone: str) -> str:
    """The agreement signed before the measures stands in the record, and runs once it is supplemented."""
    told: dict[str, Value] = {"call": zone, "operator": "衡川农村商业银行", "scope": ["inclusive-finance"]}
    told |= {"ends": "2029-06-30", "clauses": "条款"}
    walk.may_not_start(AUTHORITY, "zones.agreement", "record", "beijing-2023/14", signed_on=str(walk.today), **told)
    case = walk.starts(
        AUTHORITY, "zones.agreement", "record", without="liability ending", signed_on="2022-06-30", **told
    )
    walk.stands(BUYER, case, "存量协议，待补签")
    walk.waits_on(AUTHORITY, case, "recognise", owes="补签存量协议")
    walk.is_refused(AUTHORITY, case, "recognise", "beijing-2023/13")
    extra = walk.starts(
        AUTHORITY,
        "zones.supplement",
        "draft",
        agreement=zone,
        ground="legacy",
        scope=["inclusive-finance"],
        reason="补齐责任与退出条款。",
        clauses="条款",
    )
    walk.waits_on(AUTHORITY, extra, "concur", owes="会签补充协议")
    walk.takes(AUTHORITY, extra, "concur")
    walk.waits_on(BUYER, extra, "sign", owes="签署补充协议")
    walk.takes(BUYER, extra, "sign")
    walk.stands(AUTHORITY, extra, "已签署")
    walk.stands(BUYER, case, "生效中")
    return case


def hands_over(walk: Walk, zone: str) -> None:
    """The zone goes to a department that agreed, and the public is told."""
    told: dict[str, Value] = {"zone": zone, "reason": "业务归属就业与消费领域。"}
    walk.may_not_start(AUTHORITY, "zones.handover", "propose", "beijing-2023/7", successor="衡川市大数据管理局", **told)
    case = walk.starts(AUTHORITY, "zones.handover", "propose", successor=SUPERVISING, **told)
    walk.stands(AUTHORITY, case, "待接管部门确认")
    walk.waits_on(SUPERVISOR, case, "accept", owes="答复是否接管")
    walk.may_not(AUTHORITY, case, "announce", "beijing-2023/7")
    walk.takes(SUPERVISOR, case, "accept")
    walk.waits_on(AUTHORITY, case, "announce", owes="公布移交")
    walk.takes(AUTHORITY, case, "announce")
    walk.stands(SUPERVISOR, case, "已移交")
    assert SUPERVISING in walk.reads_notice("", zone, "监管移交")
