"""Log appends against a bare loop that only hashes and syncs: what evidence costs over mere durability.

Run: python benchmarks/log_append.py [--entries N] [--directory DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log

BATCHES = (1, 100, 1000)
ENTRY_BYTES = 400
METHOD = """\
Method: both sides write the same {entry}-byte entries to the same file system in the same run, batch by batch, in
turns (three rounds, the best of each counts). "bare" hashes each entry with SHA-256, appends the batch to one file
and calls fsync. "append" is Log.append: leaf hashes, the tree's edge, the durable journal, tiles every 4,096
entries. "append + checkpoint" also lays out the tiles, reads the new bytes back, recomputes the root and signs it,
per batch. Ratio: bare entries/s divided by the log's; 1.0 would be evidence for free."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--entries", type=int, default=20_000, help="entries per batch size above 1")
    parser.add_argument("--directory", type=Path, default=None, help="where to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as folder:
        print(f"{'batch':>6} {'bare/s':>10} {'append/s':>10} {'ratio':>6} {'+checkpoint/s':>14} {'ratio':>6}")
        for batch in BATCHES:
            entries = options.entries if batch > 1 else max(options.entries // 20, 50)
            print(_row(Path(folder), batch, entries), flush=True)
    print("\n" + METHOD.format(entry=ENTRY_BYTES))


def _row(folder: Path, batch: int, entries: int) -> str:
    rates = dict.fromkeys((_bare, _append, _append_and_checkpoint), 0.0)
    for round_ in range(3):
        for side in rates:
            rates[side] = max(rates[side], _rate(side, folder / f"{side.__name__}-{batch}-{round_}", batch, entries))
    bare, append, checkpoint = rates.values()
    sides = f"{append:>10,.0f} {bare / append:>6.2f} {checkpoint:>14,.0f} {bare / checkpoint:>6.2f}"
    return f"{batch:>6} {bare:>10,.0f} {sides}"


def _rate(side: Callable[[Path, Iterator[list[bytes]]], None], path: Path, batch: int, entries: int) -> float:
    rounds = max(entries // batch, 1)
    batches = [[os.urandom(ENTRY_BYTES) for _ in range(batch)] for _ in range(rounds)]
    begin = time.perf_counter()
    side(path, iter(batches))
    return rounds * batch / (time.perf_counter() - begin)


def _bare(path: Path, batches: Iterator[list[bytes]]) -> None:
    with path.open("ab", buffering=0) as file:
        for batch in batches:
            file.write(b"".join([entry + hashlib.sha256(entry).digest() for entry in batch]))
            os.fsync(file.fileno())


def _append(path: Path, batches: Iterator[list[bytes]]) -> None:
    with Log.create(path, "benchmark.example/log", signer=Ed25519Signer.generate()) as log:
        for batch in batches:
            log.append(batch)


def _append_and_checkpoint(path: Path, batches: Iterator[list[bytes]]) -> None:
    with Log.create(path, "benchmark.example/log", signer=Ed25519Signer.generate()) as log:
        for batch in batches:
            log.append(batch)
            log.checkpoint()


if __name__ == "__main__":
    main()
