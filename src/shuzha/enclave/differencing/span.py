"""Can anything be computed from these cells that concerns fewer than k units?

Every sum or difference of released cells is a combination of their vectors.
We look for k disjoint sets of units on each of
which the vectors are still linearly independent: then no combination but zero can vanish on any of those sets, so every
combination concerns at least k units. Where k such sets are not found, the answer is no,
though it might have been safe.
"""

from __future__ import annotations

import os

import numpy as np

from shuzha.enclave.differencing.cells import Cell, Indexes
from shuzha.enclave.differencing.field import Matrix, eliminate, inverse, multiply

_CHUNK = 256


def safe_together(cells: list[Cell], k: int, prime: int) -> bool:
    """Whether every non-zero combination of the cells' vectors concerns at least `k` units (False when in doubt)."""
    if any(cell.units.size < k for cell in cells):
        return False
    matrix, copies = columns_by_pattern(cells, prime)
    matrix = independent_rows(matrix, prime)
    remaining = np.minimum(copies, k)
    generator = np.random.default_rng(prime)
    for _ in range(k):
        chosen = _basis(matrix, remaining, generator, prime)
        if chosen is None:
            return False
        remaining[chosen] -= 1
    return True


def columns_by_pattern(cells: list[Cell], prime: int) -> tuple[Matrix, Indexes]:
    """(cells × patterns, units per pattern): units whose columns are multiples of one another are one pattern."""
    everyone = np.unique(np.concatenate([c.units for c in cells]))
    pattern = np.zeros(everyone.size, dtype=np.uint64)
    factors = np.frombuffer(os.urandom(8 * len(cells)), dtype=np.uint64) | np.uint64(1)
    scale = np.zeros(everyone.size, dtype=np.int64)
    rows = np.zeros((len(cells), everyone.size), dtype=np.int32)
    for i, cell in enumerate(cells):
        place = np.searchsorted(everyone, cell.units)
        values = cell.weights % prime
        fresh = (scale[place] == 0) & (values != 0)
        scale[place[fresh]] = inverse(values[fresh], prime)
        rows[i, place] = values * scale[place] % prime
        pattern += rows[i].astype(np.uint64) * factors[i]
    _, first, copies = np.unique(pattern, return_index=True, return_counts=True)
    return rows[:, first].astype(np.int64), copies.astype(np.int64)


def independent_rows(matrix: Matrix, prime: int) -> Matrix:
    """The rows that are not combinations of others; those add nothing to what can be computed."""
    columns = _sample(matrix)
    pivots, _, transform = eliminate(matrix[:, columns], prime)
    rest = np.setdiff1d(np.arange(matrix.shape[0]), np.array(pivots, dtype=np.int64))
    if rest.size:
        residual = multiply(transform[rest], matrix, prime)
        more, _, _ = eliminate(residual[:, residual.any(axis=0)], prime)
        pivots = pivots + [int(r) for r in rest[more]]
    return matrix[sorted(pivots)]


def _sample(matrix: Matrix) -> Indexes:
    """Columns likely to show the full rank: every one where there are few, else a spread of them."""
    if matrix.shape[1] <= 2 * _CHUNK + 2 * matrix.shape[0]:
        return np.arange(matrix.shape[1])
    return np.random.default_rng(0).permutation(matrix.shape[1])[: _CHUNK + 2 * matrix.shape[0]]


def _basis(matrix: Matrix, remaining: Indexes, generator: np.random.Generator, prime: int) -> list[int] | None:
    """Pattern numbers of as many independent columns as there are rows, or None when those left have a lower rank."""
    order = generator.permutation(np.flatnonzero(remaining > 0))
    order = order[np.argsort(-remaining[order], kind="stable")]
    null = np.eye(matrix.shape[0], dtype=np.int64)
    chosen: list[int] = []
    step = max(_CHUNK, 2 * matrix.shape[0])
    for start in range(0, order.size, step):
        part = order[start : start + step]
        pivots, columns, transform = eliminate(multiply(null, matrix[:, part], prime), prime)
        chosen += [int(part[c]) for c in columns]
        rest = np.setdiff1d(np.arange(null.shape[0]), np.array(pivots, dtype=np.int64))
        if not rest.size:
            return chosen
        null = multiply(transform[rest], null, prime)
    return None
