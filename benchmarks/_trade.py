"""Who and what the measured commands are about: an agreement, a listed product, and people to register.

Imported only where Django is set up. The rows are written directly: how they came about is not measured.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from stdnum.cn import ric, uscc

from shuzha.archive.cases.models import CaseRecord
from shuzha.archive.cases.operations import open_case, perform
from shuzha.archive.grants.models import Grant, Interface
from shuzha.archive.parties.models import Account, Organisation
from shuzha.archive.parties.operations import register_organisation, register_person
from shuzha.kernel.text import Text
from shuzha.offices.market.models import Listing
from shuzha.procedure.words import Actor

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
NAME = Text("分区域收入指标接口", "Income by region")


@dataclass(frozen=True)
class Trade:
    """The identifiers a client works with, and on whose behalf."""

    agreement: str
    listing: str
    analyst: str
    operator: Actor
    supervisor: Actor
    buyer: Actor

    def commands(self) -> Iterator[None]:
        """Takes one step after another, for ever: a person filed and registered, an order placed and confirmed."""
        for number in range(10**9):
            person = {"agreement": self.agreement, "person": self.analyst, "post": "数据分析"}
            case = self._open("zones.personnel", "file", self.operator, person)
            yield
            self._perform(case, "register", self.supervisor)
            yield
            order = {"listing": self.listing, "calls": 1000 + number, "use": "授信辅助"}
            case = self._open("market.order", "place", self.buyer, order)
            yield
            self._perform(case, "confirm", self.operator)
            yield

    def _open(self, procedure: str, step: str, by: Actor, data: dict[str, Any]) -> CaseRecord:
        return open_case(procedure=procedure, step=step, by=by, at=NOW, data=data, command_id=uuid.uuid4().hex)

    def _perform(self, case: CaseRecord, step: str, by: Actor) -> None:
        perform(case=case, step=step, by=by, at=NOW, command_id=uuid.uuid4().hex)


def trade() -> Trade:
    """The parties and what they deal in, made anew."""
    operator = _account("衡川数据运营有限公司", "Hengchuan Data Operations Ltd", "company")
    supervisor = _account("衡川市金融工作局", "Hengchuan Finance Office", "supervisor")
    buyer = _account("衡川普惠金融服务有限公司", "Hengchuan Inclusive Finance Ltd", "company")
    parties = {"operator": str(operator.organisation_id), "supervisor": str(supervisor.organisation_id)}
    agreement = _case("zones.agreement", "in-force", parties, {"operator_name": operator.organisation.name.as_json()})
    listing = _listing(operator, _grant(operator.organisation, agreement))
    return Trade(
        *(str(agreement.pk), str(listing.pk), str(operator.person_id)),
        *(account.actor for account in (operator, supervisor, buyer)),
    )


def _account(zh: str, en: str, standing: str) -> Account:
    number = uuid.uuid4().int % 10**7
    stem = f"91999999MA{number:07d}"
    organisation = register_organisation(
        name=Text(zh, en), credit_code=stem + uscc.calc_check_digit(stem), standings=[standing]
    )
    person = register_person(name="林析", identity=_identity(number), at=NOW)
    return Account.objects.create_account(
        username=f"bench-{number}", password=None, person=person, organisation=organisation, standings=[standing]
    )


def _identity(number: int) -> str:
    born = date(1900, 1, 1) + timedelta(days=number // 1000 % 10_000)
    stem = f"110101{born:%Y%m%d}{number % 1000:03d}"
    return next(stem + check for check in "0123456789X" if ric.is_valid(stem + check))


def _case(procedure: str, status: str, parties: dict[str, str], facts: dict[str, Any]) -> CaseRecord:
    key = uuid.uuid4()
    return CaseRecord.objects.create(
        id=key, procedure=procedure, number=key.hex, title_zh="基准", title_en="Benchmark", status=status,
        parties=parties, facts=facts, opened_at=NOW, moved_at=NOW,
    )  # fmt: skip


def _grant(operator: Organisation, agreement: CaseRecord) -> Grant:
    return Grant.objects.create(
        case=_case("zones.sharing", "granted", {}, {}), agreement=agreement, operator=operator,
        purpose="inclusive-finance", purpose_zh="普惠金融", purpose_en="Inclusive finance", forms=["interface"],
        starts=NOW, expires=NOW + timedelta(days=365),
    )  # fmt: skip


def _listing(seller: Account, grant: Grant) -> Listing:
    interface = Interface.objects.create(
        grant=grant, name=f"bench-{uuid.uuid4().hex[:8]}", title_zh=NAME.zh, title_en=NAME.en,
        template="SELECT region, avg(wage) AS wage FROM census_income GROUP BY region",
        reviewed_at=NOW, reviewed_by=seller.person,
    )  # fmt: skip
    product = _case("registry.registration", "certified", {"applicant": str(seller.organisation_id)}, {})
    return Listing.objects.create(
        case=_case("market.listing", "listed", {}, {}), seller=seller.organisation, interface=interface,
        filing=_case("zones.filing", "on-file", {}, {"product": product.number}), certificate_number="HN-2026-0001",
        name_zh=NAME.zh, name_en=NAME.en, price_fen=150,
        basis="成本加成", scenario="风险研究", scope="本市金融机构", manner="接口调用",
    )  # fmt: skip
