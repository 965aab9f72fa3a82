"""Arranging a graph in layers: every arrow down where it can be, few crossings, the same result every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shuzha.procedure.columns import place

Edge = tuple[str, str]
_SWEEPS = 12
_STONE = 0.3


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the arrangement: the row from the top, and how far from the left, in widths of a node."""

    row: int
    column: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each node lies, and through which places each edge passes on its way."""

    points: dict[str, Point]
    rows: tuple[tuple[str, ...], ...]
    width: float
    ways: dict[Edge, tuple[str, ...]]

    def route(self, source: str, target: str) -> list[Point]:
        """The places that the edge passes, its two ends included."""
        return [self.points[name] for name in (source, *self.ways[source, target], target)]


def arrange(nodes: Sequence[str], edges: Sequence[Edge]) -> Layout:
    """The nodes in rows; the first node is the top. Edges that close a circle point up, all others down."""
    backward = _closing(nodes, edges)
    forward = [(b, a) if (a, b) in backward else (a, b) for a, b in edges]
    rank = _ranks(nodes, forward)
    rows: list[list[str]] = [[] for _ in range(max(rank.values()) + 1)]
    for node in nodes:
        rows[rank[node]].append(node)
    ways, links = _pave(edges, backward, rank, rows)
    _untangle(rows, links)
    column = place(rows, links, {name: 1.0 if name in rank else _STONE for row in rows for name in row})
    points = {name: Point(number, column[name]) for number, row in enumerate(rows) for name in row}
    width = max(point.column for name, point in points.items()) + 0.5
    return Layout(points, tuple(tuple(row) for row in rows), width, ways)


def _closing(nodes: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges that lead back to a node on the way to them, met depth first in the order given."""
    following: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        following[source].append(target)
    closing: set[Edge] = set()
    done: set[str] = set()

    def walk(node: str, way: tuple[str, ...]) -> None:
        for target in following[node]:
            if target in way:
                closing.add((node, target))
            elif target not in done:
                walk(target, (*way, target))
        done.add(node)

    for node in nodes:
        if node not in done:
            walk(node, (node,))
    return closing


def _ranks(nodes: Sequence[str], forward: Sequence[Edge]) -> dict[str, int]:
    """The length of the longest way down to each node."""
    rank = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for source, target in forward:
            rank[target] = max(rank[target], rank[source] + 1)
    return rank


def _pave(
    edges: Sequence[Edge], backward: set[Edge], rank: dict[str, int], rows: list[list[str]]
) -> tuple[dict[Edge, tuple[str, ...]], list[Edge]]:
    """Lays a stone in every row that an edge crosses; the ways over them, and the links between neighbouring rows."""
    ways: dict[Edge, tuple[str, ...]] = {}
    links: list[Edge] = []
    for edge in edges:
        top, bottom = (edge[1], edge[0]) if edge in backward else edge
        stones = [f"{top}→{bottom}#{row}" for row in range(rank[top] + 1, rank[bottom])]
        if edge in backward:
            stones = [f"{stone}↑" for stone in stones]
        for stone, row in zip(stones, range(rank[top] + 1, rank[bottom]), strict=True):
            rows[row].append(stone)
        chain = [top, *stones, bottom]
        links += pairwise(chain)
        ways[edge] = tuple(reversed(stones)) if edge in backward else tuple(stones)
    return ways, links


def _untangle(rows: list[list[str]], links: Sequence[Edge]) -> None:
    """Orders each row by the middle of its neighbours' places, down and up again, which leaves few crossings."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        neighbours = above if downwards else below
        order = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for number in order:
            fixed = rows[number - 1 if downwards else number + 1]
            places = {name: (place + 0.5) / len(fixed) for place, name in enumerate(fixed)}
            rows[number].sort(key=lambda name, p=places, n=neighbours: _middle(name, p, n))  # type: ignore[misc]


def _middle(name: str, places: dict[str, float], neighbours: dict[str, list[str]]) -> float:
    found = [places[one] for one in neighbours.get(name, []) if one in places]
    return sum(found) / len(found) if found else 0.5
