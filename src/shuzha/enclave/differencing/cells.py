"""A released cell as a vector over units: how much row weight each unit contributed. At rest: compressed bytes.

Every stored row has a fixed pseudo-random weight, so a unit's entry is a fingerprint of *which* of its rows
were counted:
the same person with one row fewer is another vector, and sets of rows that add up give vectors that add up.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Indexes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cell:
    """`units`: sorted dense indexes, each once; `weights`: the positive row weight of each."""

    units: Indexes
    weights: Indexes

    @classmethod
    def of(cls, units: Indexes, weights: Indexes) -> Cell:
        """Raises: ValueError when a unit stands twice."""
        present = weights > 0
        units, weights = units[present], weights[present]
        order = np.argsort(units, kind="stable")
        units, weights = units[order].astype(np.int64), weights[order].astype(np.int64)
        if units.size > 1 and bool((units[1:] == units[:-1]).any()):
            raise ValueError("a unit stands twice in one cell")
        return cls(units, weights)


def cells_from_members(members: pa.Table, cells: int) -> list[Cell]:
    """The cells of a release, the main ones first, then those of each conditional number (empty ones left out)."""
    number = members.column("cell").to_numpy().astype(np.int64)
    units = members.column("unit").to_numpy().astype(np.int64)
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(cells + 1))
    found = []
    for name in (c for c in members.column_names if c.startswith("w")):
        weights = members.column(name).to_numpy().astype(np.int64)
        for start, end in pairwise(bounds):
            part = order[start:end]
            cell = Cell.of(units[part], weights[part])
            if cell.units.size:
                found.append(cell)
    return found


def pack(cells: list[Cell]) -> bytes:
    """Compressed bytes of cells."""
    buffer = io.BytesIO()
    sizes = np.array([c.units.size for c in cells], dtype=np.int64)
    gaps = [np.diff(c.units, prepend=0) for c in cells]
    np.savez(
        buffer,
        sizes=sizes,
        gaps=np.concatenate([*gaps, np.empty(0, np.int64)]),
        weights=np.concatenate([*[c.weights for c in cells], np.empty(0, np.int64)]),
    )
    return zlib.compress(buffer.getvalue(), 1)


def unpack(data: bytes) -> list[Cell]:
    """The cells that `pack` wrote."""
    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as stored:
        cuts = np.cumsum(stored["sizes"])[:-1]
        gaps, weights = np.split(stored["gaps"], cuts), np.split(stored["weights"], cuts)
        return [Cell(np.cumsum(g), w) for g, w in zip(gaps, weights, strict=True)] if stored["sizes"].size else []
