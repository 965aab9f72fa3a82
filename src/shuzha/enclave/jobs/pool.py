"""Warm workers: started ahead, each for one job, so that a query does not wait for Python and DuckDB to load."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass

from shuzha.enclave.jobs.sandbox import Isolation, start

_PATIENCE = 30.0
# starting a worker takes most of a core: while another stands ready, the job just begun goes first for so long
_COURTESY = 0.5


class JobFailedError(Exception):
    """A job ended without an answer; the message is for the supervisor, never for the asker."""


@dataclass(slots=True)
class Worker:
    """A started worker and our end of its socket."""

    process: subprocess.Popen[bytes]
    link: socket.socket

    def kill(self) -> None:
        """SIGKILL to the worker's session; its namespaces die with it. Does not wait."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def wait_dead(self) -> float:
        """The monotonic time at which nothing of the worker is left:
        reaped, and nobody holds the socket's other end."""
        self.process.wait()
        return time.monotonic()

    def close(self) -> None:
        self.kill()
        self.process.wait()
        self.link.close()


class Pool:
    """Keeps `size` workers ready. One thread starts them all and lives as long as the pool,
    since workers die with it."""

    def __init__(self, isolation: Isolation, size: int = 2) -> None:
        self._isolation = isolation
        self._size, self._ready = size, queue.Queue[Worker]()
        self._wanted: queue.Queue[bool] = queue.Queue()
        self._urgent = threading.Event()
        self._urgent.set()
        self._thread = threading.Thread(target=self._spawn, name="worker-pool", daemon=True)
        for _ in range(size):
            self._wanted.put(True)
        self._thread.start()

    def _spawn(self) -> None:
        while self._wanted.get():
            self._urgent.wait(_COURTESY)
            worker = Worker(*start(self._isolation))
            worker.link.settimeout(_PATIENCE)
            with contextlib.suppress(OSError):
                if worker.link.recv(1) == b"R":
                    self._ready.put(worker)
                    if self._wanted.empty():
                        self._urgent.clear()
                    continue
            worker.close()
            time.sleep(0.2)
            self._wanted.put(True)

    def take(self) -> Worker:
        """A ready worker, to be used once. Raises: JobFailedError when none becomes ready."""
        self._wanted.put(True)
        if self._ready.qsize() <= 1:
            self._urgent.set()
        try:
            return self._ready.get(timeout=_PATIENCE)
        except queue.Empty:
            raise JobFailedError("no worker became ready") from None

    def wait_ready(self) -> None:
        """Returns when all workers stand ready. Raises: JobFailedError when they do not become so."""
        deadline = time.monotonic() + _PATIENCE
        self._urgent.set()
        while self._ready.qsize() < self._size:
            if time.monotonic() > deadline:
                raise JobFailedError("no worker became ready")
            time.sleep(0.01)

    def close(self) -> None:
        """Ends the pool and the workers still waiting."""
        self._wanted.put(False)
        self._urgent.set()
        self._thread.join(_PATIENCE)
        while not self._ready.empty():
            self._ready.get_nowait().close()
