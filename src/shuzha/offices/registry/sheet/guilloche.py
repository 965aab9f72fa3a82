"""The fine interlaced lines around a certificate and behind it, as SVG: hard to redraw by hand, cheap to compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from math import cos, hypot, pi, sin

Point = tuple[float, float]
_WAVE_MM = 8.0
_STEP_MM = 0.5
_STRANDS = 9
_RINGS = 26


@cache
def border(width: float, height: float, depth: float, colour: str) -> str:
    """A band of `depth` mm of interlaced waves along the edge of a sheet of `width` by `height` mm, a rose in each corner."""
    left, top, right, bottom = depth / 2, depth / 2, width - depth / 2, height - depth / 2
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    lines = [
        _side(*_between_roses(a, b, depth / 2), strand / _STRANDS, depth * share)
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
        for strand in range(_STRANDS)
        for share in (0.46, 0.2)
    ]
    lines += [ring for corner in corners for ring in _rose(corner, depth / 2, petals=8, rings=9)]
    return _svg(width, height, lines, colour, 0.09)


@cache
def rosette(size: float, colour: str) -> str:
    """A rosette of `size` mm: rings of waves whose phases turn from ring to ring, against a smaller one that turns back."""
    centre, half = (size / 2, size / 2), size / 2
    outer = _rose(centre, half, petals=24, rings=_RINGS, hollow=0.42)
    inner = _rose(centre, half * 0.46, petals=16, rings=_RINGS // 2, hollow=0.3, turn=-1)
    return _svg(size, size, [*outer, *inner], colour, 0.12)


def _between_roses(start: Point, end: Point, gap: float) -> tuple[Point, Point]:
    length = hypot(end[0] - start[0], end[1] - start[1])
    by = ((end[0] - start[0]) / length * gap, (end[1] - start[1]) / length * gap)
    return (start[0] + by[0], start[1] + by[1]), (end[0] - by[0], end[1] - by[1])


def _side(start: Point, end: Point, phase: float, swing: float) -> list[Point]:
    """A wave from `start` to `end` with a whole number of periods, so that both ends of a side look alike."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    waves, steps = round(length / _WAVE_MM), round(length / _STEP_MM)
    points = []
    for step in range(steps + 1):
        at = step / steps
        off = swing * sin(2 * pi * (waves * at + phase)) * (0.8 + 0.2 * cos(4 * pi * waves * at))
        by = length * at
        points.append((start[0] + along[0] * by - along[1] * off, start[1] + along[1] * by + along[0] * off))
    return points


def _rose(
    centre: Point, size: float, *, petals: int, rings: int, hollow: float = 0.2, turn: int = 1
) -> Iterator[list[Point]]:
    """Rings from `hollow` of `size` out to its edge."""
    depth = 0.08
    for ring in range(rings):
        radius = size * (hollow + (1 / (1 + depth) - hollow) * ring / (rings - 1))
        yield _ring(centre, radius, petals, turn * ring * pi / 11, depth)


def _ring(centre: Point, radius: float, petals: int, phase: float, depth: float) -> list[Point]:
    steps = petals * 20
    points = []
    for step in range(steps + 1):
        turn = 2 * pi * step / steps
        out = radius * (1 + depth * sin(petals * turn + phase))
        points.append((centre[0] + out * cos(turn), centre[1] + out * sin(turn)))
    return points


def _svg(width: float, height: float, lines: Iterable[list[Point]], colour: str, stroke: float) -> str:
    paths = "".join(f'<path d="M{" ".join(f"{x:.2f},{y:.2f}" for x, y in line)}"/>' for line in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<g fill="none" stroke="{colour}" stroke-width="{stroke}">{paths}</g></svg>'
    )
