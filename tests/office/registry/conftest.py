"""A log for the tests of the register."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def logged(db: None, settings: Any, clock: Any, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Numbers and publishes every event so far, and says the log's key."""
    import os

    from shuzha.archive.evidence.sequencer import drain
    from shuzha.kernel.suites import Ed25519Signer
    from shuzha.ledger.log import Log

    settings.SHUZHA_HOME = tmp_path
    log = Log.create(tmp_path / "log", "city.test/log", signer=Ed25519Signer(os.urandom(32)))

    def publish() -> str:
        drain(log, clock.now())
        return str(log.keys[0])

    yield publish
    log.close()
