"""A long log: how fast it grows when every batch comes twice, what a proof, a full check and its disk cost at its end, and
how long it takes from an entry to a checkpoint that two of three witnesses have cosigned.

Run: python -m benchmarks.log_scale [--entries 1000000] [--directory DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log
from shuzha.ledger.policy import Policy
from shuzha.ledger.tree import Tree
from shuzha.ledger.witness_client import Witnesses, over_http
from shuzha.site.services import keys
from shuzha.site.services.home import Home
from shuzha.site.services.lineup import answers_on_socket, lineup

BATCH, ENTRY_BYTES = 2000, 400
PROOFS, PUBLICATIONS = 5000, 200
METHOD = """\
Method: {entries:,} random entries of {size} B, in batches of {batch:,}. "bare" hashes each entry, appends the batch to
one file and calls fsync. "log" is Log.append with its position, each batch sent twice (the second time it is compared
with what the log holds and not added), a checkpoint every 10 batches with the stored bytes verified anew. "proof" is
one inclusion proof at that size for a random entry, {proofs:,} of them, and its verification apart. "fsck" reads and
recomputes everything. "disk" is what lies on the disk divided by the entries and one hash each. "cosigned" is one
entry appended and published as cosigned by two of three witness processes over Unix sockets, {publications} times.
One run, one process for the log; the directory is on the machine's own disk."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--directory", type=Path, default=None, help="where to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as folder:
        place = Path(folder)
        place.chmod(0o755)
        bare = options.entries / _timed(lambda: _bare(place / "bare", options.entries))
        (place / "bare").unlink()
        signer = Ed25519Signer.generate()
        with Log.create(place / "log", "shuzha.example/log", signer=signer) as log:
            rate = options.entries / _timed(lambda: _grow(log, options.entries))
            print(
                f"append    bare {bare:,.0f}/s   log, every batch twice {rate:,.0f}/s   ratio {bare / rate:.1f}",
                flush=True,
            )
        reading = Log.open(place / "log")
        _proofs(reading)
        took = _timed(lambda: _sound(reading))
        print(f"fsck      {reading.size:,} entries in {took:.1f} s ({reading.size / took:,.0f}/s)", flush=True)
        on_disk = sum(file.stat().st_size for file in (place / "log").rglob("*") if file.is_file())
        print(f"disk      {on_disk / (reading.size * (ENTRY_BYTES + 32)):.3f}x of entries and one hash each")
        with Log.open(place / "log", signer) as log:
            _cosigned(place, log)
    print(
        "\n"
        + METHOD.format(
            entries=options.entries, size=ENTRY_BYTES, batch=BATCH, proofs=PROOFS, publications=PUBLICATIONS
        )
    )


def _timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def _batches(entries: int) -> Iterator[list[bytes]]:
    for first in range(0, entries, BATCH):
        yield [os.urandom(ENTRY_BYTES) for _ in range(min(BATCH, entries - first))]


def _bare(path: Path, entries: int) -> None:
    with path.open("ab", buffering=0) as file:
        for batch in _batches(entries):
            file.write(b"".join([entry + hashlib.sha256(entry).digest() for entry in batch]))
            os.fsync(file.fileno())


def _grow(log: Log, entries: int) -> None:
    for number, batch in enumerate(_batches(entries), 1):
        first = log.size
        log.append(batch, at=first)
        log.append(batch, at=first)
        if number % 10 == 0:
            log.checkpoint()
    log.checkpoint()


def _proofs(log: Log) -> None:
    draw, tree, size = random.Random(1), Tree(), log.size
    root, making, checking = log.root(size), list[float](), list[float]()
    for _ in range(PROOFS):
        index = draw.randrange(size)
        begin = time.perf_counter()
        proof = log.inclusion(index, size)
        made = time.perf_counter()
        leaf = tree.leaf(log.entry(index))
        read = time.perf_counter()
        tree.verify_inclusion(leaf, index, size, proof, root)
        making.append(made - begin)
        checking.append(time.perf_counter() - read)
    print(f"proof     at {size:,}: {_percentiles(making)}; verified in {_percentiles(checking)}", flush=True)


def _sound(log: Log) -> None:
    found = log.fsck()
    assert not found, found[:3]


def _cosigned(place: Path, log: Log) -> None:
    """Raises: AssertionError when a publication fails."""
    times = []
    with _witnesses(place) as witnesses:
        log.checkpoint(witnesses.cosign)
        for _ in range(PUBLICATIONS):
            begin = time.perf_counter()
            log.append([os.urandom(ENTRY_BYTES)])
            log.checkpoint(witnesses.cosign)
            times.append(time.perf_counter() - begin)
    print(f"cosigned  {_percentiles(times)}", flush=True)


@contextmanager
def _witnesses(place: Path) -> Iterator[Witnesses]:
    """The three processes that an installation starts with."""
    home = Home.at(place)
    home.settle(os.geteuid())
    keys.prepare(home)
    services = lineup(home, 0)[:3]
    started = [subprocess.Popen(service.command, stdout=subprocess.DEVNULL) for service in services]
    try:
        while not all(answers_on_socket(str(home.run / f"{service.name}.sock")) for service in services):
            time.sleep(0.05)
        witnesses = Witnesses(Policy.parse(home.witnesses.read_text()), over_http(home.run))
        yield witnesses
        witnesses.close()
    finally:
        for process in started:
            process.kill()
            process.wait()


def _percentiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2] * 1e3:.2f} ms, p99 {ordered[int(len(ordered) * 0.99)] * 1e3:.2f} ms"


if __name__ == "__main__":
    main()
