"""Drawing lots that anyone can check: same seed, same published pool, same result.

The pool is published first; the seed is something nobody chose afterwards (here the log entry of the case's
latest event). Whoever has the two repeats the draw with a pencil and a SHA-256.

Cites: RFC 3797 (publicly verifiable selection), with SHA-256 in place of MD5.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draw:
    """The result of a draw and everything needed to repeat it."""

    seed: str
    pool: tuple[str, ...]
    recused: tuple[str, ...]
    drawn: tuple[str, ...]


def draw(seed: str, pool: Sequence[str], count: int, recused: Collection[str] = ()) -> Draw:
    """Draws `count` of `pool` without replacement, passing over the recused.

    Raises: ValueError when a name stands in the pool twice or fewer than `count` may be drawn.
    """
    if len(set(pool)) != len(pool):
        raise ValueError("a name stands in the pool twice")
    remaining = sorted(set(pool) - set(recused))
    if len(remaining) < count:
        raise ValueError(f"{len(remaining)} may be drawn, {count} are needed")
    drawn = []
    for turn in range(count):
        digest = hashlib.sha256(f"{seed}/{turn:04d}".encode()).digest()
        drawn.append(remaining.pop(int.from_bytes(digest) % len(remaining)))
    return Draw(seed, tuple(sorted(pool)), tuple(sorted(set(pool) & set(recused))), tuple(drawn))
