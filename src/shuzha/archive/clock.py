"""The clock of this installation: the model city's own in the demonstration, the machine's everywhere else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from shuzha.kernel.clock import CityClock, Clock, SystemClock


def city_clock() -> Clock:
    """The clock every page, gate and service of this installation goes by."""
    return CityClock(Path(settings.SHUZHA_HOME) / "city-clock.json") if settings.SHUZHA_DEMO else SystemClock()
