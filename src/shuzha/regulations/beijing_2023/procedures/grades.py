"""Which forms of use each grade of data allows (23, 27).

Readings of the text, written down where they work:

- 23 lets grade-1 data be shared raw, and 27 lets nothing raw go to anyone outside. So rows of grade-1 data are for
  the operator's registered personnel inside the zone, and for nobody else.
- For grades 2 and 3, 23 names interfaces, models "and other forms". Governed statistics, from which no single
  person or enterprise can be told, are read as such a form.
- Grade-4 data is not shared in principle; what 23 allows conditionally is not opened by this procedure.
"""

from __future__ import annotations

from collections.abc import Collection

from shuzha.kernel.text import Text

FORMS = {
    "rows": Text("域内逐行使用", "Rows inside the zone"),
    "statistics": Text("受控统计", "Governed statistics"),
    "interface": Text("数据接口", "Data interface"),
    "model": Text("数据模型", "Data model"),
}
_BY_GRADE: dict[int, frozenset[str]] = {
    1: frozenset({"rows", "statistics", "interface", "model"}),
    2: frozenset({"statistics", "interface", "model"}),
    3: frozenset({"statistics", "interface", "model"}),
    4: frozenset(),
}


def forms_for(grades: Collection[int]) -> frozenset[str]:
    """The forms that every one of these grades allows. Cites: beijing-2023/23, beijing-2023/27."""
    allowed = [_BY_GRADE[grade] for grade in grades]
    return frozenset.intersection(*allowed) if allowed else frozenset()
