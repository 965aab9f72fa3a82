"""Time is given, never taken: everything that needs the time is handed a clock.

The model city lives in its own time: `CityClock` keeps the distance between the city's clock and the machine's in a
small file that every process of the platform reads, so that all of them agree and the story can move it forward.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, with a time zone."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that a test sets and moves by hand."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


@dataclass(frozen=True)
class CityClock:
    """The model city's clock: the machine's clock shifted by the number of seconds kept in `path`."""

    path: Path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def set(self, at: datetime) -> None:
        """Makes the city's present `at`; replaces the file in one step, so that no reader sees half of it."""
        offset = (at - datetime.now(UTC)).total_seconds()
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps({"offset_seconds": offset}))
        draft.chmod(0o644)
        os.replace(draft, self.path)

    def _offset(self) -> float:
        try:
            return float(json.loads(self.path.read_text())["offset_seconds"])
        except FileNotFoundError:
            return 0.0
