"""Linear algebra modulo a random prime, exact in double precision.

Over the integers the matrices we ask for would hold huge numbers; modulo a prime nobody can choose in advance they come
out the same but with negligible probability, and where they do not, a unit looks less visible than it is only by chance.
Entries are whole numbers in [0, prime), kept as float64: that is what processors multiply fastest.
"""

from __future__ import annotations

import secrets

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

_HALF = 4096.0
# so many products of two entries add up to less than 2^53, with an entry to spare
MOST_TERMS = 31


def random_prime() -> int:
    """A prime between 2^23 and 2^24, from the system's randomness."""
    while True:
        candidate = (1 << 23) + secrets.randbelow(1 << 23) | 1
        if all(candidate % d for d in range(3, 4096, 2)):
            return candidate


def reduced(values: Matrix, prime: int) -> Matrix:
    """Whole numbers below 2^53 in size, modulo the prime; exact, since the quotient is then never rounded over."""
    whole = values / prime
    np.floor(whole, out=whole)
    whole *= prime
    rest: Matrix = np.subtract(values, whole, out=whole)
    return rest


def product(a: Matrix, b: Matrix, prime: int) -> Matrix:
    """`a @ b` modulo the prime, for up to 2^16 terms. Where the terms are many, the smaller factor is split in halves,
    so that every sum stays below 2^53."""
    if a.shape[-1] <= MOST_TERMS:
        return reduced(a @ b, prime)
    if a.size <= b.size:
        high = np.floor(a / _HALF)
        upper, lower = high @ b, (a - high * _HALF) @ b
    else:
        high = np.floor(b / _HALF)
        upper, lower = a @ high, a @ (b - high * _HALF)
    return reduced(reduced(upper, prime) * _HALF + reduced(lower, prime), prime)


def inverse_of(value: float, prime: int) -> float:
    """The inverse of one number that is not 0."""
    return float(pow(int(value), -1, prime))


def inverses_of(matrices: Matrix, prime: int) -> Matrix:
    """The inverse of each square matrix in a stack; every one of them MUST have one, with no zero pivot in order."""
    count, size, _ = matrices.shape
    work = np.concatenate([matrices, np.broadcast_to(np.eye(size), (count, size, size))], axis=2)
    for i in range(size):
        scale = np.array([inverse_of(v, prime) for v in work[:, i, i]])
        work[:, i] = reduced(work[:, i] * scale[:, None], prime)
        factors = work[:, :, i].copy()
        factors[:, i] = 0
        work = reduced(work - factors[:, :, None] * work[:, None, i], prime)
    return work[:, :, size:]
