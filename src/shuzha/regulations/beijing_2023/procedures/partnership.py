"""What a partner's contract must hold, how an assessment may come out, the five ways of exit and what an exit clears (19, 20)."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Checklist, Item
from shuzha.regulations.beijing_2023 import INSTRUMENT

_19, _20 = INSTRUMENT.article(19), INSTRUMENT.article(20)

EXITS = {
    "voluntary": Text("主动退出", "Of its own accord"),
    "breach": Text("违约退出", "For breach"),
    "assessment": Text("考核退出", "For its assessment"),
    "qualification": Text("资质变更退出", "For a change of qualification"),
    "bad-credit": Text("不良信用退出", "For bad credit"),
}
RESULTS = {"passed": Text("合格", "Passed"), "failed": Text("不合格", "Failed")}


def _requirement(code: str, zh: str, en: str) -> Item:
    return Item(code, Text(zh, en), (_19,), Text("请在合同中补写该项要求", "Write this into the contract"))


REQUIREMENTS = Checklist(
    "requirements",
    Text("对合作方的管理要求", "Requirements on the partner"),
    (
        _requirement("security", "数据安全与保密义务", "Security and confidentiality"),
        _requirement("personnel", "人员实名并接受管理", "Personnel by real name, under the operator's direction"),
        _requirement("purpose", "只用于约定用途，不得转委托", "The agreed purpose only, no passing on"),
        _requirement("assessment", "接受定期考核", "Regular assessment"),
        _requirement("exit", "退出时的交接与清除", "Handing back and clearing on exit"),
    ),
)


def _settled(code: str, zh: str, en: str) -> Item:
    return Item(code, Text(zh, en), (_20,), Text("请先完成该项并写明情况", "Do this first and say how"))


SETTLEMENT = Checklist(
    "settlement",
    Text("退出清理", "Clearing on exit"),
    (
        _settled("accounts", "停用账号与网络接入", "Accounts and network access ended"),
        _settled("materials", "交还或者销毁资料和衍生数据", "Materials and derived data returned or destroyed"),
        _settled("contract", "合同权利义务结清", "Rights and duties of the contract settled"),
    ),
)
