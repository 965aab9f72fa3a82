"""What the gallery shows: invented but plausible matter, as long as real matter is, in every state a part can have."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator

from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=CHINA)
ACCEPTANCE, REVIEW, PUBLICITY = (Citation("hainan-2023", article) for article in (10, 12, 16))
OPERATOR = Text("望川数据运营有限公司", "Wangchuan Data Operations Ltd")
SEALED = Text(
    "本次查询的结果不能放行。为防止以多次查询推断个体，本平台对此类情形一律答复此句；监管人员可查看原因。",
    "The result of this query cannot be released. So that nobody can learn about a person from repeated queries, every "
    "such case gets this same sentence; the supervisor can read the reason.",
)


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


def denials() -> list[Deny]:
    """Three unmet conditions named at once, one of them about a field of the form below."""
    return [
        Deny(
            "operator.level-of-protection",
            Text("未提交网络安全等级保护三级备案证明", "No proof of level-three protection filing was attached"),
            (Citation("beijing-2023", 15), Citation("beijing-2023", 16)),
            Text(
                "请上传有效期内的等级保护三级备案证明；如正在测评，请先取得测评报告后重新提交。",
                "Attach a level-three filing that is still valid; if the assessment is under way, "
                "apply again once you hold its report.",
            ),
        ),
        Deny(
            "operator.credit",
            Text(
                "信用记录中有尚未修复的严重失信信息",
                "The credit record shows a grave breach that has not been repaired",
            ),
            (Citation("beijing-2023", 15, "2"),),
            Text(
                "请向作出认定的机关申请信用修复，修复完成后再申请。",
                "Ask the body that recorded it for repair, then apply again.",
            ),
        ),
        Deny(
            "grant.purpose",
            Text("用途“市场研究”不在授权用途之内", "The purpose “market research” is not among those granted"),
            (Citation("beijing-2023", 21),),
            Text("请改填“就业形势分析”，或另行申请授权。", "Use “employment analysis”, or ask for a new grant."),
            "purpose",
        ),
    ]


def events() -> list[dict[str, Any]]:
    """A case's history: logged, logged without a receipt to open, refused, and one that the log has not taken yet."""
    return [
        {
            "at": datetime(2026, 3, 2, 9, 12, tzinfo=CHINA),
            "by": OPERATOR,
            "title": Text("提交登记申请", "Application submitted"),
            "note": Text("材料 8 份，产品形式：数据接口", "Eight documents; product form: data interface"),
            "cites": [Citation("hainan-2023", 6), Citation("hainan-2023", 8)],
            "index": 1041,
            "proof_url": "#proof",
        },
        {
            "at": datetime(2026, 3, 3, 16, 40, tzinfo=CHINA),
            "by": Text("陈一舟（登记机构）", "Chen Yizhou (registry)"),
            "title": Text("一次性告知补正", "Corrections asked for, all at once"),
            "note": Text(
                "数据来源证明材料未载明授权链条，请补充数据提供单位出具的授权函以及共享目录编号。",
                "The proof of source does not show the chain of authority: "
                "add the provider's letter and the directory number.",
            ),
            "cites": [Citation("hainan-2023", 9, "2")],
            "index": 1058,
            "tone": "danger",
        },
        {
            "at": datetime(2026, 3, 5, 10, 0, tzinfo=CHINA),
            "by": Text("陈一舟（登记机构）", "Chen Yizhou (registry)"),
            "title": Text("受理", "Accepted"),
            "cites": ["hainan-2023/10"],
            "index": 1102,
            "proof_url": "#proof",
            "tone": "good",
        },
        {
            "at": NOW,
            "by": Text("衡准合规服务中心", "Hengzhun Compliance Centre"),
            "title": Text("出具合规性评估意见书", "Compliance opinion given"),
            "cites": [Citation("hainan-2023", 14)],
            "tone": "pending",
        },
    ]


def steps() -> list[dict[str, Any]]:
    """The registration procedure, half way."""
    return [
        {"title": Text("申请", "Apply"), "state": "done", "cites": ["hainan-2023/6"]},
        {
            "title": Text("受理", "Accept"),
            "state": "done",
            "note": Text("3 个工作日内", "Within 3 working days"),
            "cites": [ACCEPTANCE],
        },
        {
            "title": Text("审查", "Review"),
            "state": "current",
            "note": Text("剩 21 个工作日", "21 working days left"),
            "cites": [REVIEW],
        },
        {
            "title": Text("公示", "Publicity"),
            "state": "next",
            "note": Text("7 个工作日", "7 working days"),
            "cites": [PUBLICITY],
        },
        {"title": Text("发证", "Certificate"), "state": "next", "cites": [PUBLICITY]},
    ]


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


SQL = """-- 分区域平均周薪，人数不足的格不放行
SELECT region, education, avg(wage_per_hour) AS wage, count(*) AS persons
FROM census_income
WHERE age BETWEEN 25 AND 54 AND sector = 'Private'
GROUP BY region, education
ORDER BY wage DESC;"""


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
            "organisation": Text("望川市数据产品登记中心", "Wangchuan Data Product Registry"),
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
        "review": REVIEW,
        "seal_name": Text("望川市数据产品登记中心", "WANGCHUAN DATA REGISTRY"),
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
