"""Names of things: identifiers that sort by time, and the case numbers that people quote."""

from __future__ import annotations

import re
import secrets
import threading
from uuid import UUID

from shuzha.kernel.clock import Clock

_RANDOM_BITS = 62
_PREFIX = re.compile(r"[A-Z]{2,6}")


class Ids:
    """Makes UUIDs of version 7 from an injected clock; each is greater than all before it, even if the clock halts.

    Safe to share between threads. Cites: RFC 9562, section 5.7 and method 3 of 6.2.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        """A new identifier: 48 bits of milliseconds, 12 bits of fractions of one, 62 random bits."""
        with self._lock:
            ticks = int(self._clock.now().timestamp() * 1_000_000) * 4096 // 1000
            self._last = max(ticks, self._last + 1)
            milliseconds, fraction = divmod(self._last, 4096)
        head = milliseconds << 80 | 0x7 << 76 | fraction << 64
        return UUID(int=head | 0b10 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS))


def case_number(prefix: str, year: int, serial: int) -> str:
    """The number people quote: office, year of filing, running number in it: "ZQ-2026-000123".

    Raises: ValueError when `prefix` is not two to six capital letters or `serial` is not positive.
    """
    if not _PREFIX.fullmatch(prefix) or serial < 1:
        raise ValueError(f"not a case number: prefix {prefix!r}, serial {serial}")
    return f"{prefix}-{year:04d}-{serial:06d}"
