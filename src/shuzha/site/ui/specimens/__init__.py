"""What the gallery shows: invented but plausible matter, as long as real matter is, in every state a part can have."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator

from shuzha.kernel.text import Text
from shuzha.regulations import law
from shuzha.site.ui.specimens.case import NOW, OPERATOR, REVIEW, SEALED, denials, events, steps
from shuzha.site.ui.specimens.lists import SQL, cases, chart, offices


def context() -> dict[str, Any]:
    """Everything the gallery template names, the masthead's variables among them."""
    unmet = denials()
    return {
        "nav_offices": offices(),
        "city_now": NOW,
        "demo_mode": True,
        "demo_url": "#enter",
        "sign_out_url": "#sign-out",
        "actor": {
            "name": Text("林知远", "Lin Zhiyuan"),
            "title": Text("登记审查员", "Registry reviewer"),
            "organisation": Text("衡川市数据产品登记中心", "Hengchuan Data Product Registry"),
        },
        "crumbs": [
            {"title": Text("首页", "Home"), "url": "/"},
            {"title": Text("平台", "Platform"), "url": "#"},
            {"title": Text("组件陈列", "Components")},
        ],
        "denials": unmet,
        "one_denial": unmet[2:],
        "events": events(),
        "steps": steps(),
        "cases": cases(),
        "sealed": SEALED,
        "chart": chart(),
        "sql": SQL,
        "now": NOW,
        "due": date(2026, 3, 20),
        "review_cites": [REVIEW, "hainan-2023/13"],
        "page": Paginator(range(4_812), 25).page(7),
        "review": law.article(REVIEW),
        "local_rule": law.article("local/1"),
        "seal_name": Text("衡川市数据产品登记中心", "HENGCHUAN DATA REGISTRY"),
        "seal_foot": Text("登记专用章", "REGISTRY"),
        "tabs": [
            {"title": Text("办理情况", "Case"), "url": "#tabs", "active": True},
            {"title": Text("申请材料", "Documents"), "url": "#tabs", "count": 8},
            {"title": Text("存证", "Evidence"), "url": "#tabs", "count": 0},
        ],
        "facts": [
            {"label": Text("登记编号", "Number"), "value": "HN-2026-00118"},
            {"label": Text("权利人", "Holder"), "value": OPERATOR},
            {
                "label": Text("使用场景", "Use"),
                "value": Text(
                    "人力资源服务机构按季度了解本市各区就业形势，不得用于对个人的录用决定。",
                    "Quarterly view of employment by district for staffing services; not for decisions about a person.",
                ),
            },
            {"label": Text("备注", "Remarks"), "value": None},
        ],
        "columns": [
            {"title": "region"},
            {"title": "education"},
            {"title": "wage", "numeric": True},
            {"title": "persons", "numeric": True},
        ],
        "results": [
            ["South", "Bachelors degree", 23.81, 4120],
            ["West", "High school graduate", 14.02, 11897],
            ["Abroad", None, -2, 61],
        ],
        "purposes": [
            {"value": "", "label": Text("请选择", "Choose")},
            {"value": "employment", "label": Text("就业形势分析", "Employment analysis")},
            {"value": "market", "label": Text("市场研究", "Market research")},
        ],
        "forms_of_use": [
            {"value": "aggregate", "label": Text("汇总结果", "Aggregates"), "help": Text("可放行", "may be released")},
            {"value": "interface", "label": Text("数据接口", "Interface")},
            {"value": "model", "label": Text("模型", "Model")},
        ],
        "chosen_forms": ["aggregate", "model"],
    }
