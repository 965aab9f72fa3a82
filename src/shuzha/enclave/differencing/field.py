"""Linear algebra modulo a random prime, exact in double precision.

Over the integers the ranks we ask for would need huge numbers;
modulo a prime nobody can choose in advance they come out
the same but with negligible probability, and where they do not, a unit looks less visible than it is only by chance.
"""

from __future__ import annotations

import secrets

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.int64]

_HALF = 12


def random_prime() -> int:
    """A prime between 2^23 and 2^24, from the system's randomness."""
    while True:
        candidate = (1 << 23) + secrets.randbelow(1 << 23) | 1
        if all(candidate % d for d in range(3, 4096, 2)):
            return candidate


def multiply(a: Matrix, b: Matrix, prime: int) -> Matrix:
    """`a @ b` modulo the prime; entries in [0, prime). Split in halves so that every partial sum stays under 2^53."""
    low, high = (a & ((1 << _HALF) - 1)).astype(np.float64), (a >> _HALF).astype(np.float64)
    right = b.astype(np.float64)
    upper = (high @ right).astype(np.int64) % prime
    lower = (low @ right).astype(np.int64) % prime
    product: Matrix = ((upper << _HALF) + lower) % prime
    return product


def inverse(value: Matrix, prime: int) -> Matrix:
    """Elementwise inverses modulo the prime, of non-zero entries."""
    result, base, exponent = np.ones_like(value), value % prime, prime - 2
    while exponent:
        if exponent & 1:
            result = result * base % prime
        base = base * base % prime
        exponent >>= 1
    return result


def eliminate(rows: Matrix, prime: int) -> tuple[list[int], list[int], Matrix]:
    """(pivot rows, pivot columns, transform): `transform @ rows` is zero in every row that is not a pivot row."""
    work, transform = rows.copy() % prime, np.eye(rows.shape[0], dtype=np.int64)
    pivots: list[int] = []
    columns: list[int] = []
    free = np.ones(rows.shape[0], dtype=bool)
    for column in range(rows.shape[1]):
        candidates = np.flatnonzero(free & (work[:, column] != 0))
        if not candidates.size:
            continue
        pivot = int(candidates[0])
        free[pivot] = False
        pivots.append(pivot)
        columns.append(column)
        scale = work[:, column] * inverse(work[pivot : pivot + 1, column], prime) % prime
        scale[~free] = 0
        touched = np.flatnonzero(scale)
        work[touched] = (work[touched] - scale[touched, None] * work[pivot]) % prime
        transform[touched] = (transform[touched] - scale[touched, None] * transform[pivot]) % prime
        if not free.any():
            break
    return pivots, columns, transform
