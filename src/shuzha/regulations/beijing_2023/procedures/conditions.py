"""The conditions an operator must meet (15, 16), the clauses an agreement must contain (13), and that one is in force (14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Checklist, Condition, Item, Requirement
from shuzha.regulations.beijing_2023 import INSTRUMENT


def _condition(article: int, item: int, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Item:
    cite = INSTRUMENT.article(article, item)
    return Item(f"{article}-{item}", Text(zh, en), (cite,), Text(remedy_zh, remedy_en))


_CONDITIONS = (
    _condition(15, 1, "符合国家和本市授权运营规定", "Compliance with the rules on authorised operation",
               "提交合规承诺及自查报告", "Hand in a compliance statement and self-check report"),
    _condition(15, 2, "经营良好且单位与法定代表人无重大违法失信记录", "Sound business; no grave violations or dishonesty listings",
               "提交信用报告与近年审计报告", "Hand in a credit report and recent audit reports"),
    _condition(15, 3, "办公条件、专业团队和技术能力", "Premises, professional team and technical capability",
               "提交场所、人员名册与能力证明", "Hand in proof of premises, a staff list and proof of capability"),
    _condition(15, 4, "征集通知规定的其他条件", "The further conditions named in the call",
               "按征集通知逐条说明", "Answer the call's conditions one by one"),
    _condition(16, 1, "熟悉数据管理规定和政策", "Knowledge of data management rules and policies",
               "提交制度学习与培训记录", "Hand in training records"),
    _condition(16, 2, "运用公共数据开展处理活动的技术基础", "A technical basis for processing public data",
               "提交公共数据应用案例", "Hand in examples of public data put to use"),
    _condition(16, 3, "数据安全负责人、管理部门与内部制度", "A responsible person and department for data security, and internal rules",
               "提交任命文件与安全管理制度", "Hand in the appointment and the security rules"),
    _condition(16, 4, "接入政务网络的环境和软硬件条件", "An environment able to connect to the government network",
               "提交网络与软硬件环境说明", "Describe the network, hardware and software"),
    _condition(16, 5, "等保三级与商用密码评估的开发运维经验", "Experience with level-3 protection and commercial cryptography assessment",
               "提交等保三级测评与密评报告", "Hand in the level-3 and cryptography assessment reports"),
    _condition(16, 6, "对合作方的管理能力", "The ability to manage partners",
               "提交合作方管理办法", "Hand in the rules for managing partners"),
    _condition(16, 7, "及时响应监管的技术管理能力", "The technical ability to answer the supervisor promptly",
               "提交监管对接与应急方案", "Hand in the plan for supervision and emergencies"),
)  # fmt: skip

CONDITIONS = Checklist("conditions", Text("运营单位条件", "Conditions for operators"), _CONDITIONS)
CONDITIONS_OFFERED = replace(CONDITIONS, required=False)


def _clause(code: str, zh: str, en: str) -> Item:
    remedy = Text("请补写该条款", "Write this clause")
    return Item(code, Text(zh, en), (INSTRUMENT.article(13),), remedy)


_CLAUSES = (
    _clause("parties", "授权主体和对象", "Who authorises whom"),
    _clause("content", "授权内容", "What is authorised"),
    _clause("process", "授权流程", "How it is authorised"),
    _clause("scope", "授权应用范围", "For which uses"),
    _clause("term", "授权期限", "For how long"),
    _clause("liability", "责任机制", "Liability"),
    _clause("supervision", "监督机制", "Supervision"),
    _clause("ending", "终止和撤销机制", "Ending and revocation"),
)

CLAUSES = Checklist("clauses", Text("协议必备条款", "Required clauses"), _CLAUSES)
CLAUSES_OFFERED = replace(CLAUSES, required=False)

AGREEMENT_IN_FORCE = Condition(
    "agreement-not-in-force",
    lambda s: bool(s.command.data.get("agreement_in_force")),
    Text("授权运营协议未生效、已暂停或终止", "The agreement is not in force"),
    Text("协议生效后再办理", "Come back once the agreement is in force"),
    (INSTRUMENT.article(14), INSTRUMENT.article(28)),
    "agreement",
)


@dataclass(frozen=True, slots=True)
class _Complete:
    checklist: Checklist

    def unmet(self, situation: Situation) -> Iterator[Deny]:
        return self.checklist.unmet(situation)


def brought_whole(checklist: Checklist) -> tuple[Requirement, ...]:
    """A checklist that whoever takes a step in an open case hands in itself, every item of it."""
    return replace(checklist, required=False), _Complete(checklist)
