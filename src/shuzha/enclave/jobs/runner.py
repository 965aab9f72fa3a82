"""Runs a job in a worker under a lease, and ends it when the lease is stopped."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from shuzha.enclave.jobs.exits import Exits, Lease, LeaseRevokedError
from shuzha.enclave.jobs.pool import JobFailedError, Pool, Worker
from shuzha.enclave.lending import Lent
from shuzha.enclave.words import ParameterValue

_FAILED = (1 << 64) - 1
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What a job may use: DuckDB memory in bytes, threads, CPU and wall seconds, bytes of answer."""

    memory: int = 4 * _GIB
    threads: int = 2
    cpu_seconds: int = 120
    seconds: float = 120.0
    answer: int = _GIB


@dataclass(frozen=True, slots=True)
class Job:
    """Statements to run in order (the first takes the parameters), then the queries whose results are the answer."""

    statements: tuple[str, ...]
    queries: tuple[str, ...]
    tables: Mapping[str, Mapping[str, Lent]]
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A job that a stop ended: monotonic seconds of the signal and of its death."""

    job: str
    signalled_at: float
    dead_at: float


class Runner:
    """Jobs in warm workers; `exits` is the way out that `stop` closes."""

    def __init__(self, pool: Pool, exits: Exits, limits: Limits | None = None) -> None:
        self._pool, self.exits, self._limits = pool, exits, limits or Limits()
        self._signalled: list[tuple[Lease, Job, Worker, float]] = []
        self._lock = threading.Lock()
        self._at_work: set[str] = set()

    @property
    def running(self) -> int:
        """How many jobs run at this moment."""
        return len(self._at_work)

    def run(self, job: Job, lease: Lease) -> list[pa.Table]:
        """The results of the job's queries, in order.

        Raises: LeaseRevokedError when the lease does not stand or is stopped meanwhile;
        JobFailedError on any other end.
        """
        worker = self._pool.take()
        self._at_work.add(job.id)
        try:
            with self.exits.leaving(lease, lambda: self._signal(lease, job, worker)):
                results = self._converse(worker, job)
            if not self.exits.stands(lease):
                raise LeaseRevokedError(lease.id)
            return results
        except (OSError, pa.ArrowException) as error:
            if not self.exits.stands(lease):
                raise LeaseRevokedError(lease.id) from error
            raise JobFailedError(type(error).__name__) from error
        finally:
            self._at_work.discard(job.id)
            worker.close()

    def stop(self, lease_ids: Iterable[str]) -> list[Stopped]:
        """Ends every job and every delivery under these leases; when it returns, no byte of theirs leaves any more."""
        ids = set(lease_ids)
        self.exits.close(ids)
        with self._lock:
            ended = [entry for entry in self._signalled if entry[0].id in ids]
            self._signalled = [entry for entry in self._signalled if entry[0].id not in ids]
        return [Stopped(job.id, at, worker.wait_dead()) for _, job, worker, at in ended]

    def _signal(self, lease: Lease, job: Job, worker: Worker) -> None:
        with self._lock:
            self._signalled.append((lease, job, worker, time.monotonic()))
        worker.kill()

    def _converse(self, worker: Worker, job: Job) -> list[pa.Table]:
        deadline = time.monotonic() + self._limits.seconds
        _send(worker.link, job, self._limits)
        results: list[pa.Table] = []
        while True:
            (size,) = struct.unpack(">Q", _read(worker.link, 8, deadline))
            if size == 0:
                break
            if size == _FAILED:
                worker.link.settimeout(1)
                raise JobFailedError(f"the job raised {worker.link.recv(80).decode('ascii', 'replace')}")
            if size > self._limits.answer:
                raise JobFailedError("the answer is too large")
            results.append(pa.ipc.open_stream(_read(worker.link, size, deadline)).read_all())
        if len(results) != len(job.queries):
            raise JobFailedError("the job answered short")
        return results


def _send(link: socket.socket, job: Job, limits: Limits) -> None:
    descriptors: list[int] = []
    tables: dict[str, list[tuple[str, int]]] = {}
    for name, columns in job.tables.items():
        tables[name] = [(column, len(descriptors) + i) for i, column in enumerate(columns)]
        descriptors += [lent.descriptor for lent in columns.values()]
    lent_bytes = sum(lent.size for columns in job.tables.values() for lent in columns.values())
    body = json.dumps(
        {
            "tables": tables,
            "statements": job.statements,
            "queries": job.queries,
            "parameters": {k: {"date": v.isoformat()} if isinstance(v, date) else v for k, v in job.parameters.items()},
            "limits": {
                "memory": limits.memory,
                "threads": limits.threads,
                "cpu_seconds": limits.cpu_seconds,
                "address_space": 2 * limits.memory + lent_bytes + 4 * _GIB,
            },
        }
    ).encode()
    link.settimeout(limits.seconds)
    socket.send_fds(link, [struct.pack(">I", len(body))], descriptors)
    link.sendall(body)


def _read(link: socket.socket, size: int, deadline: float) -> bytearray:
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise JobFailedError("the job ran out of time")
        link.settimeout(left)
        try:
            got = link.recv_into(view[done:])
        except TimeoutError:
            raise JobFailedError("the job ran out of time") from None
        if not got:
            raise ConnectionResetError("the worker is gone")
        done += got
    return data
