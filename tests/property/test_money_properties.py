"""Algebra of money: dividing loses nothing, is fair to within a fen, and printing is undone by reading."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shuzha.kernel.money import Money

amounts = st.integers(-(10**14), 10**14).map(Money)
shares = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(0, 1), st.decimals(0, 1, places=4)), min_size=1, max_size=12
).filter(lambda values: any(values))


@given(amounts, shares)
def test_the_parts_add_up_to_the_whole(amount, parts):
    assert Money.total(amount.allocate(parts)) == amount


@given(amounts, shares)
def test_each_part_is_within_a_fen_of_its_exact_share(amount, parts):
    whole = sum(map(Fraction, parts))
    for part, share in zip(amount.allocate(parts), parts, strict=True):
        assert abs(part.fen - amount.fen * Fraction(share) / whole) < 1


@given(amounts, shares)
def test_dividing_a_debt_is_the_mirror_of_dividing_a_credit(amount, parts):
    assert (-amount).allocate(parts) == tuple(-part for part in amount.allocate(parts))


@given(amounts)
def test_what_is_printed_reads_back_as_the_same_amount(amount):
    assert Money.parse(str(amount)) == amount
