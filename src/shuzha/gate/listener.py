"""Hears of cut-offs the moment they are decided: the database tells, so that nobody has to ask the gate to stop.

While it cannot hear, nothing is less safe: every lease is read again before an output leaves. What is lost is only the
speed at which a running job dies, and it is made up for by reading all leases again after each reconnection.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import psycopg
from django.db import connection as django_connection
from django.db import connections
from psycopg.conninfo import make_conninfo

log = logging.getLogger(__name__)

CHANNEL = "lease"
RECONNECT_SECONDS = 0.5
POLL_SECONDS = 1.0


class LeaseListener(threading.Thread):
    """Calls `on_change` with the grant's identifier at each notice, and `on_reconnect` after each (re)connection."""

    def __init__(self, on_change: Callable[[str], object], on_reconnect: Callable[[], object]) -> None:
        super().__init__(name="lease-listener", daemon=True)
        self._on_change, self._on_reconnect = on_change, on_reconnect
        self._stopping = threading.Event()
        self.hearing = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("the lease channel was lost (%s); connecting again", type(error).__name__)
            finally:
                self.hearing.clear()
            self._stopping.wait(RECONNECT_SECONDS)
        connections.close_all()

    def stop(self) -> None:
        self._stopping.set()

    def _listen(self) -> None:
        with psycopg.connect(_conninfo(), autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self.hearing.set()
            self._on_reconnect()
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=POLL_SECONDS):
                    self._on_change(notice.payload)


def _conninfo() -> str:
    known = django_connection.get_connection_params()
    kept = {key: str(known[key]) for key in ("dbname", "user", "password", "host", "port", "sslmode") if known.get(key)}
    return make_conninfo("", **kept)
