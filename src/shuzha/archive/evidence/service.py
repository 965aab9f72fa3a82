"""The sequencer as a process: it alone holds the log's signing key."""

from __future__ import annotations

import logging
import os
import signal
import time
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from shuzha.ledger import unpublished
from shuzha.ledger.keyfile import signer_in
from shuzha.ledger.policy import Policy
from shuzha.ledger.witness_client import TooFew, Witnesses, over_http

if TYPE_CHECKING:
    from shuzha.ledger.log import Log

# How long events gather before they are written and signed together: a signature costs several flushes to disk.
PAUSE_SECONDS = 0.05
# How long it waits before it asks again witnesses who were too few.
RETRY_SECONDS = 1.0
log = logging.getLogger(__name__)


def main() -> None:
    """Drains the outbox into the log until told to stop. Raises: AlreadyRunning when another sequencer is at work;
    OSError or ValueError when the policy of witnesses is missing or wrong."""
    import django
    from django.conf import settings

    django.setup()
    from shuzha.archive.clock import city_clock
    from shuzha.archive.evidence.queries import log_directory
    from shuzha.archive.evidence.sequencer import claim, waiting
    from shuzha.ledger.log import Log

    stopping = _stop_on_signal()
    claim()
    home = Path(settings.SHUZHA_HOME)
    witnesses = Witnesses(Policy.parse((home / "witnesses").read_text()), over_http((home / "run").resolve()))
    signer = signer_in(home / "keys" / "sequencer" / "log.key", "Ed25519")
    log_dir = log_directory()
    if not (log_dir / "log.json").exists():
        Log.create(log_dir, origin=os.environ.get("SHUZHA_LOG_ORIGIN", "shuzha.example/log"), signer=signer).close()
    with Log.open(log_dir, signer=signer) as opened:
        published = False
        while not stopping:
            if not published or waiting():
                published = published_all(opened, witnesses, city_clock().now())
            time.sleep(PAUSE_SECONDS if published else RETRY_SECONDS)
    witnesses.close()


def published_all(opened: Log, witnesses: Witnesses, at: datetime) -> bool:
    """Whether everything that waited is in the log and published as cosigned; if not, the note beside the log says
    why, and whoever asks again later finds every entry kept."""
    from shuzha.archive.evidence.sequencer import drain

    try:
        drain(opened, at, witnesses.cosign)
    except TooFew as trouble:
        if not unpublished.read(opened.directory):
            log.warning("!! 联署不足，暂缓发布 / publication waits for witnesses: %s", trouble)
        unpublished.note(opened.directory, trouble, at.isoformat(timespec="seconds"))
        return False
    unpublished.clear(opened.directory)
    return True


def _stop_on_signal() -> list[int]:
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return received


if __name__ == "__main__":
    main()
