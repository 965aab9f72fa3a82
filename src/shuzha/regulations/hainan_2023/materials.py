"""What an application for registration brings (2, 3, 8) and on which grounds it fails (15): the lists of the rules."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Item
from shuzha.regulations.hainan_2023 import INSTRUMENT

FORMS = {
    "dataset": Text("数据集", "Data set"),
    "interface": Text("数据接口", "Data interface"),
    "indicator": Text("数据指标", "Data indicator"),
    "report": Text("数据报告", "Data report"),
    "model": Text("数据模型算法", "Data model or algorithm"),
    "application": Text("数据应用", "Data application"),
    "service": Text("数据服务", "Data service"),
}
SOURCES = {
    "supermarket": Text("利用平台数据资源加工形成", "Made from resources of the platform"),
    "own": Text("利用自有数据资源加工形成（自愿登记）", "Made from the applicant's own data (voluntary)"),
}
GROUNDS = {
    "15-1": Text("未获得合规性评估意见书", "No compliance opinion"),
    "15-2": Text("涉及国家核心数据", "National core data"),
    "15-3": Text("数据获取违法或未获授权", "Unlawful or unauthorised source"),
    "15-4": Text("存在未解决的权属争议", "An open dispute over rights"),
    "15-5": Text("法律、法规规定的其他情形", "Another ground in law"),
}


def _material(item: int, zh: str, en: str) -> Item:
    return Item(
        f"8-{item}", Text(zh, en), (INSTRUMENT.article(8, item),), Text("请补交该项材料", "Hand in this material")
    )


_MATERIALS = (
    _material(1, "主体资格证明", "Proof of the applicant's standing"),
    _material(2, "确权登记申请表", "Application form"),
    _material(3, "数据产品介绍说明书", "Description of the product"),
    _material(4, "数据来源证明", "Proof of the data's source"),
    _material(5, "数据授权通道证明", "Proof of the authorised channel"),
    _material(6, "安全合规体系说明", "Description of security and compliance"),
    _material(7, "联合拥有的权益比例证明", "Proof of shares in joint ownership"),
    Item(
        "7",
        Text("他处登记证明", "Proof of the registration elsewhere"),
        (INSTRUMENT.article(7),),
        Text("请补交他处登记机构出具的证明", "Hand in what the other registry issued"),
    ),
)


def _joint(s: Situation) -> bool:
    return bool(s.said.get("joint"))


def _not_first(s: Situation) -> bool:
    return s.said.get("first") is False


MATERIALS = Checklist("materials", Text("申请材料", "Materials"), _MATERIALS, only_if={"8-7": _joint, "7": _not_first})
OFFERED = Checklist(MATERIALS.name, MATERIALS.title, _MATERIALS, required=False)
