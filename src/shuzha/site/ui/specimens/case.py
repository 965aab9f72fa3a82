"""A case for the gallery: its history, its steps and what was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shuzha.kernel.citation import Citation
from shuzha.kernel.clock import CHINA
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=CHINA)
ACCEPTANCE, REVIEW, PUBLICITY = (Citation("hainan-2023", article) for article in (10, 12, 16))
OPERATOR = Text("衡川数据运营有限公司", "Hengchuan Data Operations Ltd")
SEALED = Text(
    "本次查询的结果不能放行。为防止以多次查询推断个体，本平台对此类情形一律答复此句；监管人员可查看原因。",
    "The result of this query cannot be released. So that nobody can learn about a person from repeated queries, every "
    "such case gets this same sentence; the supervisor can read the reason.",
)


def denials() -> list[Deny]:
    """Three unmet conditions named at once, one of them about a field of the form below."""
    return [
        Deny(
            "operator-level-of-protection",
            Text("未提交网络安全等级保护三级备案证明", "No proof of level-three protection filing was attached"),
            (Citation("beijing-2023", 15), Citation("beijing-2023", 16)),
            Text(
                "请上传有效期内的等级保护三级备案证明；如正在测评，请先取得测评报告后重新提交。",
                "Attach a level-three filing that is still valid; if the assessment is under way, "
                "apply again once you hold its report.",
            ),
        ),
        Deny(
            "operator-credit",
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
            "grant-purpose",
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
