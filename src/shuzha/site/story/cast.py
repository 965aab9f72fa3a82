"""Who lives in the model city: invented bodies and persons, one account for every role.

Credit codes and identity numbers have sound check characters and belong to nobody: the codes lie in an area that does
not exist, and the persons were born in 1900.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stdnum.cn import ric, uscc

from shuzha.archive.cases.parties import register_organisation, register_person
from shuzha.archive.parties.models import Account, Organisation
from shuzha.commons.experts.models import Expert
from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Body:
    key: str
    name: Text
    standings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Player:
    username: str
    body: str
    name: str
    title: Text
    standings: tuple[str, ...]


BODIES = (
    Body("government", Text("衡川市人民政府", "Hengchuan Municipal Government"), ("government",)),
    Body("bigdata", Text("衡川市大数据管理局", "Hengchuan Big Data Authority"), ("bigdata",)),
    Body("hrss", Text("衡川市人力资源和社会保障局", "Hengchuan Human Resources Bureau"), ("supervisor",)),
    Body("statistics", Text("衡川市统计局", "Hengchuan Statistics Bureau"), ("provider",)),
    Body("health", Text("衡川市卫生健康委员会", "Hengchuan Health Commission"), ("provider",)),
    Body("transport", Text("衡川市交通运输局", "Hengchuan Transport Bureau"), ("provider",)),
    Body("operator", Text("衡川数据运营有限公司", "Hengchuan Data Operations Ltd"), ("company",)),
    Body("runner-up", Text("云杉智联科技有限公司", "Spruce Link Technology Ltd"), ("company",)),
    Body("bank", Text("衡川农村商业银行", "Hengchuan Rural Commercial Bank"), ("company",)),
    Body("registrar", Text("衡川数据产品超市运营中心", "Hengchuan Data Product Registry"), ("registrar",)),
    Body("agency", Text("明衡律师事务所", "Mingheng Law Firm"), ("agency",)),
    Body("agency-2", Text("正川合规咨询有限公司", "Zhengchuan Compliance Ltd"), ("agency",)),
    Body("bureau", Text("省大数据管理局", "Provincial Big Data Bureau"), ("bureau",)),
    Body("university", Text("衡川大学", "Hengchuan University"), ()),
    Body("institute", Text("省数据科学研究院", "Provincial Institute of Data Science"), ()),
)

PLAYERS = (
    Player("mayor", "government", "周明远", Text("副市长", "Deputy mayor"), ("government",)),
    Player("bigdata", "bigdata", "林晓岚", Text("数据资源处处长", "Head of data resources"), ("bigdata",)),
    Player("supervisor", "hrss", "陈立群", Text("专区监管负责人", "Zone supervision officer"), ("supervisor",)),
    Player("statistics", "statistics", "何静宜", Text("数据首席代表", "Data representative"), ("provider",)),
    Player("health", "health", "许若云", Text("数据首席代表", "Data representative"), ("provider",)),
    Player("transport", "transport", "郑海峰", Text("数据首席代表", "Data representative"), ("provider",)),
    Player("operator", "operator", "唐启航", Text("专区运营负责人", "Zone operations manager"), ("company",)),
    Player("analyst", "operator", "宋知行", Text("数据分析师", "Data analyst"), ("analyst",)),
    Player("runner-up", "runner-up", "高原", Text("业务代表", "Representative"), ("company",)),
    Player("buyer", "bank", "冯丽华", Text("数据采购经理", "Data purchasing manager"), ("company",)),
    Player("registrar", "registrar", "杜文博", Text("登记审查员", "Registration examiner"), ("registrar",)),
    Player("agency", "agency", "沈维正", Text("合规律师", "Compliance lawyer"), ("agency",)),
    Player("bureau", "bureau", "顾长河", Text("登记监管处处长", "Head of registry supervision"), ("bureau",)),
    Player("agency-2", "agency-2", "程致远", Text("合规顾问", "Compliance consultant"), ("agency",)),
    Player("inspector", "bureau", "江映川", Text("执法检查员", "Inspector"), ("bureau",)),
    Player("citizen", "university", "柳青禾", Text("市民", "Citizen"), ("person",)),
)

_FIELDS = (
    Text("数据安全", "Data security"),
    Text("公共管理", "Public administration"),
    Text("数据工程", "Data engineering"),
)
EXPERTS = "吴思源 郭建平 马晓雯 罗振东 梁雨桐 谢一鸣 韩雪松 曹志远 彭佳慧 曾宪明 萧景行 田若溪 董承泽 潘思齐 袁立新 蔡明哲 余静好 叶知秋 蒋云帆 魏清和".split()  # noqa: SIM905
_TIED_TO_OPERATOR = "梁雨桐"


def seat_everyone(at: datetime) -> dict[str, Account]:
    """Registers every body, person, account and expert; the accounts by user name."""
    bodies = {body.key: _organisation(number, body, at) for number, body in enumerate(BODIES, start=1)}
    accounts = {
        player.username: _account(number, player, bodies[player.body], at)
        for number, player in enumerate(PLAYERS, start=1)
    }
    for number, name in enumerate(EXPERTS, start=1):
        accounts[f"expert-{number:02d}"] = _expert(number, name, bodies, at)
    return accounts


def _organisation(number: int, body: Body, at: datetime) -> Organisation:
    stem = f"91999999MA{number:07d}"
    return register_organisation(
        name=body.name, credit_code=stem + uscc.calc_check_digit(stem), standings=list(body.standings), at=at
    )


def _account(number: int, player: Player, body: Organisation, at: datetime) -> Account:
    stem = f"11010119000101{number:03d}"
    check = next(c for c in "0123456789X" if ric.is_valid(stem + c))
    return Account.objects.create_account(
        username=player.username,
        password=None,
        person=register_person(name=player.name, identity=stem + check, at=at),
        organisation=body,
        standings=list(player.standings),
        title_zh=player.title.zh,
        title_en=player.title.en,
    )


def _expert(number: int, name: str, bodies: dict[str, Organisation], at: datetime) -> Account:
    field = _FIELDS[number % len(_FIELDS)]
    title = Text(f"{field.zh}专家", f"Expert in {field.en.lower()}")
    home = bodies["university" if number % 2 else "institute"]
    player = Player(f"expert-{number:02d}", "", name, title, ("expert",))
    account = _account(100 + number, player, home, at)
    expert = Expert.objects.create(account=account, number=f"ZJ{number:03d}", field_zh=field.zh, field_en=field.en)
    if name == _TIED_TO_OPERATOR:
        expert.ties.add(bodies["operator"])
    return account
