"""Money: what people write, what is printed, and what must be refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from shuzha.kernel.money import ZERO, Money


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1234.5", 123450), ("¥1,234.50", 123450), ("￥1,234.50元", 123450), (" 0.01 ", 1), ("-3", -300), ("−3.07", -307),
     ("1,000,000", 100000000), ("0", 0)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text, fen):
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1.234", "1,23", "1,2345", "1e5", "NaN", "inf", "１２", "١٢", "1 2", "--1", "1.", ".5", "9" * 16,
     "1\n2", "¥", "0x10"],
)  # fmt: skip
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(ValueError, match="two decimals"):
        Money.parse(text)


@pytest.mark.parametrize(
    ("fen", "printed"), [(123450, "¥1,234.50"), (1, "¥0.01"), (0, "¥0.00"), (-5, "-¥0.05"), (-123450, "-¥1,234.50")]
)
def test_an_amount_is_printed_to_the_fen(fen, printed):
    assert str(Money(fen)) == printed


def test_amounts_add_subtract_multiply_and_compare():
    assert Money(150) + Money(50) - Money(20) == Money(180)
    assert -Money(5) == Money(-5)
    assert Money(25) * 1000 == Money.parse("250")
    assert Money(1) > ZERO
    assert Money.total([Money(1), Money(2)]) == Money(3)
    assert Money.total([]) == ZERO


def test_a_thousand_calls_are_shared_to_the_fen():
    parts = Money.parse("333.33").allocate([Decimal("0.80"), Decimal("0.15"), Decimal("0.05")])
    assert parts == (Money(26666), Money(5000), Money(1667))


@pytest.mark.parametrize(
    ("fen", "shares", "then"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (-100, (1, 1, 1), (-34, -33, -33)),
        (1, (Fraction(1, 3), Fraction(2, 3)), (0, 1)),
        (0, (1, 2), (0, 0)),
        (7, (0, 1), (0, 7)),
    ],
)
def test_no_fen_is_lost_when_an_amount_is_divided(fen, shares, then):
    assert Money(fen).allocate(shares) == tuple(map(Money, then))


@pytest.mark.parametrize("shares", [(), (0, 0), (1, -1)])
def test_shares_that_divide_nothing_are_refused(shares):
    with pytest.raises(ValueError, match="share"):
        Money(100).allocate(shares)


def test_floats_never_touch_money():
    with pytest.raises(TypeError):
        Money(100).allocate([0.5, 0.5])
    with pytest.raises(TypeError):
        Money(100) * 0.5
