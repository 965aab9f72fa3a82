"""Lists for the gallery: offices, a working list, a result, a chart, choices."""

from __future__ import annotations

from datetime import date
from typing import Any

from shuzha.kernel.text import Text
from shuzha.site.ui.specimens.case import OPERATOR

SQL = """-- 分区域平均周薪，人数不足的格不放行
SELECT region, education, avg(wage_per_hour) AS wage, count(*) AS persons
FROM census_income
WHERE age BETWEEN 25 AND 54 AND sector = 'Private'
GROUP BY region, education
ORDER BY wage DESC;"""


def offices() -> list[dict[str, Any]]:
    """The offices in the masthead, the registry being the one at hand."""
    titles = {
        "zones": Text("授权运营", "Zones"),
        "registry": Text("产品登记", "Registry"),
        "market": Text("交易市场", "Market"),
        "exchange": Text("共享交换", "Exchange"),
        "funds": Text("专项资金", "Funds"),
        "waterway": Text("港航船闸", "Waterway"),
        "plans": Text("规划任务", "Plans"),
        "library": Text("法规文库", "Library"),
        "evidence": Text("存证核验", "Evidence"),
    }
    return [{"key": k, "url": f"#{k}", "title": title, "active": k == "registry"} for k, title in titles.items()]


def cases() -> list[dict[str, Any]]:
    """Rows of a working list."""
    names = (
        Text(
            "分区域就业与薪酬季度指标接口（含行业、年龄段、学历三个维度）",
            "Quarterly employment and pay by district, industry, age band and schooling",
        ),
        Text("小微企业信贷风险评分接口", "Credit risk scores for small firms"),
        Text("成人体检指标参考区间报告", "Reference intervals of adult health measurements"),
        Text("机场准点率历史数据集", "Airport punctuality, historical data set"),
    )
    states = (
        ("water", Text("审查中", "In review")),
        ("warning", Text("待补正", "Corrections due")),
        ("good", Text("已发证", "Certified")),
        ("danger", Text("不予登记", "Refused")),
    )
    dues = (("running", 21), ("due-soon", 1), ("done", None), ("late", -3))
    return [
        {
            "number": f"HN-2026-{118 + n:05d}",
            "name": name,
            "holder": OPERATOR,
            "tone": tone,
            "status": status,
            "state": state,
            "left": left,
            "due": date(2026, 3, 13 + n),
            "rows": 199_523 >> n,
            "fee": 128_000 * n + 4_550,
            "grade": n + 1,
        }
        for n, (name, (tone, status), (state, left)) in enumerate(zip(names, states, dues, strict=True))
    ]


def chart() -> dict[str, Any]:
    """Calls of one interface in ten days, as ECharts takes it."""
    return {
        "xAxis": {"type": "category", "data": [f"03-{n:02d}" for n in range(2, 12)]},
        "yAxis": {"type": "value"},
        "legend": {},
        "series": [
            {
                "name": Text("放行", "Released"),
                "type": "bar",
                "stack": "calls",
                "data": [88, 102, 97, 121, 130, 42, 38, 140, 152, 149],
            },
            {
                "name": Text("拒绝", "Refused"),
                "color": "--cinnabar",
                "type": "bar",
                "stack": "calls",
                "data": [3, 1, 0, 4, 2, 0, 0, 6, 2, 1],
            },
        ],
    }
