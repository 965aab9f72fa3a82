"""The classes of column that intake knows, each with the grade and treatment it suggests and why.

Grades follow the four levels that Beijing's measures hang the forms of sharing on (article 23). A suggestion is
only that: a person confirms every column, and may lower a grade only with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shuzha.kernel.text import Text

Treatment = Literal["keep", "pseudonymise", "drop"]
TREATMENTS: tuple[Treatment, ...] = ("keep", "pseudonymise", "drop")
GRADES = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class DataClass:
    """A kind of column. `identifying`: values single out one unit; `personal`: a table that has it is about persons."""

    id: str
    title: Text
    grade: int
    treatment: Treatment
    why: Text
    identifying: bool = False
    personal: bool = False


_SENSITIVE = Text(
    "属于《个人信息保护法》第二十八条的敏感个人信息。",
    "Sensitive personal information (Personal Information Protection Law, art. 28).",
)
_DIRECT = Text(
    "可直接识别特定自然人（《个人信息保护法》第四条）。",
    "Identifies a natural person (Personal Information Protection Law, art. 4).",
)
_ATTRIBUTE = Text("与其他信息结合可识别自然人。", "Can identify a natural person together with other information.")
_PLAIN = Text("不涉及可识别的个人或企业。", "Concerns no identifiable person or enterprise.")


def _class(
    id: str,
    zh: str,
    en: str,
    grade: int,
    treatment: Treatment,
    why: Text,
    *,
    identifying: bool = False,
    personal: bool = False,
) -> DataClass:
    return DataClass(id, Text(zh, en), grade, treatment, why, identifying, personal)


_ALL = (
    _class(
        "resident_id",
        "居民身份证号码",
        "resident identity number",
        3,
        "pseudonymise",
        _DIRECT,
        identifying=True,
        personal=True,
    ),
    _class("person_id", "个人编号", "person number", 3, "pseudonymise", _DIRECT, identifying=True, personal=True),
    _class("person_name", "姓名", "personal name", 3, "drop", _DIRECT, identifying=True, personal=True),
    _class("mobile", "手机号码", "mobile number", 3, "drop", _DIRECT, identifying=True, personal=True),
    _class("email", "电子邮箱", "e-mail address", 3, "drop", _DIRECT, identifying=True, personal=True),
    _class("address", "住址", "home address", 3, "drop", _DIRECT, identifying=True, personal=True),
    _class("birth_date", "出生日期", "date of birth", 3, "drop", _ATTRIBUTE, personal=True),
    _class("biometric", "生物识别信息", "biometric", 4, "drop", _SENSITIVE, identifying=True, personal=True),
    _class("health", "健康信息", "health measurement", 3, "keep", _SENSITIVE, personal=True),
    _class("finance", "收入与财产", "income and wealth", 3, "keep", _SENSITIVE, personal=True),
    _class("belief_origin", "民族、种族与信仰", "ethnic origin and belief", 3, "keep", _SENSITIVE, personal=True),
    _class("demographic", "人口属性", "demographic attribute", 2, "keep", _ATTRIBUTE, personal=True),
    _class("age", "年龄", "age", 2, "keep", _ATTRIBUTE, personal=True),
    _class(
        "credit_code",
        "统一社会信用代码",
        "unified social credit code",
        1,
        "pseudonymise",
        Text(
            "企业登记信息，依法公示；用作隐私单元时须假名化。",
            "Published by law; made a pseudonym because it marks the enterprise a row is about.",
        ),
        identifying=True,
    ),
    _class(
        "vehicle",
        "车辆、航空器编号",
        "vehicle or aircraft mark",
        2,
        "pseudonymise",
        Text("可追溯至所有人。", "Leads to the owner."),
        identifying=True,
    ),
    _class(
        "location",
        "位置",
        "position",
        2,
        "keep",
        Text("精确位置与时间结合可形成行踪轨迹。", "With time, precise positions make a track."),
    ),
    _class("place", "地区", "place", 1, "keep", _PLAIN),
    _class("time", "时间", "time", 1, "keep", _PLAIN),
    _class("code", "代码、类别", "code or category", 1, "keep", _PLAIN),
    _class("measure", "数量", "measure", 1, "keep", _PLAIN),
    _class(
        "free_text",
        "自由文本",
        "free text",
        3,
        "drop",
        Text("自由文本可能夹带任何个人信息。", "Free text can carry any personal information."),
    ),
)
CLASSES: dict[str, DataClass] = {kind.id: kind for kind in _ALL}
