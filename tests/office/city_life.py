"""How the model city of the offices' tests is acted in, and quick ways to where a test begins.

A test that is about one step takes the way up to it from here: `from city_life import granted`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from stdnum.cn import ric, uscc


def credit_code(number: int) -> str:
    """A sound credit code that belongs to nobody: its area does not exist."""
    stem = f"91999999MA{number:07d}"
    return stem + str(uscc.calc_check_digit(stem))


def identity_number(number: int) -> str:
    """A sound identity number of someone born on the first day of 1900."""
    stem = f"11010119000101{number:03d}"
    return next(stem + check for check in "0123456789X" if ric.is_valid(stem + check))


@dataclass
class City:
    """The organisations by name, the accounts by name, and the clock everyone goes by."""

    clock: Any
    organisations: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)
    experts: list[Any] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["accounts"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def now(self) -> datetime:
        moment: datetime = self.clock.now()
        return moment

    def advance(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def client(self, name: str = "", language: str = "zh-hans") -> Client:
        """A browser in which that account has signed in; without a name, the public's."""
        client = Client()
        client.cookies["django_language"] = language
        if name:
            client.force_login(self.accounts[name])
        return client

    def start(self, procedure: str, step: str, by: Any, **data: Any) -> Any:
        from shuzha.archive.cases.operations import open_case

        return open_case(procedure=procedure, step=step, by=by.actor, at=self.now, data=data)

    def act(self, case: Any, step: str, by: Any, **data: Any) -> Any:
        from shuzha.archive.cases.operations import perform

        return perform(case=case, step=step, by=by.actor, at=self.now, data=data)


CONDITION_ITEMS = [f"15-{n}" for n in range(1, 5)] + [f"16-{n}" for n in range(1, 8)]
CLAUSE_ITEMS = ["parties", "content", "process", "scope", "term", "liability", "supervision", "ending"]
MATERIAL_ITEMS = [f"8-{n}" for n in range(1, 7)]


def published_call(city: City) -> Any:
    """A call for the finance zone, open for applications."""
    case = city.start(
        "zones.call", "draft", city.bigdata,
        zone_zh="金融专区", zone_en="Finance zone", kind="domain",
        supervisor=str(city.organisations["supervisor"].pk),
        conditions="具备数据安全能力", requirements="持续运营并接受监管",
    )  # fmt: skip
    return city.act(case, "publish", city.supervisor)


def application(city: City, by: str = "operator", missing: tuple[str, ...] = ()) -> Any:
    """An application under a call of its own, with all conditions shown but the missing ones."""
    call = published_call(city)
    conditions = {code: f"证明材料 {code}" for code in CONDITION_ITEMS if code not in missing}
    account = city.accounts[by]
    return city.start("zones.application", "apply", account, call=str(call.pk), plan="运营方案", conditions=conditions)


def selected_application(city: City) -> Any:
    """An application that passed the experts, got the government's consent and was published."""
    case = application(city)
    case = city.act(case, "qualify", city.bigdata)
    case = city.act(case, "draw", city.bigdata)
    for expert in [e for e in city.experts if e.number in case.facts["drawn"]]:
        case = city.act(case, "opine", expert.account, recommend=True, score=90, opinion="同意")
    case = city.act(case, "conclude", city.bigdata)
    case = city.act(case, "concur", city.supervisor)
    case = city.act(case, "consent", city.government)
    return city.act(case, "publish", city.bigdata)


def signed_agreement(city: City, scope: tuple[str, ...] = ("inclusive-finance", "employment")) -> Any:
    """The operator's agreement, in force."""
    selected = selected_application(city)
    case = city.start(
        "zones.agreement", "draft", city.bigdata,
        operator=str(selected.pk), years=5, scope=list(scope), clauses=dict.fromkeys(CLAUSE_ITEMS, "条款"),
    )  # fmt: skip
    return city.act(case, "sign", city.operator)


def sealed_resource(city: City, name: str = "census_income", grade: int = 2) -> Any:
    """A resource of the statistics bureau with three columns, graded and sealed; its rows exist at no gate."""
    from shuzha.archive.catalogue.models import Resource
    from shuzha.offices.zones.operations.resources import confirm_columns, record_profile, record_sealed

    case = city.start(
        "zones.resource", "describe", city.provider,
        name=name, title_zh="人口收入调查", title_en="Census of incomes",
        description_zh="抽样调查", description_en="A sample",
        theme="就业", source="统计调查", licence="域内使用", accrual="年度", unit="person", unit_domain="resident",
    )  # fmt: skip
    resource = Resource.objects.get(case=case)
    columns = [
        {"name": n, "type": t, "profile": {}, "class": c, "grade": g, "treatment": treatment, "reasons": []}
        for n, t, c, g, treatment in (
            ("person_id", "text", "identifier", 3, "pseudonymise"),
            ("region", "text", "general", 1, "keep"),
            ("wage", "integer", "income", grade, "keep"),
        )
    ]
    digest = hashlib.sha256(name.encode()).hexdigest()
    by, at = city.provider.actor, city.now
    record_profile(resource=resource, staging=f"staging-{name}", digest=digest, columns=columns, by=by, at=at)
    decisions = {c["name"]: {"grade": c["grade"], "treatment": c["treatment"]} for c in columns}
    confirm_columns(resource=resource, decisions=decisions, unit_column="person_id", by=by)
    resource.refresh_from_db()
    record_sealed(resource=resource, summary={"digest": digest, "rows": 1000, "units": 900, "version": 1}, by=by, at=at)
    resource.refresh_from_db()
    return resource


def registered_analyst(city: City, agreement: Any) -> Any:
    """The operator's analyst, registered by real name."""
    case = city.start(
        "zones.personnel", "file", city.operator,
        agreement=str(agreement.pk), person=str(city.analyst.person_id), post="数据分析",
    )  # fmt: skip
    return city.act(case, "register", city.supervisor)


def granted(city: City, purpose: str = "inclusive-finance") -> Any:
    """A grant over region and wage, for statistics and interfaces, in the analyst's hands."""
    agreement = signed_agreement(city)
    resource = sealed_resource(city)
    registered_analyst(city, agreement)
    columns = resource.columns.exclude(name="person_id")
    case = city.start(
        "zones.sharing", "apply", city.operator,
        agreement=str(agreement.pk), columns=[str(c.pk) for c in columns], purpose=purpose, scenario="普惠金融研究",
        forms=["statistics", "interface"], basis="statistics", persons=[str(city.analyst.person_id)],
    )  # fmt: skip
    case = city.act(case, "confirm", city.supervisor, assessment="同意")
    return city.act(case, "approve", city.provider).grant


def interface(city: City, grant: Any, name: str = "income-by-region") -> Any:
    """An interface over the grant, reviewed."""
    from shuzha.archive.grants.models import Interface

    return Interface.objects.create(
        grant=grant, name=name, title_zh="分区域收入接口", title_en="Income by region",
        template="SELECT region, avg(wage) AS wage FROM census_income GROUP BY region",
        reviewed_at=city.now, reviewed_by=city.supervisor.person,
    )  # fmt: skip


def applied_registration(city: City, grant: Any = None, missing: tuple[str, ...] = ()) -> Any:
    """A registration applied for by the operator, with all materials but the missing ones."""
    standing_on = {"interface": str(interface(city, grant).pk)} if grant else {}
    return city.start(
        "registry.registration", "apply", city.operator,
        name_zh="分区域收入指标接口", name_en="Income by region", form="interface", source="supermarket",
        scenario="普惠金融风险研究", validity="一年", first=True, joint=False,
        materials={code: f"材料 {code}" for code in MATERIAL_ITEMS if code not in missing}, **standing_on,
    )  # fmt: skip


def publicised_registration(city: City, grant: Any = None) -> Any:
    """A registration that passed both reviews and stands in publicity."""
    case = applied_registration(city, grant)
    case = city.act(case, "accept", city.registrar, agency=str(city.organisations["agency"].pk))
    case = city.act(case, "technical-review", city.registrar, passed=True, opinion="通过")
    case = city.act(case, "compliance-review", city.agency, passed=True, opinion="通过")
    return city.act(case, "publicise", city.registrar)


def certified(city: City, grant: Any = None) -> Any:
    """A registered product; the clock stands after its publicity."""
    case = publicised_registration(city, grant)
    city.advance(days=20)
    case = city.act(case, "authorise", city.bureau)
    return city.act(case, "certify", city.registrar)


def listed(city: City) -> Any:
    """The registered interface product, on file at one yuan and a half per call, and listed."""
    product = certified(city, granted(city))
    filing = city.start(
        "zones.filing", "file", city.operator,
        product=product.number, price=150, basis="成本加成", scenario="风险研究",
        scope="本市金融机构", manner="接口调用",
    )  # fmt: skip
    filing = city.act(filing, "acknowledge", city.supervisor)
    return city.start("market.listing", "list", city.operator, filing=str(filing.pk)).listing


def ordered(city: City, calls: int = 1000) -> Any:
    """An order of the buyer's, confirmed by the seller."""
    case = city.start("market.order", "place", city.buyer, listing=str(listed(city).pk), calls=calls, use="授信辅助")
    return city.act(case, "confirm", city.operator)
