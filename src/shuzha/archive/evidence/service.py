"""The sequencer as a process: it alone holds the log's signing key."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from types import FrameType

from shuzha.kernel.suites import Ed25519Signer

# How long events gather before they are written and signed together: a signature costs several flushes to disk.
PAUSE_SECONDS = 0.05


def main() -> None:
    """Drains the outbox into the log until told to stop. Raises: AlreadyRunning when another sequencer is at work."""
    import django

    django.setup()
    from shuzha.archive.clock import city_clock
    from shuzha.archive.evidence.queries import log_directory
    from shuzha.archive.evidence.sequencer import claim, drain, waiting
    from shuzha.ledger.log import Log

    stopping = _stop_on_signal()
    claim()
    signer = signing_key()
    log_dir = log_directory()
    if not (log_dir / "log.json").exists():
        Log.create(log_dir, origin=os.environ.get("SHUZHA_LOG_ORIGIN", "shuzha.example/log"), signer=signer).close()
    with Log.open(log_dir, signer=signer) as log:
        drain(log, city_clock().now())
        while not stopping:
            time.sleep(PAUSE_SECONDS)
            if waiting():
                drain(log, city_clock().now())


def signing_key() -> Ed25519Signer:
    """The log's key, made on first use in the directory only the sequencer opens."""
    from django.conf import settings

    path = Path(settings.SHUZHA_HOME) / "keys" / "sequencer" / "log.key"
    if path.exists():
        return Ed25519Signer(path.read_bytes())
    signer = Ed25519Signer.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(signer.secret_bytes())
        out.flush()
        os.fsync(out.fileno())
    return signer


def _stop_on_signal() -> list[int]:
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return received


if __name__ == "__main__":
    main()
