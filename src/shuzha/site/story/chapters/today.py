"""After the story: what lies on today's desks, so that whoever enters as anyone finds something to do."""

from __future__ import annotations

from shuzha.regulations.hainan_2023.procedures.registration import MATERIALS
from shuzha.site.story.chapters.grant import FLIGHTS, request
from shuzha.site.story.stage import Stage


def desks_are_full(stage: Stage) -> None:
    """A request and a complaint for the supervisor, a registration for the registrar, an order for the seller."""
    asked = request(stage, "flight_operations", FLIGHTS, "transport", "航班正点率与机场运行效率分析，只输出统计结果。")
    stage.opens("flights-sharing", "zones.sharing", "apply", "operator", asked)
    stage.opens(
        "own-data",
        "registry.registration",
        "apply",
        "runner-up",
        {
            "name_zh": "园区企业用电指数",
            "name_en": "Electricity index of the industrial park",
            "form": "indicator",
            "source": "own",
            "scenario": "园区景气分析与招商研判。",
            "validity": "按月更新，长期有效",
            "first": True,
            "joint": False,
            "materials": {item.code: f"材料：{item.title.zh}" for item in MATERIALS.items if item.code != "8-7"},
        },
    )
    listing = str(stage.cases["listing"].id)
    data = {"listing": listing, "calls": 50, "use": "补充季度分析，仅内部使用。"}
    stage.opens("third-order", "market.order", "place", "buyer", data)
    stage.opens(
        "complaint",
        "complaints.complaint",
        "complain",
        "citizen",
        {
            "respondent": str(stage.who("operator").organisation_id),
            "matter": "quality",
            "facts": "行业就业数据服务的更新时间与挂牌说明不一致，请核实。",
            "wish": "请督促按说明更新，并告知处理结果。",
        },
    )
