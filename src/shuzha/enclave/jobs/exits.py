"""The one way out: a byte leaves only while its lease stands, and never after a stop was acknowledged.

Whoever sends an answer does so inside `leaving`. `stop` closes the way, cuts what is being sent,
and returns when no one
is inside any more; both decide under one lock, so there is no moment between.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shuzha.enclave.ports import LeaseBook


class LeaseRevokedError(Exception):
    """The lease does not stand (any more); nothing may leave under it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease and the epoch at which it was granted."""

    id: str
    epoch: int = 0


class Exits:
    """Leases that were stopped, and everything on its way out. A stopped lease never resumes; a new one is granted."""

    def __init__(self, leases: LeaseBook) -> None:
        self._leases = leases
        self._changed = threading.Condition()
        self._stopped: set[str] = set()
        self._inside: dict[object, tuple[str, Callable[[], object]]] = {}

    @contextlib.contextmanager
    def leaving(self, lease: Lease, cut: Callable[[], object]) -> Iterator[None]:
        """Holds the way open while bytes leave or a job runs. `cut` MUST end the block soon, from another thread.

        Raises: LeaseRevokedError when the lease does not stand, or cannot be read.
        """
        token = object()
        with self._changed:
            if not self.stands(lease):
                raise LeaseRevokedError(lease.id)
            self._inside[token] = (lease.id, cut)
        try:
            yield
        finally:
            with self._changed:
                del self._inside[token]
                self._changed.notify_all()

    def stands(self, lease: Lease) -> bool:
        """Whether the lease stands now; a lease that cannot be read does not."""
        try:
            return lease.id not in self._stopped and self._leases.is_live(lease.id, lease.epoch)
        except Exception:
            return False

    def close(self, lease_ids: Iterable[str]) -> None:
        """Closes the way for these leases and returns when nothing under them is inside."""
        ids = set(lease_ids)
        with self._changed:
            self._stopped |= ids
            for lease_id, cut in list(self._inside.values()):
                if lease_id in ids:
                    with contextlib.suppress(OSError):
                        cut()
            while any(lease_id in ids for lease_id, _ in self._inside.values()):
                self._changed.wait()
