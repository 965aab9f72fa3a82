"""Where in its row each node of a layered drawing stands: near its neighbours above and below, and clear of those beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

_ROUNDS = 24


def place(
    rows: Sequence[Sequence[str]], links: Sequence[tuple[str, str]], widths: Mapping[str, float]
) -> dict[str, float]:
    """The middle of each node in its row, the leftmost edge at 0; no two of a row overlap, and their order stays."""
    neighbours: dict[str, list[str]] = {name: [] for row in rows for name in row}
    for upper, lower in links:
        neighbours[upper].append(lower)
        neighbours[lower].append(upper)
    middle = {name: float(at) for row in rows for at, name in enumerate(row)}
    for turn in range(_ROUNDS):
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = [_mean([middle[one] for one in neighbours[name]], middle[name]) for name in row]
            middle.update(zip(row, _apart(wanted, [widths[name] for name in row]), strict=True))
    left = min(middle[name] - widths[name] / 2 for name in middle)
    return {name: at - left for name, at in middle.items()}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _apart(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Places in the same order, far enough apart: halfway between pushing everything right and pushing it left."""
    gaps = [(a + b) / 2 for a, b in pairwise(widths)]
    rightwards, leftwards = list(wanted), list(wanted)
    for at, gap in enumerate(gaps, 1):
        rightwards[at] = max(rightwards[at], rightwards[at - 1] + gap)
    for at in range(len(gaps) - 1, -1, -1):
        leftwards[at] = min(leftwards[at], leftwards[at + 1] - gaps[at])
    return [(a + b) / 2 for a, b in zip(rightwards, leftwards, strict=True)]
