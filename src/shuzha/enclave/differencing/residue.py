"""What a cell adds to a combination of others: at given units, at all units, and whether it is nothing at all."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shuzha.enclave.differencing.cells import Cell, Indexes
from shuzha.enclave.differencing.field import Matrix

_KEY = np.uint64(secrets.randbits(64))
_BITS = 21


class Row:
    """A cell modulo the prime: `units` in order, `values` in [0, prime)."""

    def __init__(self, units: Indexes, values: Indexes, prime: int) -> None:
        self.units, self.values, self.prime = units, values.astype(np.int32), prime

    @classmethod
    def of(cls, cell: Cell, prime: int) -> Row:
        return cls(cell.units, cell.weights % prime, prime)

    def at(self, units: Indexes) -> Matrix:
        """The values at these units, 0 where a unit is not in the cell."""
        place = np.minimum(np.searchsorted(self.units, units), self.units.size - 1)
        values: npt.NDArray[np.int32] = np.where(self.units[place] == units, self.values[place], 0)
        return values.astype(np.float64)

    @cached_property
    def marks(self) -> Indexes:
        """Three sums of the values under secret random weights per unit: cells that differ agree only by chance."""
        mixed = (self.units.astype(np.uint64) + _KEY) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        pieces = [(mixed >> np.uint64(_BITS * i)) & np.uint64((1 << _BITS) - 1) for i in range(3)]
        return np.array([int((one.astype(np.int64) * self.values % self.prime).sum()) for one in pieces]) % self.prime


def residue(rows: Sequence[Row], factors: Matrix, fresh: Row) -> Row:
    """`fresh - factors · rows`, where it is not 0."""
    used = [(int(f), row) for f, row in zip(factors, rows, strict=True) if f]
    size = max(int(row.units[-1]) for row in (fresh, *(row for _, row in used))) + 1
    total = np.zeros(size, dtype=np.int64)
    total[fresh.units] = fresh.values
    for factor, row in used:
        # below 2^48 each, so that 2^15 of them do not overflow
        total[row.units] += (fresh.prime - factor) * row.values.astype(np.int64)
    total %= fresh.prime
    units = np.flatnonzero(total)
    return Row(units, total[units], fresh.prime)


def adds_nothing(rows: Sequence[Row], factors: Matrix, fresh: Row) -> bool:
    """Whether `fresh` is the combination `factors · rows`; wrongly so with a probability below 2^-60."""
    marks = fresh.marks
    for factor, row in zip(factors, rows, strict=True):
        if factor:
            marks = (marks - int(factor) * row.marks) % fresh.prime
    return not marks.any()
