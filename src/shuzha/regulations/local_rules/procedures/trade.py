"""Listing and ordering (local rule 8, on Qingdao 13 and Beijing 17, 18): price shown, calls metered, accounts to the cent."""

from __future__ import annotations

from datetime import date

from shuzha.kernel.citation import Citation
from shuzha.kernel.text import Text
from shuzha.procedure.decide import Situation
from shuzha.procedure.requirements import Condition, Field, Kind
from shuzha.procedure.words import Duty, Limit, Procedure, Role, State, Step
from shuzha.regulations.local_rules import INSTRUMENT, PARAMETERS
from shuzha.regulations.roles import standing

_8 = INSTRUMENT.article(8)
_17, _18 = Citation("beijing-2023", 17), Citation("beijing-2023", 18)
_13 = Citation("qingdao-2023", 13)
_SELLER = Role(Text("供方", "Seller"), "company")
_BUYER = Role(Text("需方", "Buyer"), "company")

LISTING = Procedure(
    id="market.listing",
    title=Text("数据产品挂牌", "Listing of a product"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={"company": standing("company"), "seller": _SELLER},
    states=(
        State("listed", Text("已挂牌", "Listed")),
        State("delisted", Text("已撤牌", "Delisted"), final=True),
    ),
    course=("listed",),
    steps=(
        Step(
            name="list",
            title=Text("挂牌", "List"),
            source=frozenset(),
            target="listed",
            by=frozenset({"company"}),
            event="product-listed",
            said=Text("产品挂牌，公开价格及依据、场景与范围", "Listed with its price, basis, scenario and scope"),
            cites=(_13, _17, _8),
            needs=(
                Field("filing", Text("产品备案", "Filing"), Kind.REFERENCE, (_17,), source="own-filings"),
                Condition(
                    "not-on-file",
                    lambda s: bool(s.command.data.get("on_file")),
                    Text("产品定价及依据等尚未备案", "Price and basis are not on file"),
                    Text("先向专区监管部门备案", "File with the supervisor first"),
                    (_17,),
                    "filing",
                ),
                Condition(
                    "not-registered",
                    lambda s: bool(s.command.data.get("certified")),
                    Text("产品未取得有效确权登记凭证", "The product has no certificate in force"),
                    Text("先办理确权登记", "Register its rights first"),
                    (Citation("hainan-2023", 3), _8),
                    "filing",
                ),
            ),
            takes_part={"seller": "actor"},
        ),
        Step(
            name="delist",
            title=Text("撤牌", "Delist"),
            source=frozenset({"listed"}),
            target="delisted",
            by=frozenset({"seller"}),
            event="product-delisted",
            said=Text("产品撤牌", "Delisted"),
            cites=(_8,),
        ),
    ),
)


def _calls_fit(s: Situation) -> bool:
    calls = s.command.data.get("calls")
    return isinstance(calls, int) and 1 <= calls <= PARAMETERS.integer("order_calls", s.today)


def _accounts_agree(s: Situation) -> bool:
    return s.command.data.get("amount") == s.case.facts.get("amount")


ORDER = Procedure(
    id="market.order",
    title=Text("数据产品订单", "Order"),
    instrument=INSTRUMENT,
    version=date(2026, 1, 1),
    roles={"company": standing("company"), "seller": _SELLER, "buyer": _BUYER},
    states=(
        State("placed", Text("待供方确认", "Awaiting the seller")),
        State("delivering", Text("交付中", "Delivering")),
        State("declined", Text("供方未接受", "Declined"), final=True, adverse=True),
        State("stated", Text("已出账单", "Statement issued")),
        State("settled", Text("已结算", "Settled"), final=True),
    ),
    course=("placed", "delivering", "stated", "settled"),
    steps=(
        Step(
            name="place",
            title=Text("下单", "Order"),
            source=frozenset(),
            target="placed",
            by=frozenset({"company"}),
            event="order-placed",
            said=Text("需方按公开价格下单", "The buyer ordered at the published price"),
            cites=(_13, _8),
            needs=(
                Field("listing", Text("挂牌产品", "Listing"), Kind.REFERENCE, (_8,), source="listings"),
                Field("calls", Text("调用次数", "Number of calls"), Kind.NUMBER, (_8,)),
                Field("use", Text("使用场景承诺", "Intended use"), Kind.LONG, (_17, Citation("beijing-2023", 27))),
                Condition(
                    "calls-range",
                    _calls_fit,
                    Text("调用次数为零或超过单个订单的上限", "There are no calls, or more than one order may have"),
                    Text("请修改调用次数，或分次下单", "Change the number of calls, or order in parts"),
                    (_8,),
                    "calls",
                ),
                Condition(
                    "not-listed",
                    lambda s: bool(s.command.data.get("listed")),
                    Text("该产品未挂牌或已撤牌", "The product is not listed"),
                    Text("请选择已挂牌的产品", "Choose a listed product"),
                    (_8,),
                    "listing",
                ),
                Condition(
                    "certificate-not-in-force",
                    lambda s: s.command.data.get("certified") is not False,
                    Text(
                        "该产品的登记凭证已注销或转移，停止接受订购",
                        "The certificate was cancelled or transferred: no more orders",
                    ),
                    Text("请选择登记有效的产品", "Choose a product whose registration is in force"),
                    (Citation("hainan-2023", 19), INSTRUMENT.article(28)),
                    "listing",
                ),
                Condition(
                    "sale-suspended",
                    lambda s: not s.command.data.get("suspended"),
                    Text("该产品已依决定暂停销售和交付", "Sale and delivery of this product are suspended by decision"),
                    Text("请待大数据管理局决定解除", "Wait for the bureau's decision to lift it"),
                    (Citation("hainan-2023", 22), INSTRUMENT.article(31)),
                    "listing",
                ),
                Condition(
                    "own-product",
                    lambda s: s.command.data.get("seller") != s.command.by.organisation,
                    Text("不得购买本单位的产品", "A company cannot buy its own product"),
                    Text("请由需方下单", "The buyer must order"),
                    (_8,),
                    "listing",
                ),
            ),
            takes_part={"buyer": "actor", "seller": "seller"},
        ),
        Step(
            name="confirm",
            title=Text("确认订单", "Confirm"),
            source=frozenset({"placed"}),
            target="delivering",
            by=frozenset({"seller"}),
            event="order-confirmed",
            said=Text("供方确认，开始计量交付", "The seller confirmed; metered delivery began"),
            cites=(_18, _8),
        ),
        Step(
            name="decline",
            title=Text("不接受订单", "Decline"),
            source=frozenset({"placed"}),
            target="declined",
            by=frozenset({"seller"}),
            event="order-declined",
            said=Text("供方不接受订单", "The seller declined"),
            cites=(_8,),
            needs=(Field("reason", Text("理由", "Reason"), Kind.LONG, (_8,)),),
        ),
        Step(
            name="state",
            title=Text("出具账单", "Issue the statement"),
            source=frozenset({"delivering"}),
            target="stated",
            by=frozenset({"seller"}),
            event="statement-issued",
            said=Text("依计量记录出具账单", "The statement was made from the meter"),
            cites=(_18, _8),
            needs=(
                Field("delivered", Text("实际调用次数", "Calls delivered"), Kind.NUMBER, (_18,), supplied=True),
                Field("amount", Text("应付金额", "Amount due"), Kind.MONEY, (_18,), supplied=True),
            ),
        ),
        Step(
            name="settle",
            title=Text("核对并结算", "Check and settle"),
            source=frozenset({"stated"}),
            target="settled",
            by=frozenset({"buyer"}),
            event="order-settled",
            said=Text("需方核对无误并结算，按约定分成", "The buyer checked and settled; the proceeds were shared"),
            cites=(_8, Citation("qingdao-2023", 11)),
            needs=(
                Field("amount", Text("结算金额", "Amount settled"), Kind.MONEY, (_8,)),
                Condition(
                    "accounts-differ",
                    _accounts_agree,
                    Text("结算金额与账单不一致", "The amount differs from the statement"),
                    Text("结算金额须与账单一致，精确到分", "It must equal the statement to the cent"),
                    (_8,),
                    "amount",
                ),
            ),
        ),
    ),
    duties=(
        Duty(
            name="confirm-order",
            title=Text("确认订单", "Confirm the order"),
            who="seller",
            after=frozenset({"order-placed"}),
            done_by=frozenset({"order-confirmed", "order-declined"}),
            limit=Limit.working(PARAMETERS, "order_confirm_days", _8),
            late=Text("需方可撤回订单并投诉", "The buyer may complain"),
        ),
        Duty(
            name="settlement",
            title=Text("结算", "Settle"),
            who="buyer",
            after=frozenset({"statement-issued"}),
            done_by=frozenset({"order-settled"}),
            limit=Limit.working(PARAMETERS, "settlement_days", _8),
            late=Text("记入交易信用", "Recorded in the buyer's credit"),
        ),
    ),
)
