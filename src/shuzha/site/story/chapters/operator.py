"""Chapter 2: a call, two applications, one refusal that names everything, an expert review by lot, consent, an agreement."""

from __future__ import annotations

from datetime import date

from shuzha.archive.cases.operations import perform
from shuzha.kernel.text import Text
from shuzha.regulations.beijing_2023.procedures.conditions import CLAUSES, CONDITIONS
from shuzha.regulations.beijing_2023.procedures.running import SECURITY_POLICIES
from shuzha.site.story.stage import Stage

_LACKING = ("15-2", "16-3", "16-5")
_CLAUSE_TEXTS = {
    "parties": "授权主体为市大数据主管部门，授权对象为运营单位。",
    "content": "在专区内对列明的公共数据资源进行开发利用，形成数据产品和服务。",
    "process": "数据使用须逐项申请，经监管部门评估确认、数据提供部门审核同意后授权。",
    "scope": "就业与收入结构研究、公共卫生与慢病防控研究、交通运行效率分析、普惠金融信用评估模型研究。",
    "term": "有效期五年，自签署之日起计算。",
    "liability": "运营单位承担数据安全主体责任，违约造成损失的依法赔偿。",
    "supervision": "接受监管部门技术监管和年度检查，全部操作行为记录存证。",
    "ending": "违约、风险或考核不合格的，依规暂停、终止或撤销授权。",
}


def operator_is_authorised(stage: Stage) -> None:
    _call(stage)
    _two_apply(stage)
    _review(stage)
    _agree(stage)


def _call(stage: Stage) -> None:
    stage.on(date(2026, 3, 3))
    stage.opens(
        "call",
        "zones.call",
        "draft",
        "bigdata",
        {
            "zone_zh": "民生就业公共数据专区",
            "zone_en": "Livelihood and Employment Data Zone",
            "kind": "domain",
            "supervisor": str(stage.who("supervisor").organisation_id),
            "conditions": "符合《管理办法》第十五条、第十六条各项条件；具有三年以上数据运营经验。",
            "requirements": "专区平台按等保三级建设；原始数据不出域；定期反馈应用绩效。",
        },
    )
    stage.acts("call", "publish", "supervisor")


def _two_apply(stage: Stage) -> None:
    stage.on(date(2026, 3, 10))
    support = {item.code: f"证明材料：{item.title.zh}" for item in CONDITIONS.items}
    lacking = {code: text for code, text in support.items() if code not in _LACKING}
    call = str(stage.cases["call"].id)
    plan = "建设专区平台，开展就业、健康和交通数据的融合应用。"
    stage.opens(
        "application", "zones.application", "apply", "operator", {"call": call, "plan": plan, "conditions": support}
    )
    stage.opens(
        "rejected", "zones.application", "apply", "runner-up", {"call": call, "plan": plan, "conditions": lacking}
    )
    stage.working_days_later(2)
    stage.must_refuse(
        Text("确认云杉智联科技符合条件", "Confirming that Spruce Link meets the conditions"),
        "bigdata",
        lambda: perform(case=stage.cases["rejected"], step="qualify", by=stage.who("bigdata").actor, at=stage.now()),
        *(f"conditions-{code}" for code in _LACKING),
    )
    rejected = stage.acts("rejected", "reject", "bigdata")
    named = {denial["code"] for denial in rejected.facts["denials"]}
    stage.expects(
        named == {f"conditions-{code}" for code in _LACKING}, "the rejection does not name every unmet condition"
    )
    stage.acts("application", "qualify", "bigdata")


def _review(stage: Stage) -> None:
    stage.working_days_later(1)
    case = stage.acts("application", "draw", "bigdata")
    facts = case.facts
    stage.echo(
        f"     种子 / seed {facts['seed'][:16]}… · 专家库 / pool {len(facts['pool'])} · 回避 / recused {facts['recused']}"
        f" · 抽中 / drawn {facts['drawn']}"
    )
    stage.expects("ZJ005" in facts["recused"], "an expert with ties to the applicant was not recused")
    stage.working_days_later(2)
    for order, number in enumerate(facts["drawn"]):
        stage.acts(
            "application",
            "opine",
            f"expert-{number[2:].lstrip('0').zfill(2)}",
            {
                "recommend": order != 1,
                "score": 92 - 3 * order,
                "opinion": "方案可行，安全保障措施完整，建议授权。" if order != 1 else "合作方管理细则尚可加强。",
            },
        )
    stage.acts("application", "conclude", "bigdata")
    stage.acts("application", "concur", "supervisor")
    stage.working_days_later(3)
    stage.acts("application", "consent", "mayor")
    stage.working_days_later(1)
    stage.acts("application", "publish", "bigdata")


def _agree(stage: Stage) -> None:
    stage.on(date(2026, 4, 7))
    stage.acts("call", "close", "bigdata")
    application = str(stage.cases["application"].id)
    terms = {
        "operator": application,
        "years": 5,
        "scope": ["employment", "public-health", "transport", "inclusive-finance"],
        "clauses": {item.code: _CLAUSE_TEXTS[item.code] for item in CLAUSES.items},
    }
    stage.opens("agreement", "zones.agreement", "draft", "bigdata", terms)
    stage.working_days_later(1)
    agreement = stage.acts("agreement", "sign", "operator")
    stage.echo(f"     有效期至 / in force until {agreement.facts['ends']}")
    stage.expects(agreement.facts["ends"].startswith("2031-04-"), "the agreement does not run five years")
    stage.working_days_later(3)
    stage.acts("agreement", "file-security", "operator", _security(stage))


def _security(stage: Stage) -> dict[str, object]:
    """Who answers for data security, and every policy that must be on file."""
    return {
        "responsible": str(stage.who("operator").person_id),
        "department": "数据安全部",
        SECURITY_POLICIES.name: {item.code: f"制度文本：{item.title.zh}" for item in SECURITY_POLICIES.items},
    }
