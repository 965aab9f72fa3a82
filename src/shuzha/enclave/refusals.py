"""Refusals that a request's text decides: a stable code, reason and remedy; the articles come with the policy."""

from __future__ import annotations

from collections.abc import Iterable

from shuzha.enclave.words import Policy
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text

_SENTENCES: dict[str, tuple[Text, Text]] = {
    "syntax": (
        Text("无法按 DuckDB 语法解析该查询。", "The query cannot be parsed as DuckDB SQL."),
        Text("请提交一条语法正确的 SELECT 语句。", "Submit one syntactically correct SELECT."),
    ),
    "not-a-select": (
        Text("闸口只受理单条 SELECT 查询。", "The gate takes a single SELECT and nothing else."),
        Text("请改写为一条 SELECT 语句。", "Write it as one SELECT."),
    ),
    "syntax-not-allowed": (
        Text(
            "查询使用了未列入许可清单的语法：{what}。", "The query uses syntax that is not on the allowed list: {what}."
        ),
        Text("请仅使用文档所列语法。", "Use only the syntax listed in the documentation."),
    ),
    "function-not-allowed": (
        Text(
            "查询使用了未列入许可清单的函数：{what}。",
            "The query uses a function that is not on the allowed list: {what}.",
        ),
        Text("请改用许可的函数，例如 COUNT、SUM、AVG。", "Use an allowed function, such as COUNT, SUM or AVG."),
    ),
    "extreme-not-allowed": (
        Text(
            "极值、分位数和单个取值（{what}）会指向个别对象，不得输出。",
            "Extremes, quantiles and single values ({what}) point at individuals and may not be output.",
        ),
        Text("请改用分组计数、合计或均值。", "Use grouped counts, sums or means."),
    ),
    "table-not-granted": (
        Text("授权范围内没有表 {what}。", "The grant has no table {what}."),
        Text("请仅使用已授权的数据资源，或另行申请。", "Use granted resources only, or apply for this one."),
    ),
    "column-not-granted": (
        Text("授权范围内没有字段 {what}。", "The grant has no column {what}."),
        Text("请仅使用已授权的字段，或另行申请。", "Use granted columns only, or apply for this one."),
    ),
    "unit-unknown": (
        Text(
            "闸口没有关于表 {what} 每行所涉主体的记录，无法保护，不得使用。",
            "The gate has no record of whom the rows of table {what} are about, so it cannot protect them.",
        ),
        Text("请由提供部门重新登记该资源。", "The providing department registers the resource again."),
    ),
    "ambiguous-column": (
        Text("字段 {what} 在多个表中出现，指向不明。", "Column {what} appears in more than one table."),
        Text("请写明表名。", "Write the table name before it."),
    ),
    "row-output": (
        Text(
            "查询会逐行输出数据；该授权和数据级别不允许原始数据离开专区。",
            "The query would output rows; no raw data leaves the zone under this grant.",
        ),
        Text(
            "请改为分组统计（GROUP BY 与 COUNT、SUM、AVG）。",
            "Ask for grouped statistics (GROUP BY with COUNT, SUM or AVG).",
        ),
    ),
    "unit-output": (
        Text(
            "字段 {what} 标识个别对象，不得输出、筛选或参与运算，只能用于关联和去重计数。",
            "Column {what} identifies individuals: it may join and be counted, nothing else.",
        ),
        Text("请去掉该字段，或改为 COUNT(DISTINCT {what})。", "Drop it, or use COUNT(DISTINCT {what})."),
    ),
    "join-across-persons": (
        Text(
            "查询会把不同对象的数据关联在一起；含对象的表只能按对象标识字段等值关联。",
            "Rows of different persons would be joined; such tables join only on equal identifying columns.",
        ),
        Text(
            "请用标识字段等值关联，外连接请以含对象的表为左表。",
            "Join by equality of identifying columns; in outer joins put the table about persons on the left.",
        ),
    ),
    "join-multiplies": (
        Text(
            "关联会使同一对象的记录成倍重复（{what} 中一个对象可有多行，关联字段两侧均不唯一）。",
            "The join would multiply a person's rows: {what} has several per person, and neither side's key is unique.",
        ),
        Text(
            "请先在子查询中按标识字段汇总其中一表，再行关联。",
            "First aggregate one of the tables by the identifying column in a subquery, then join.",
        ),
    ),
    "aggregate-across-persons": (
        Text(
            "子查询会跨对象汇总；子查询内的汇总必须按对象标识字段分组。",
            "A subquery would aggregate across persons; it must be grouped by an identifying column.",
        ),
        Text("请在子查询的 GROUP BY 中加入标识字段。", "Add an identifying column to the subquery's GROUP BY."),
    ),
    "argument-not-allowed": (
        Text(
            "汇总函数的参数过于复杂，可能被用来单独加权某一对象：{what}。",
            "An aggregate's argument is so complex that it could single out one person by weighting: {what}.",
        ),
        Text(
            "请使用字段、每个字段至多出现一次的加减乘、或一层 CASE WHEN … THEN … [ELSE 0] END。",
            "Use sums and products in which each column appears once, or one CASE WHEN … THEN … [ELSE 0] END.",
        ),
    ),
    "not-a-group-key": (
        Text(
            "输出项 {what} 既不是分组键，也不是许可的汇总。",
            "Output {what} is neither a grouping key nor an allowed aggregate.",
        ),
        Text("请将其列入 GROUP BY，或改为汇总。", "Put it in GROUP BY, or aggregate it."),
    ),
    "threshold-too-low": (
        Text(
            "HAVING 中的人数下限必须不低于 {k}，且为 {base} 的整数倍。",
            "A floor on persons in HAVING must be at least {k} and a multiple of {base}.",
        ),
        Text("请提高该下限。", "Raise the floor."),
    ),
    "type-mismatch": (
        Text("表达式两侧类型不符，或函数参数类型有误：{what}。", "Types do not match in: {what}."),
        Text("请使两侧类型一致，必要时使用 TRY_CAST。", "Make both sides the same type, with TRY_CAST where needed."),
    ),
    "two-populations": (
        Text(
            "逐行答复一次只能涉及一类对象，而查询同时涉及：{what}。",
            "An answer in rows is about one population at a time; the query reads {what}.",
        ),
        Text("请分别查询。", "Ask about each by itself."),
    ),
    "rows-spent": (
        Text(
            "本人在该授权下今日可查看的行数（{most} 行）已用完。",
            "You have been given the {most} rows that one person may be given under this grant in a day.",
        ),
        Text("请明日再查，或改为统计。", "Ask again tomorrow, or ask for statistics."),
    ),
    "too-long": (
        Text("查询过长或嵌套过深。", "The query is too long or too deeply nested."),
        Text("请拆分或简化。", "Split or simplify it."),
    ),
    "purpose-mismatch": (
        Text("申明用途与授权用途不一致。", "The stated purpose is not the granted one."),
        Text("请按授权用途使用，或另行申请。", "Use the data for the granted purpose, or apply for another."),
    ),
    "grant-expired": (
        Text("授权已届满。", "The grant has expired."),
        Text("请申请续期。", "Apply for renewal."),
    ),
    "grant-not-yet-valid": (
        Text("授权尚未生效。", "The grant is not yet in force."),
        Text("请在生效后使用。", "Use it once it is in force."),
    ),
    "lease-revoked": (
        Text("该授权已被停止使用。", "Use under this grant has been stopped."),
        Text("请联系监管方。", "Contact the supervisor."),
    ),
    "not-registered-person": (
        Text("申请人不是该授权登记的数据处理人员。", "The actor is not a person registered under this grant."),
        Text("请由登记人员操作，或先办理人员登记。", "Let a registered person act, or register this one first."),
    ),
    "form-not-allowed": (
        Text(
            "该授权或所涉字段的级别不允许以“{what}”形式使用。",
            "The grant, or the grade of a column used, does not allow the form '{what}'.",
        ),
        Text("请改用许可的形式，或去掉高级别字段。", "Use an allowed form, or leave out the higher-grade columns."),
    ),
    "isolation-missing": (
        Text(
            "本机缺少作业隔离能力，三、四级数据不得处理。",
            "This machine lacks job isolation, so grade 3 and 4 data may not be processed.",
        ),
        Text("请在支持用户命名空间的主机上运行闸口。", "Run the gate on a host with user namespaces."),
    ),
    "parameter-not-allowed": (
        Text(
            "接口参数 {what} 缺失、多余、类型不符或超出取值范围。",
            "Interface parameter {what} is missing, unknown, of the wrong type or outside its domain.",
        ),
        Text("请按接口说明提供参数。", "Give the parameters as the interface describes."),
    ),
}

CODES = frozenset(_SENTENCES)


def distinct(denials: Iterable[Deny]) -> tuple[Deny, ...]:
    """The denials in order, without those that say the same again of another place."""
    first: dict[tuple[str, Text, Text], Deny] = {}
    for one in denials:
        first.setdefault((one.code, one.reason, one.remedy), one)
    return tuple(first.values())


def deny(policy: Policy, code: str, field: str = "", **values: object) -> Deny:
    """The refusal `code`, its sentences filled in, with the policy's articles. Raises: KeyError for an unknown code."""
    reason, remedy = _SENTENCES[code]
    return Deny(code, reason.format(**values), policy.cites.get(code, ()), remedy.format(**values), field)
