"""A log to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shuzha.kernel.suites import Ed25519Signer
from shuzha.ledger.log import Log

ORIGIN = "city.example/evidence"


@pytest.fixture
def signer() -> Ed25519Signer:
    return Ed25519Signer(b"\x07" * 32)


@pytest.fixture
def log(tmp_path: Path, signer: Ed25519Signer) -> Iterator[Log]:
    """An empty log, open for writing."""
    with Log.create(tmp_path / "log", ORIGIN, signer=signer) as log:
        yield log
