"""The purposes for which data may be asked for here, each with its code. An agreement names the ones it authorises."""

from __future__ import annotations

from shuzha.kernel.text import Text

PURPOSES: dict[str, Text] = {
    "inclusive-finance": Text("普惠金融信用评估模型研究", "Credit research for inclusive finance"),
    "public-health": Text("公共卫生与慢病防控研究", "Public health and chronic disease research"),
    "employment": Text("就业与收入结构研究", "Research on employment and incomes"),
    "transport": Text("交通运行效率分析", "Analysis of transport performance"),
    "urban-governance": Text("城市治理与公共服务优化", "Urban governance and better public services"),
}
