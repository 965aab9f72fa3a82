"""The way into the log and back: appending to long streams, draining the outbox, auditing everything.

Run: python -m benchmarks.evidence [--events 50000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks._installation import installation, processes
from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log

LONG = 10_000
SLICE = 2000
BATCH = 2000
APPENDS = 100
WARM_UP = 50
ROUNDS = 5
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
METHOD = """\
Method: {events:,} events of about {entry} B as log entries lie in the embedded PostgreSQL, fsync on, all waiting in
the outbox: half in streams of up to {long:,}, half as the two events each of {cases:,} copies of one real case.
"append" is append_next as a sign-in or a use calls it, {appends} times at the end of a stream of {long:,} events
against as many at the end of a short one, in turns, {rounds} rounds, the best of each. "drain" is the sequencer's own
function, from the outbox to the signed checkpoint; bare, the same entries appended to a log by batches of the same
size and signed once, without a database. "audit" is the whole audit (the log itself, every event against its entry,
events without entry and entries without event, and every case's stored state against its events); bare, the check of
the log alone. One run of these two, in this order. Ratio: the time of the whole divided by that of the bare."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=40_000)
    options = parser.parse_args()
    with installation() as home:
        with processes(home, "web") as web:
            cases = web.submit(_fill, options.events // 2).result()
            rounds = [tuple(web.map(_appending, ["short", "long-0"])) for _ in range(ROUNDS)]
        short, long = (min(times) for times in zip(*rounds, strict=True))
        print(
            f"append   short stream {short * 1e3:.2f} ms   long stream {long * 1e3:.2f} ms   ratio {long / short:.2f}"
        )
        with processes(home, "sequencer") as one:
            drained, entries = one.submit(_drain).result()
        count, bare = len(entries), _bare_log(entries)
        print(f"drain    bare {count / bare:,.0f}/s   drained {count / drained:,.0f}/s   ratio {drained / bare:.1f}")
        with processes(home, "web") as web:
            alone, whole = web.submit(_audit).result()
        print(f"audit    log alone {alone:.1f} s   everything {whole:.1f} s   ratio {whole / alone:.1f}")
    size = sum(map(len, entries)) // count
    print("\n" + METHOD.format(events=count, entry=size, long=LONG, appends=APPENDS, rounds=ROUNDS, cases=cases))


def _timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def _bare_log(entries: Sequence[bytes]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        log = Log.create(Path(folder) / "log", "benchmark.example/log", signer=Ed25519Signer.generate())

        def append() -> None:
            for first in range(0, len(entries), BATCH):
                log.append(entries[first : first + BATCH])
            log.checkpoint()

        with log:
            return _timed(append)


# ---- in processes of the platform's roles ----------------------------------------------------------------------------


def _fill(each: int) -> int:
    """Writes `each` events into long streams and as many into cases; returns how many cases."""
    from benchmarks._trade import trade
    from shuzha.archive.cases.models import CaseRecord, EventRecord, Outbox

    commands = trade().commands()
    next(commands)
    next(commands)
    case = CaseRecord.objects.get(procedure="zones.personnel")
    pattern = list(EventRecord.objects.filter(stream=case.stream).order_by("seq"))
    copies = [_copy(case, id=(key := uuid.uuid4()), number=key.hex) for _ in range(each // len(pattern))]
    CaseRecord.objects.bulk_create(copies, batch_size=SLICE)
    of_cases = [_event(event, copy.stream, event.seq) for copy in copies for event in pattern]
    of_streams = [_event(pattern[0], f"long-{n // LONG}", n % LONG) for n in range(each)]
    for events in (of_cases, of_streams):
        for first in range(0, each, SLICE):
            written = EventRecord.objects.bulk_create(events[first : first + SLICE])
            Outbox.objects.bulk_create(Outbox(event=event) for event in written)
    return len(copies)


def _event(pattern: Any, stream: str, seq: int) -> Any:
    return _copy(pattern, id=None, stream=stream, seq=seq, command_id=uuid.uuid4().hex, salt=os.urandom(16))


def _copy(row: Any, **changed: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**values | changed)


def _appending(stream: str) -> float:
    """Seconds that one of many appends to that stream takes."""
    from shuzha.archive.cases.streams import append_next

    def append(times: int) -> None:
        for _ in range(times):
            append_next(stream=stream, command_id=uuid.uuid4().hex, type="used", at=NOW, data={"rows": 12})

    append(WARM_UP)
    return _timed(lambda: append(APPENDS)) / APPENDS


def _drain() -> tuple[float, list[bytes]]:
    """Seconds to drain all that waits, and the entries that this made."""
    from shuzha.archive.evidence.queries import log_directory
    from shuzha.archive.evidence.sequencer import drain

    with Log.create(log_directory(), "benchmark.example/log", signer=Ed25519Signer.generate()) as log:
        taken = _timed(lambda: drain(log, NOW))
        return taken, [entry for entry in log.entries(0, log.size) if isinstance(entry, bytes)]


def _audit() -> tuple[float, float]:
    """Seconds to check the log alone, and everything. Raises: AssertionError when it does not come out clean."""
    from shuzha.archive.cases.models import CaseRecord
    from shuzha.archive.evidence.audit import audit
    from shuzha.archive.evidence.queries import log_directory

    written_directly = set(CaseRecord.objects.filter(version=0).values_list("number", flat=True))
    found: list[Any] = []
    alone = _timed(lambda: found.extend(Log.open(log_directory()).fsck()))
    whole = _timed(lambda: found.extend(d for d in audit() if d.place not in written_directly))
    assert not found, found[:3]
    return alone, whole


if __name__ == "__main__":
    main()
