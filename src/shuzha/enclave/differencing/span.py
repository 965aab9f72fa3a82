"""Can anything be computed from these cells that concerns fewer than k units?

Every sum or difference of released cells is a combination of their vectors. We keep k disjoint sets of units on each of
which the vectors are still linearly independent: then no combination but zero can vanish on any of those sets, so every
combination concerns at least k units. A new cell needs one more unit for each set, on which what it adds to the others
does not vanish. Where none is found the answer is no, though it might have been safe.

The sets are kept from answer to answer, with the inverse of the vectors on each, so that a new cell costs no more than
finding its k units; they are looked for among a few units chosen at random before all are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shuzha.enclave.differencing.cells import Cell, Indexes
from shuzha.enclave.differencing.field import MOST_TERMS, Matrix, inverses_of, product, reduced
from shuzha.enclave.differencing.matching import distinct_choices
from shuzha.enclave.differencing.residue import Row, adds_nothing, residue

# cells taken in at once; how many cells may be laid out anew when no place was found for one more
_TOGETHER, _ANEW = MOST_TERMS, 256


def safe_together(cells: list[Cell], k: int, prime: int) -> bool:
    """Whether every non-zero combination of the cells' vectors concerns at least `k` units (False when in doubt)."""
    return Span.empty(k, prime).extended(cells) is not None


@dataclass(frozen=True, slots=True)
class Span:
    """Independent cells (`rows`), `k` disjoint sets of as many units (`chosen`, k × rows), and on each set the inverse
    of the cells' values there (`inverses`, k × rows × rows). Never changed: what was tried in vain leaves no trace."""

    k: int
    prime: int
    rows: tuple[Row, ...]
    chosen: Indexes
    inverses: Matrix

    @classmethod
    def empty(cls, k: int, prime: int) -> Span:
        return cls(k, prime, (), np.empty((k, 0), np.int64), np.empty((k, 0, 0)))

    def extended(self, cells: list[Cell]) -> Span | None:
        """The span with these cells too, or None when it cannot be shown that all combinations concern k units."""
        if any(cell.units.size < self.k for cell in cells):
            return None
        rows = [Row.of(cell, self.prime) for cell in cells]
        grown = self._taking(rows)
        if grown is None and len(self.rows) + len(cells) <= _ANEW:
            # the smallest first, since they have the fewest units to choose from
            anew = sorted([*self.rows, *rows], key=lambda row: row.units.size)
            grown = Span.empty(self.k, self.prime)._taking(anew)
        return grown

    def _taking(self, cells: list[Row]) -> Span | None:
        grown, together = self, _TOGETHER
        while cells:
            first = cells[:together]
            more = grown._by_sample(first)
            if more is None and len(first) > 1:
                together = len(first) // 2
                continue
            more = more or grown._by_search(first[0])
            if more is None:
                return None
            grown, cells = more, cells[len(first) :]
        return grown

    def _by_sample(self, cells: list[Row]) -> Span | None:
        """With all of these cells, if a few units chosen at random show that each adds something for every set."""
        places = self._sample(cells)
        factors, known = self._factors(cells), self._known(places)
        rests = self._rests(cells, places, factors, known)
        columns = _pivots(rests, self.prime)
        return None if columns is None else self._grown(cells, places, factors, known, rests, columns)

    def _by_search(self, cell: Row) -> Span | None:
        """With one more cell, all units looked at; the span itself where the cell adds nothing."""
        factors = self._factors([cell])
        if adds_nothing(self.rows, factors[0, 0], cell):
            return self
        rest = residue(self.rows, factors[0, 0], cell)
        again = self._factors([rest])[:, 0]
        options = [(residue(self.rows, f, rest) if f.any() else rest).units for f in again]
        picked = distinct_choices([np.setdiff1d(o, self.chosen)[: self.k] for o in options])
        if picked is None:
            return None
        places = np.array(picked)
        known = self._known(places)
        rests = self._rests([cell], places, factors, known)
        return self._grown([cell], places, factors, known, rests, np.arange(self.k)[:, None])

    def _sample(self, cells: list[Row]) -> Indexes:
        draw = np.random.default_rng([self.prime, len(self.rows)])
        some = np.array([c.units[draw.integers(c.units.size, size=3 * self.k)] for c in cells])
        free = ~np.isin(some, self.chosen)
        some = some[free & (np.cumsum(free, axis=1) <= self.k + 4)]
        known = [self.rows[i] for i in draw.integers(len(self.rows), size=2 * self.k)] if self.rows else []
        others = [row.units[draw.integers(row.units.size)] for row in known]
        return draw.permutation(np.union1d(some, np.setdiff1d(others, self.chosen)).astype(np.int64))

    def _factors(self, cells: list[Row]) -> Matrix:
        """(k × cells × rows): the combination of rows that agrees with each cell on each set."""
        flat = self.chosen.ravel()
        values = np.array([cell.at(flat).reshape(self.chosen.shape) for cell in cells])
        return product(values.transpose(1, 0, 2), self.inverses, self.prime)

    def _rests(self, cells: list[Row], places: Indexes, factors: Matrix, known: Matrix) -> Matrix:
        """(k × cells × places): what each cell adds, for each set, at each place."""
        fresh = np.array([cell.at(places) for cell in cells])
        return reduced(fresh - product(factors, known, self.prime), self.prime)

    def _known(self, places: Indexes) -> Matrix:
        known = np.empty((len(self.rows), places.size))
        for i, row in enumerate(self.rows):
            known[i] = row.at(places)
        return known

    def _grown(
        self, cells: list[Row], places: Indexes, factors: Matrix, known: Matrix, rests: Matrix, columns: Indexes
    ) -> Span:
        """The span with `cells`, set j taking the places `columns[j]`: block inversion by the Schur complement."""
        prime, old = self.prime, len(self.rows)
        schur = inverses_of(np.take_along_axis(rests, columns[:, None, :], axis=2), prime)
        below = product(schur, factors, prime)
        made = np.empty((self.k, old + len(cells), old + len(cells)))
        for j, (inverse, grown) in enumerate(zip(self.inverses, made, strict=True)):
            right = product(inverse, known[:, columns[j]], prime)
            grown[:old, :old] = reduced(inverse + right @ below[j], prime)
            grown[:old, old:] = reduced(-product(right, schur[j], prime), prime)
        made[:, old:, :old] = reduced(-below, prime)
        made[:, old:, old:] = schur
        chosen = np.concatenate([self.chosen, places[columns]], axis=1)
        return replace(self, rows=(*self.rows, *cells), chosen=chosen, inverses=made)


def _pivots(rests: Matrix, prime: int) -> npt.NDArray[np.int64] | None:
    """(k × cells): for each set and each cell in turn a place of its own where what is left of the cell is not 0."""
    work, free = rests.copy(), np.ones(rests.shape[2], dtype=bool)
    columns = np.empty(rests.shape[:2], dtype=np.int64)
    sets = np.arange(rests.shape[0])
    for cell in range(rests.shape[1]):
        options = [np.flatnonzero(free & (row != 0))[: sets.size] for row in work[:, cell]]
        picked = distinct_choices(options)
        if picked is None:
            return None
        columns[:, cell] = picked
        free[picked] = False
        pivot = inverses_of(work[sets, cell, picked][:, None, None], prime)[:, 0, 0]
        scale = reduced(work[sets, :, picked] * pivot[:, None], prime)[:, cell + 1 :]
        work[:, cell + 1 :] = reduced(work[:, cell + 1 :] - scale[:, :, None] * work[:, None, cell], prime)
    return columns
