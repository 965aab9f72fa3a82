"""Filing a product before it is sold (17): price and its basis, scenario, scope and manner of use."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.text import Text
from shuzha.procedure.requirements import Condition, Field, Kind, NotBy
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations import local_rules
from shuzha.regulations.beijing_2023 import INSTRUMENT
from shuzha.regulations.beijing_2023.procedures.succession import change_supervisor
from shuzha.regulations.roles import standing

_17 = INSTRUMENT.article(17)
_TIMES = local_rules.INSTRUMENT.article(7)

_PRICED = Condition(
    "price-zero",
    lambda s: int(s.command.data.get("price") or 0) > 0,
    Text("价格须大于零", "The price must be above zero"),
    Text("请填写单次调用价格", "State the price per call"),
    (_17,),
    "price",
)

FILING = Procedure(
    id="zones.filing",
    title=Text("数据产品及服务备案", "Filing of a data product"),
    instrument=INSTRUMENT,
    version=date(2023, 12, 8),
    roles={
        "company": standing("company"),
        "operator": Role(Text("专区运营单位", "Zone operator"), "company"),
        "supervisor": standing("supervisor"),
        "bigdata": standing("bigdata"),
    },
    states=(
        State("filed", Text("待备案", "Filed")),
        State("on-file", Text("已备案", "On file"), final=True),
        State("returned", Text("退回补正", "Returned")),
    ),
    course=("filed", "on-file"),
    steps=(
        Step(
            name="file",
            title=Text("提交备案", "File"),
            source=frozenset(),
            target="filed",
            by=frozenset({"company"}),
            event="product-filed",
            said=Text(
                "运营单位提交定价及依据、场景、范围与方式",
                "The operator filed price, basis, scenario, scope and manner",
            ),
            cites=(_17,),
            needs=(
                Field("product", Text("数据产品", "Product"), Kind.REFERENCE, (_17,), source="products"),
                Field("price", Text("单次调用价格（元）", "Price per call (yuan)"), Kind.MONEY, (_17,)),
                Field("basis", Text("定价依据", "Basis of the price"), Kind.LONG, (_17,)),
                Field("scenario", Text("应用场景", "Scenario"), Kind.LONG, (_17,)),
                Field("scope", Text("使用范围", "Scope of use"), Kind.LONG, (_17,)),
                Field("manner", Text("使用方式", "Manner of use"), Kind.LONG, (_17,)),
                _PRICED,
            ),
            takes_part={"operator": "actor", "supervisor": "supervisor"},
        ),
        Step(
            name="acknowledge",
            title=Text("予以备案", "Put on file"),
            source=frozenset({"filed"}),
            target="on-file",
            by=frozenset({"supervisor"}),
            event="product-on-file",
            said=Text("专区监管部门予以备案", "The supervisor put the product on file"),
            cites=(_17,),
            needs=(NotBy("product-filed", (_17,)),),
        ),
        Step(
            name="return",
            title=Text("退回补正", "Return for correction"),
            source=frozenset({"filed"}),
            target="returned",
            by=frozenset({"supervisor"}),
            event="filing-returned",
            said=Text("退回补正", "Returned for correction"),
            cites=(_17,),
            needs=(
                NotBy("product-filed", (_17,)),
                Field("reason", Text("需补正的内容", "What to correct"), Kind.LONG, (_17,)),
            ),
        ),
        Step(
            name="correct",
            title=Text("补正后重报", "File again"),
            source=frozenset({"returned"}),
            target="filed",
            by=frozenset({"operator"}),
            event="filing-corrected",
            said=Text("补正后重新提交", "Corrected and filed again"),
            cites=(_17,),
            needs=(
                Field("price", Text("单次调用价格（元）", "Price per call (yuan)"), Kind.MONEY, (_17,)),
                Field("basis", Text("定价依据", "Basis of the price"), Kind.LONG, (_17,)),
                _PRICED,
            ),
        ),
        change_supervisor("filed", "returned"),
    ),
    duties=(
        Duty(
            name="acknowledge-filing",
            title=Text("办理产品备案", "Decide on the filing"),
            who="supervisor",
            after=frozenset({"product-filed", "filing-corrected"}),
            done_by=frozenset({"product-on-file", "filing-returned"}),
            limit=Limit.working(local_rules.PARAMETERS, "product_filing_days", _TIMES, _17),
            late=Text("记入办理超期并通报", "Recorded as overdue and reported"),
        ),
    ),
)
