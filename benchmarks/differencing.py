"""The differencing memory: how long one more release takes to be judged, by how much is remembered.

Run: python -m benchmarks.differencing [--sizes 100x10000,500x10000,1000x100000]
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from shuzha.enclave.differencing.cells import Cell
from shuzha.enclave.differencing.field import random_prime
from shuzha.enclave.differencing.span import Span

K = 10
METHOD = """\
Method: each release is one cell that holds every unit with a probability of one half, with random weights, so that all
are independent and nothing is repeated; k = {k}. "one more": judging one further such release (median and greatest of
9). "again": one that is a sum of three remembered ones. "refused": one that differs from a remembered one by {few} units.
"anew": laying out all that is remembered, as after a restart. CPU seconds in brackets, since the machine was shared."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="100x10000,500x10000,1000x100000", help="releases x units, by commas")
    for size in parser.parse_args().sizes.split(","):
        releases, units = map(int, size.split("x"))
        print(_row(releases, units), flush=True)
    print("\n" + METHOD.format(k=K, few=K - 1))


def _row(releases: int, units: int) -> str:
    draw = np.random.default_rng(7)
    weights = draw.integers(1, 1 << 40, units)

    def cell() -> Cell:
        chosen = np.flatnonzero(draw.random(units) < 0.5)
        return Cell(chosen, weights[chosen])

    remembered = [cell() for _ in range(releases)]
    anew, span = _timed(Span.empty(K, random_prime()), remembered)
    assert span is not None
    more = sorted(_timed(span, [cell()])[0] for _ in range(9))
    total = np.zeros(units, dtype=np.int64)
    for one in remembered[:3]:
        total[one.units] += one.weights
    again, same = _timed(span, [Cell(np.flatnonzero(total), total[total > 0])])
    few = remembered[5].units[K - 1 :]
    refused, none = _timed(span, [Cell(few, weights[few])])
    assert same is span
    assert none is None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return (
        f"{releases:5} x {units:7}: one more {_shown(more[4])} to {_shown(more[-1])}   again {_shown(again)}   "
        f"refused {_shown(refused)}   anew {_shown(anew)}   peak memory {peak:.1f} GB"
    )


def _timed(span: Span, cells: list[Cell]) -> tuple[tuple[float, float], Span | None]:
    wall, processor = time.perf_counter(), time.process_time()
    grown = span.extended(cells)
    return (time.perf_counter() - wall, time.process_time() - processor), grown


def _shown(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.3f} s [{seconds[1]:.3f}]"


if __name__ == "__main__":
    main()
