"""A released cell as a vector over units: how much row weight each unit contributed. At rest: compressed bytes.

Every stored row has a fixed pseudo-random weight, so a unit's entry is a fingerprint of *which* of its rows
were counted:
the same person with one row fewer is another vector, and sets of rows that add up give vectors that add up.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Indexes = npt.NDArray[np.int64]

_HEADER = struct.Struct(">QQ")


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
    """The cells of a release, the main ones first, then those of each conditional number that counts other rows."""
    number = members.column("cell").to_numpy()
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(cells + 1))
    units = members.column("unit").to_numpy()[order].astype(np.int64)
    found: list[Cell] = []
    known: list[Indexes] = []
    for name in (c for c in members.column_names if c.startswith("w")):
        weights = members.column(name).to_numpy()[order].astype(np.int64)
        if any(np.array_equal(weights, other) for other in known):
            continue
        known.append(weights)
        found += [cell for a, b in pairwise(bounds) if (cell := Cell.of(units[a:b], weights[a:b])).units.size]
    return found


def pack(cells: list[Cell]) -> bytes:
    """Bytes of cells: sizes and gaps between units compressed, weights (which do not compress) as they are."""
    sizes = np.array([c.units.size for c in cells], dtype=np.int64)
    gaps = [np.diff(c.units, prepend=0).astype(np.int32) for c in cells]
    head = zlib.compress(b"".join([sizes.tobytes(), *[g.tobytes() for g in gaps]]), 1)
    return _HEADER.pack(len(cells), len(head)) + head + b"".join(c.weights.tobytes() for c in cells)


def unpack(data: bytes) -> list[Cell]:
    """The cells that `pack` wrote."""
    count, size = _HEADER.unpack_from(data)
    head = zlib.decompress(data[_HEADER.size : _HEADER.size + size])
    sizes = np.frombuffer(head, np.int64, count)
    gaps = np.frombuffer(head, np.int32, offset=8 * count)
    weights = np.frombuffer(data, np.int64, offset=_HEADER.size + size)
    bounds = [0, *np.cumsum(sizes).tolist()]
    return [Cell(np.cumsum(gaps[a:b], dtype=np.int64), weights[a:b]) for a, b in pairwise(bounds)]
