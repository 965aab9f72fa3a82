"""What the gate does on its own every hour, beginning at its start: uploads that nobody registered are destroyed.

Their age is measured by the machine's clock, since a file's age is a fact of the machine and not of the model city.
"""

from __future__ import annotations

import logging
import threading
import traceback

from shuzha.gate.intake_desk import IntakeDesk
from shuzha.gate.policy import upload_term_at
from shuzha.kernel.clock import Clock, SystemClock

log = logging.getLogger(__name__)

HOUR = 3600.0


class Housekeeping(threading.Thread):
    """Sweeps the intake desk at once and every hour until stopped."""

    def __init__(self, desk: IntakeDesk, clock: Clock) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self._desk, self._clock = desk, clock
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            self.sweep()
            self._stopping.wait(HOUR)

    def sweep(self) -> int:
        """How many uploads were destroyed; a failure is logged by its place and tried again an hour later."""
        try:
            done = self._desk.expire(SystemClock().now() - upload_term_at(self._clock.now()))
        except Exception as fault:
            where = "".join(traceback.format_tb(fault.__traceback__))
            log.error("sweeping uploads failed with %s at\n%s", type(fault).__name__, where)
            return 0
        if done:
            log.info("destroyed %d uploads that nobody registered", done)
        return done

    def stop(self) -> None:
        self._stopping.set()
