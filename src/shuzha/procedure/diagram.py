"""A procedure drawn: its states in layers from the first to the last, its steps as numbered arrows between them.

The numbers are the steps' places in the procedure, so that the drawing needs no long labels and the table beside it
explains every arrow in both languages. Pure: the same procedure gives the same picture, and a test compares it.

Cites: K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", 1981.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise

from shuzha.procedure.layers import Layout, Point, arrange
from shuzha.procedure.words import Procedure, State

BOX_WIDTH, BOX_HEIGHT = 148, 44
_ROW, _COLUMN, _MARGIN = 96, 172, 24
_START = "·"
# Where on its arrow's first bend a number stands: nearer to the source, so that an arrow and its way back stay apart.
_AT = 0.38
_EASED = 3 * _AT**2 - 2 * _AT**3


@dataclass(frozen=True, slots=True)
class Arrow:
    """The steps that lead from one state to another, by their numbers."""

    source: str
    target: str
    numbers: tuple[int, ...]


Port = tuple[Arrow, str]


def arrows(procedure: Procedure) -> tuple[Arrow, ...]:
    """The procedure's steps as arrows; an opening step leads from the start."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, step in enumerate(procedure.steps, 1):
        for source in [s.name for s in procedure.states if s.name in step.source] or [_START]:
            found.setdefault((source, step.leads_from(source)), []).append(number)
    return tuple(Arrow(source, target, tuple(numbers)) for (source, target), numbers in found.items())


def draw(procedure: Procedure, language: str) -> str:
    """The drawing as one SVG element without any style of its own; classes say what each part is."""
    found = arrows(procedure)
    states = [_START, *(state.name for state in procedure.states)]
    layout = arrange(states, [(a.source, a.target) for a in found if a.source != a.target])
    ports = _ports(found, layout)
    width = 2 * _MARGIN + layout.width * _COLUMN + 28
    height = 2 * _MARGIN + len(layout.rows) * _ROW - (_ROW - BOX_HEIGHT)
    title = escape(procedure.title.in_(language))
    parts = [
        f'<svg class="state-diagram" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'role="img" aria-label="{title}">',
        '<defs><marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path class="arrow-head" d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    parts += [_path(arrow, layout, ports) for arrow in found]
    parts += [_box(state, layout, language) for state in procedure.states]
    parts.append(_dot(layout))
    parts += [_numbers(arrow, layout, ports, procedure, language) for arrow in found]
    return "".join([*parts, "</svg>"])


def _place(point: Point) -> tuple[float, float]:
    """The middle of a place in the drawing's own units."""
    return _MARGIN + point.column * _COLUMN, _MARGIN + point.row * _ROW + BOX_HEIGHT / 2


def _box(state: State, layout: Layout, language: str) -> str:
    x, y = _place(layout.points[state.name])
    lines = _wrapped(state.title.in_(language), language)
    first = y - (len(lines) - 1) * 8 + 4.5
    text = "".join(
        f'<tspan x="{x:.1f}" y="{first + n * 16:.1f}">{escape(line)}</tspan>' for n, line in enumerate(lines)
    )
    final = ""
    if state.final:
        final = (
            f'<rect class="inner" x="{x - BOX_WIDTH / 2 + 3:.1f}" y="{y - BOX_HEIGHT / 2 + 3:.1f}" '
            f'width="{BOX_WIDTH - 6}" height="{BOX_HEIGHT - 6}" rx="2"/>'
        )
    return (
        f'<g class="state"><rect x="{x - BOX_WIDTH / 2:.1f}" y="{y - BOX_HEIGHT / 2:.1f}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="3"/>{final}<text text-anchor="middle">{text}</text></g>'
    )


def _dot(layout: Layout) -> str:
    x, y = _place(layout.points[_START])
    return f'<circle class="start" cx="{x:.1f}" cy="{y:.1f}" r="8"/>'


def _ports(found: tuple[Arrow, ...], layout: Layout) -> dict[Port, float]:
    """How far from the middle of its side each arrow touches a state, so that no two arrows share a point."""
    sides: dict[tuple[str, bool], list[tuple[float, Port]]] = {}
    for arrow in found:
        if arrow.source == arrow.target:
            continue
        points = [_place(point) for point in layout.route(arrow.source, arrow.target)]
        down = points[-1][1] > points[0][1]
        sides.setdefault((arrow.source, down), []).append((points[1][0], (arrow, arrow.source)))
        sides.setdefault((arrow.target, not down), []).append((points[-2][0], (arrow, arrow.target)))
    offsets: dict[Port, float] = {}
    for ends in sides.values():
        gap = min(26.0, (BOX_WIDTH - 24) / len(ends))
        for place, (_, port) in enumerate(sorted(ends, key=lambda end: (end[0], end[1][0].numbers))):
            offsets[port] = (place - (len(ends) - 1) / 2) * gap
    return offsets


def _stops(arrow: Arrow, layout: Layout, ports: dict[Port, float]) -> list[tuple[float, float]]:
    """The points an arrow passes: out of its source's side, through the layers between, into its target's side."""
    points = [_place(point) for point in layout.route(arrow.source, arrow.target)]
    half = BOX_HEIGHT / 2 if points[-1][1] > points[0][1] else -BOX_HEIGHT / 2
    leave = half if arrow.source != _START else 8.0
    first = (points[0][0] + ports[arrow, arrow.source], points[0][1] + leave)
    last = (points[-1][0] + ports[arrow, arrow.target], points[-1][1] - half)
    return [first, *points[1:-1], last]


def _path(arrow: Arrow, layout: Layout, ports: dict[Port, float]) -> str:
    if arrow.source == arrow.target:
        x, y = _place(layout.points[arrow.source])
        right = x + BOX_WIDTH / 2
        line = f"M{right:.1f} {y - 10:.1f}c26 -8 26 28 0 20"
    else:
        stops = _stops(arrow, layout, ports)
        line = f"M{stops[0][0]:.1f} {stops[0][1]:.1f}"
        for (x0, y0), (x1, y1) in pairwise(stops):
            bend = (y1 - y0) / 2
            line += f"C{x0:.1f} {y0 + bend:.1f} {x1:.1f} {y1 - bend:.1f} {x1:.1f} {y1:.1f}"
    return f'<path class="step" d="{line}" marker-end="url(#arrow-head)"/>'


def _numbers(arrow: Arrow, layout: Layout, ports: dict[Port, float], procedure: Procedure, language: str) -> str:
    """The arrow's step numbers on a plate where it leaves its source, so that arrows into one state stay apart."""
    if arrow.source == arrow.target:
        x, y = _place(layout.points[arrow.source])
        x, y = x + BOX_WIDTH / 2 + 18, y
    else:
        (x0, y0), (x1, y1) = _stops(arrow, layout, ports)[:2]
        x, y = x0 + (x1 - x0) * _EASED, y0 + (y1 - y0) * _AT
    label = "·".join(str(number) for number in arrow.numbers)
    width = 12 + 7 * len(label)
    names = "; ".join(f"{n} {procedure.steps[n - 1].title.in_(language)}" for n in arrow.numbers)
    return (
        f'<g class="number"><title>{escape(names)}</title><rect x="{x - width / 2:.1f}" y="{y - 9:.1f}" '
        f'width="{width}" height="18" rx="9"/><text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{label}</text></g>'
    )


def _wrapped(title: str, language: str) -> list[str]:
    """The title in at most two lines."""
    if not language.startswith("en"):
        return [title] if len(title) <= 9 else [title[: (len(title) + 1) // 2], title[(len(title) + 1) // 2 :]]
    words, lines = title.split(), [""]
    for word in words:
        if lines[-1] and len(lines) < 2 and len(lines[-1]) + len(word) > 17:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
