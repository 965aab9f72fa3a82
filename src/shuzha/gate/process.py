"""Puts the gate together: keys, vault, memory, gatekeeper, desks; then serves until told to end."""

from __future__ import annotations

import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connections

from shuzha.archive.clock import city_clock
from shuzha.archive.grants.models import Grant
from shuzha.enclave.differencing.memory import Memory
from shuzha.enclave.gatekeeper import Gatekeeper
from shuzha.enclave.jobs.exits import Exits
from shuzha.enclave.jobs.pool import Pool
from shuzha.enclave.jobs.runner import Runner
from shuzha.enclave.jobs.sandbox import Isolation
from shuzha.enclave.lending import Lender
from shuzha.enclave.recipients import Recipients
from shuzha.enclave.row_answers import RowAnswers
from shuzha.enclave.vault.keyring import Keyring
from shuzha.enclave.vault.vault import Vault
from shuzha.gate.archive_ports import ArchiveGrants, ArchiveJudgements, ArchiveLeases, ArchiveRows, VaultColumns
from shuzha.gate.housekeeping import Housekeeping
from shuzha.gate.intake_desk import IntakeDesk
from shuzha.gate.listener import LeaseListener
from shuzha.gate.memory import SealedMemory
from shuzha.gate.requests import Fields
from shuzha.gate.sealed_upload import SealingKey
from shuzha.gate.server import GateServer, Operation, Reply
from shuzha.gate.use_desk import UseDesk

log = logging.getLogger(__name__)

VERSION = 1
WARM_WORKERS = 2
QUANTUM_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Places:
    """Where the gate finds what it needs below an installation's home, and who may speak to it."""

    keys: Path
    vault: Path
    socket: Path
    suite: str
    peers: frozenset[int]

    @classmethod
    def below(cls, home: Path) -> Places:
        """The places of an installation; SHUZHA_SUITE and SHUZHA_GATE_PEERS (user ids) refine them."""
        named = os.environ.get("SHUZHA_GATE_PEERS", "")
        peers = {int(uid) for uid in named.split(",") if uid.strip()}
        return cls(
            home / "keys" / "gate",
            home / "vault",
            (home / "run").resolve() / "gate.sock",
            os.environ.get("SHUZHA_SUITE", "intl"),
            frozenset(peers | {os.geteuid(), 0}),
        )


class Gate:
    """The running gate."""

    def __init__(self, places: Places) -> None:
        """Opens everything. Raises: Tampered or KeyringError, and then the gate does not start."""
        self._clock = city_clock()
        self._keyring = Keyring.open_or_create(places.keys, places.suite)
        vault = Vault(places.vault, self._keyring)
        memory = Memory(SealedMemory(places.vault, self._keyring))
        self._isolation = Isolation.probe()
        self._leases = ArchiveLeases(self._clock)
        self._pool = Pool(self._isolation, WARM_WORKERS)
        runner, lender = Runner(self._pool, Exits(self._leases)), Lender(VaultColumns(vault), memory)
        gatekeeper = Gatekeeper(
            runner=runner,
            lender=lender,
            memory=memory,
            sink=ArchiveJudgements(),
            isolation=self._isolation,
            quantum=QUANTUM_SECONDS,
        )
        rows = RowAnswers(
            runner=runner,
            lender=lender,
            sink=ArchiveJudgements(),
            given=ArchiveRows(),
            recipients=Recipients(self._keyring.derive("recipients' pseudonyms")),
            isolation=self._isolation,
        )
        self._use = UseDesk(gatekeeper, rows, ArchiveGrants(vault), self._leases, self._clock)
        self._sealing = SealingKey()
        self._intake = IntakeDesk(vault, self._sealing)
        self._listener = LeaseListener(self._heard, self._read_all_leases)
        self.housekeeping = Housekeeping(self._intake, self._clock)
        self.server = GateServer(
            places.socket, self._operations(), places.peers, close_old_connections, connections.close_all
        )

    def run(self) -> None:
        """Serves until SIGTERM or SIGINT."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.server.close())
        log.info("the gate is open; jobs are kept apart by: %s", self._isolation.value)
        self.start_threads()
        self.server.serve()
        self.close()

    def start_threads(self) -> None:
        self._listener.start()
        self.housekeeping.start()

    def close(self) -> None:
        """Ends listening, housekeeping and the warm workers."""
        for thread in (self._listener, self.housekeeping):
            thread.stop()
            thread.join(5)
        self._pool.close()

    def _operations(self) -> dict[str, Operation]:
        return {
            "hello": self._hello,
            "status": self._status,
            "intake.begin": self._intake.begin,
            "intake.chunk": self._intake.chunk,
            "intake.profile": self._intake.profile,
            "intake.commit": self._intake.commit,
            "intake.discard": self._intake.discard,
            "schema": self._use.schema,
            "query": self._use.query,
            "review": self._use.review,
            "trace": self._use.trace,
            "call": self._use.call,
            "stop": self._use.stop,
        }

    def _hello(self, _: Fields, __: bytes) -> Reply:
        return Reply({"version": VERSION, "sealing": self._sealing.as_json()})

    def _status(self, _: Fields, __: bytes) -> Reply:
        state: dict[str, Any] = {
            "suite": self._keyring.suite.name,
            "isolation": self._isolation.value,
            "isolation_text": self._isolation.label.as_json(),
            "running": self._use.running,
            "hears_cutoffs": self._listener.hearing.is_set(),
            "now": self._clock.now().isoformat(),
        }
        return Reply(state)

    def _heard(self, grant_id: str) -> None:
        try:
            done = self._use.stop_grant(grant_id)
            log.info("grant %s: %d jobs ended within %.3f s", grant_id, len(done["jobs"]), done["seconds"])
        except (Grant.DoesNotExist, ValueError):
            log.warning("a notice named no grant")
        finally:
            close_old_connections()

    def _read_all_leases(self) -> None:
        for grant_id in Grant.objects.values_list("id", flat=True):
            self._heard(str(grant_id))
