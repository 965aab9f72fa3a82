"""Who acts under the adopted instruments: the standings an account may have, with their official Chinese terms."""

from __future__ import annotations

from shuzha.kernel.text import Text
from shuzha.procedure.words import Role

STANDINGS: dict[str, Text] = {
    "government": Text("市人民政府", "Municipal government"),
    "bigdata": Text("市大数据主管部门", "Big data authority"),
    "supervisor": Text("专区监管部门", "Zone supervisor"),
    "provider": Text("数据提供部门", "Data-providing department"),
    "company": Text("企业代表", "Company representative"),
    "analyst": Text("数据加工处理人员", "Data processing personnel"),
    "expert": Text("评审专家", "Review expert"),
    "registrar": Text("数据产品超市运营者", "Registry operator"),
    "agency": Text("第三方确权登记服务机构", "Compliance review agency"),
    "bureau": Text("大数据管理局", "Big data bureau"),
    "person": Text("个人信息主体", "Person concerned"),
}

# Who supervises whom (local rule 42); nobody in the city stands above its government.
ABOVE: dict[str, str] = {
    "bigdata": "government",
    "bureau": "government",
    "supervisor": "bigdata",
    "provider": "bigdata",
    "registrar": "bureau",
    "agency": "bureau",
    "company": "bigdata",
}
AUTHORITIES = frozenset(ABOVE.values()) | {"supervisor"}


def standing(name: str) -> Role:
    """The role of acting in one's own standing. Raises: KeyError for a standing nobody defined."""
    return Role(STANDINGS[name], name)
