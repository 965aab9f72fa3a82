"""A small model city for the offices' tests: one organisation for each standing and people in them.

`city_life` holds what is done in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from city_life import City, credit_code, identity_number
from gates import Gate

ORGANISATIONS: dict[str, tuple[str, str, list[str]]] = {
    "government": ("衡川市人民政府", "Hengchuan Municipal Government", ["government"]),
    "bigdata": ("衡川市大数据局", "Hengchuan Big Data Authority", ["bigdata"]),
    "supervisor": ("衡川市金融工作局", "Hengchuan Finance Office", ["supervisor"]),
    "second_supervisor": ("衡川市卫生健康委员会", "Hengchuan Health Commission", ["supervisor"]),
    "provider": ("衡川市统计局", "Hengchuan Statistics Bureau", ["provider"]),
    "operator": ("衡川数据运营有限公司", "Hengchuan Data Operations Ltd", ["company"]),
    "second": ("江澜数据科技有限公司", "Jianglan Data Ltd", ["company"]),
    "buyer": ("衡川普惠金融服务有限公司", "Hengchuan Inclusive Finance Ltd", ["company"]),
    "registrar": ("衡川市数据产品登记中心", "Hengchuan Data Product Registry", ["registrar"]),
    "agency": ("衡准合规服务中心", "Hengzhun Compliance Centre", ["agency"]),
    "bureau": ("衡川市大数据管理局", "Hengchuan Big Data Bureau", ["bureau"]),
    "institute": ("衡川大学", "Hengchuan University", []),
}
EXPERTS = 20


@pytest.fixture
def city(db: None, clock: Any, monkeypatch: pytest.MonkeyPatch) -> City:
    """The organisations and accounts, nothing yet done; every page's clock stands at the city's first morning."""
    from shuzha.archive.parties.models import Account
    from shuzha.archive.parties.operations import register_organisation, register_person
    from shuzha.commons.experts.models import Expert
    from shuzha.kernel.text import Text

    monkeypatch.setattr("shuzha.archive.clock.SystemClock", lambda: clock)
    made = City(clock)
    for number, (key, (zh, en, standings)) in enumerate(ORGANISATIONS.items()):
        made.organisations[key] = register_organisation(
            name=Text(zh, en), credit_code=credit_code(number), standings=standings
        )

    def account(key: str, organisation: str, name: str, standings: list[str], title: Text) -> Any:
        person = register_person(name=name, identity=identity_number(len(made.accounts)), at=clock.now())
        made.accounts[key] = Account.objects.create_account(
            username=key,
            password=None,
            person=person,
            organisation=made.organisations[organisation],
            standings=standings,
            title_zh=title.zh,
            title_en=title.en,
        )
        return made.accounts[key]

    people = {
        "government": "王政", "bigdata": "李数", "supervisor": "周监", "second_supervisor": "吴监", "provider": "郑统",
        "operator": "钱运", "second": "孙二", "buyer": "冯购", "registrar": "陈登", "agency": "褚合", "bureau": "卫管",
    }  # fmt: skip
    for key, name in people.items():
        account(key, key, name, ORGANISATIONS[key][2], Text("经办人", "Officer"))
    account("analyst", "operator", "林析", ["analyst"], Text("数据分析员", "Data analyst"))
    account("citizen", "institute", "沈众", [], Text("市民", "Citizen"))
    for number in range(EXPERTS):
        key = f"expert{number}"
        one = account(key, "institute", f"专家{number}", ["expert"], Text("评审专家", "Review expert"))
        made.experts.append(
            Expert.objects.create(account=one, number=f"ZJ{number:03d}", field_zh="数据安全", field_en="Data security")
        )
    return made


@pytest.fixture
def gate(city: City, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """What the offices take for the gate; its grants last sixty days."""
    gate = Gate(city.now + timedelta(days=60))
    monkeypatch.setattr("shuzha.commons.gate_door.client", lambda: gate)
    return gate


@pytest.fixture
def log(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A log of this test's own; `log()` moves into it whatever waits."""
    from shuzha.archive.evidence.sequencer import drain
    from shuzha.kernel.suites import Ed25519Signer
    from shuzha.ledger.log import Log

    place = tmp_path / "log"
    for module in ("queries", "audit"):
        monkeypatch.setattr(f"shuzha.archive.evidence.{module}.log_directory", lambda: place)
    with Log.create(place, origin="city.example/log", signer=Ed25519Signer.generate()) as opened:
        yield lambda: drain(opened, city.now)
