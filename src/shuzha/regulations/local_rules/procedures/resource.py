"""Registering a resource (local rule 5): described, profiled by the gate, graded by a person, sealed.

Beijing 18 asks the platform for metadata management and for encryption and masking of raw data, 23 for grades; how
a resource enters is left to the city.
"""

from __future__ import annotations

from datetime import date

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.regulations.roles import standing

_5 = INSTRUMENT.article(5)
_18, _23 = Citation("beijing-2023", 18), Citation("beijing-2023", 23)
UNITS = {"person": Text("自然人", "Person"), "enterprise": Text("企业", "Enterprise")}

RESOURCE = Procedure(
    id="zones.resource",
    title=Text("数据资源登记", "Registration of a resource"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={"provider": standing("provider"), "owner": Role(standing("provider").title, "provider")},
    states=(
        State("described", Text("待探查", "To be profiled")),
        State("profiled", Text("待确认分级", "Grades to be confirmed")),
        State("sealed", Text("已入库加密", "Sealed in the vault"), final=True),
        State("withdrawn", Text("已撤回", "Withdrawn"), final=True),
    ),
    course=("described", "profiled", "sealed"),
    steps=(
        Step(
            name="describe",
            title=Text("描述数据资源", "Describe the resource"),
            source=frozenset(),
            target="described",
            by=frozenset({"provider"}),
            event="resource-described",
            said=Text("部门描述数据资源", "The department described the resource"),
            cites=(_5, _18),
            needs=(
                Field("name", Text("标识（英文、数字、下划线）", "Identifier"), Kind.TEXT, (_5,)),
                Field("title_zh", Text("名称（中文）", "Title (Chinese)"), Kind.TEXT, (_5,)),
                Field("title_en", Text("名称（英文）", "Title (English)"), Kind.TEXT, (_5,)),
                Field("description_zh", Text("说明（中文）", "Description (Chinese)"), Kind.LONG, (_5,)),
                Field("description_en", Text("说明（英文）", "Description (English)"), Kind.LONG, (_5,)),
                Field("theme", Text("主题", "Theme"), Kind.TEXT, (_5,)),
                Field("source", Text("来源", "Source"), Kind.LONG, (_5,)),
                Field("licence", Text("使用条款", "Terms"), Kind.LONG, (_5,)),
                Field("accrual", Text("更新频率", "Update frequency"), Kind.TEXT, (_5,)),
                Field("unit", Text("每行所涉主体", "What a row is about"), Kind.CHOICE, (_5,), choices=UNITS),
                Field("unit_domain", Text("主体标识域", "Domain of its identifiers"), Kind.TEXT, (_5,)),
                Condition(
                    "name-form",
                    lambda s: (
                        str(s.command.data.get("name", "")).replace("_", "a").isascii()
                        and str(s.command.data.get("name", "")).isidentifier()
                    ),
                    Text(
                        "标识须由字母、数字和下划线组成，且以字母开头", "The identifier has letters, digits and _ only"
                    ),
                    Text("例如 census_income", "For example census_income"),
                    (_5,),
                    "name",
                ),
                Condition(
                    "name-taken",
                    lambda s: not s.command.data.get("taken"),
                    Text("该标识已被使用", "This identifier is taken"),
                    Text("请另选标识", "Choose another"),
                    (_5,),
                    "name",
                ),
            ),
            takes_part={"owner": "actor"},
        ),
        Step(
            name="profile",
            title=Text("上传并探查", "Upload and profile"),
            source=frozenset({"described", "profiled"}),
            target="profiled",
            by=frozenset({"owner"}),
            event="resource-profiled",
            said=Text(
                "闸门完成探查，提出逐列分类分级建议",
                "The gate profiled it and suggested a class and grade for each column",
            ),
            cites=(_5, _18),
            needs=(
                Field("staging", Text("暂存编号", "Staging number"), Kind.REFERENCE, (_5,), supplied=True),
                Field("digest", Text("原始文件摘要", "Digest of the raw file"), Kind.TEXT, (_5,), supplied=True),
            ),
        ),
        Step(
            name="seal",
            title=Text("确认分级并加密入库", "Confirm the grades and seal"),
            source=frozenset({"profiled"}),
            target="sealed",
            by=frozenset({"owner"}),
            event="resource-sealed",
            said=Text(
                "逐列确认分级，标识符假名化，加密入库",
                "Each grade was confirmed, identifiers pseudonymised, columns sealed",
            ),
            cites=(_5, _18, _23),
            needs=(
                Field("digest", Text("密文摘要", "Digest of the sealed columns"), Kind.TEXT, (_5,), supplied=True),
                Condition(
                    "undecided",
                    lambda s: not s.command.data.get("undecided"),
                    Text("仍有字段未确认级别或处理方式", "Some columns are not decided"),
                    Text("请逐列确认级别与处理方式", "Decide the grade and treatment of every column"),
                    (_5, _23),
                    "columns",
                ),
            ),
        ),
        Step(
            name="withdraw",
            title=Text("撤回", "Withdraw"),
            source=frozenset({"described", "profiled"}),
            target="withdrawn",
            by=frozenset({"owner"}),
            event="resource-withdrawn",
            said=Text("部门撤回登记", "The department withdrew the registration"),
            cites=(_5,),
        ),
    ),
    duties=(
        Duty(
            name="confirm-grades",
            title=Text("确认逐列分级", "Confirm the grades"),
            who="owner",
            after=frozenset({"resource-profiled"}),
            done_by=frozenset({"resource-sealed", "resource-withdrawn"}),
            limit=Limit.working(PARAMETERS, "grade_confirm_days", _5, _23),
            late=Text("记入部门数据共享考核", "Counted in the department's assessment"),
        ),
    ),
)
