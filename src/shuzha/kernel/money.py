"""Renminbi in whole fen: amounts that add up to the cent, because no fraction of one ever exists.

Money is divided by `allocate`, which hands out every fen (largest remainder, ties to the earlier share), so that a
statement and the settlements made from it agree exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Share = int | Decimal | Fraction

_AMOUNT = re.compile(r"(?P<sign>[-−]?)[¥￥]?(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fen>\d{1,2}))?元?", re.ASCII)
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of renminbi in fen (a hundredth of a yuan); may be negative."""

    fen: int

    @classmethod
    def parse(cls, text: str) -> Money:
        """The amount a person wrote: "1234.5", "¥1,234.50", "1,234.50元".

        Raises: ValueError when it is not an amount of yuan with at most two decimals.
        """
        match = _AMOUNT.fullmatch(text.strip())
        yuan = match["yuan"].replace(",", "") if match else ""
        if not match or len(yuan) > _MOST_DIGITS:
            raise ValueError(f"not an amount in yuan with at most two decimals: {text!r}")
        fen = int(yuan) * 100 + int((match["fen"] or "").ljust(2, "0"))
        return cls(-fen if match["sign"] else fen)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        return cls(sum(amount.fen for amount in amounts))

    def __str__(self) -> str:
        """The amount as printed: ¥1,234.50, with a minus sign before it where it is negative."""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}¥{yuan:,}.{fen:02d}"

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __mul__(self, count: int) -> Money:
        """The price of `count` units. A fraction of an amount is `allocate`d, never multiplied."""
        if not isinstance(count, int):
            raise TypeError(f"money is multiplied by whole numbers only, not {type(count).__name__}")
        return Money(self.fen * count)

    def allocate(self, shares: Sequence[Share]) -> tuple[Money, ...]:
        """Divides the amount in the proportion of `shares`, to the last fen; no part is a fen or more off its share.

        Raises: ValueError when a share is negative or none is positive; TypeError for a float.
        """
        if any(isinstance(share, float) for share in shares):
            raise TypeError("shares are whole numbers, decimals or fractions, never floats")
        exact = [Fraction(share) for share in shares]
        if any(share < 0 for share in exact) or not sum(exact):
            raise ValueError("shares must not be negative, and one must be positive")
        sign, amount = (-1, -self.fen) if self.fen < 0 else (1, self.fen)
        ideal = [amount * share / sum(exact) for share in exact]
        parts = [int(part) for part in ideal]
        by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - ideal[i])
        for i in by_remainder[: amount - sum(parts)]:
            parts[i] += 1
        return tuple(Money(sign * part) for part in parts)


ZERO = Money(0)
