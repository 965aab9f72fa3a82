"""The market's one way to the gate."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from shuzha.enclave.door import GateClient


def client() -> GateClient:
    """Speaks with this installation's gate."""
    return GateClient(Path(settings.SHUZHA_HOME) / "run" / "gate.sock")
