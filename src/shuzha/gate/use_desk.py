"""Lets data be used: queries, interfaces, and their stopping. Everything goes through the one gatekeeper."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa

from shuzha.enclave import words
from shuzha.enclave.differencing.memory import to_stream
from shuzha.enclave.gatekeeper import Gatekeeper
from shuzha.enclave.jobs.exits import LeaseRevokedError
from shuzha.enclave.jobs.runner import Stopped
from shuzha.enclave.outcomes import Outcome, Refusal, Release
from shuzha.enclave.refusals import deny
from shuzha.enclave.row_answers import RowAnswers
from shuzha.gate.archive_ports import ArchiveGrants, ArchiveLeases, parameters_of
from shuzha.gate.meter import Meter
from shuzha.gate.policy import policy_at
from shuzha.gate.reasons import malformed, unknown
from shuzha.gate.requests import Fields
from shuzha.gate.server import Leaving, Reply, SealedAnswer
from shuzha.kernel.clock import Clock
from shuzha.kernel.decision import Refused

TRACED = 10_000


class UseDesk:
    """The gate's operations schema, query, review, trace, call and stop."""

    def __init__(
        self, gatekeeper: Gatekeeper, rows: RowAnswers, grants: ArchiveGrants, leases: ArchiveLeases, clock: Clock
    ) -> None:
        self._rows = rows
        self._gatekeeper, self._grants, self._leases, self._clock = gatekeeper, grants, leases, clock
        self._meter = Meter(clock)
        self._ended: dict[str, tuple[str, list[Stopped]]] = {}
        self._lock = threading.Lock()

    @property
    def running(self) -> int:
        """How many jobs run at this moment."""
        return self._gatekeeper.running

    def schema(self, fields: Fields, _: bytes) -> Reply:
        """What the grant gives, to a person registered under it; a stranger learns not even that it exists."""
        grant_id, actor = fields.identifier("grant"), fields.text("actor", 64)
        if actor not in self._grants.grant(grant_id).persons:
            raise unknown("grant")
        return Reply({"tables": self._grants.schema(grant_id)})

    def query(self, fields: Fields, _: bytes) -> Reply:
        """Runs SQL under a grant; `form` rows or, unless said, statistics."""
        form = fields.text("form", 20) if fields.has("form") else words.Form.STATISTICS.value
        if form not in (words.Form.ROWS, words.Form.STATISTICS):
            raise malformed("form")
        request = self._request(fields, self._grants.grant(fields.identifier("grant")), fields.text("sql"))
        ask = self._rows.query if form == words.Form.ROWS else self._gatekeeper.query
        return self._reply(request, ask(request, policy_at(request.at)))

    def trace(self, fields: Fields, _: bytes) -> Reply:
        """Who was given a copy in which these pseudonyms stand: persons with how many of them."""
        pseudonyms = fields.texts("pseudonyms", TRACED, 64)
        persons = [str(person) for person in self._grants.persons()]
        found = self._rows.given_to(pseudonyms, persons)
        return Reply({"persons": [{"person": person, "matches": count} for person, count in found.items()]})

    def review(self, fields: Fields, _: bytes) -> Reply:
        """Judges the template of an interface without running it on data."""
        grant = self._grants.grant(fields.identifier("grant"))
        request = self._request(fields, grant, fields.text("sql"))
        interface = words.Interface("", request.sql, parameters_of(fields.mappings("parameters")))
        judged = self._gatekeeper.review_interface(interface, grant, request, policy_at(request.at))
        if isinstance(judged, tuple):
            raise Refused(judged)
        return Reply({"form": judged.form.value, "grade": judged.plan.highest_grade, "used": judged.plan.used})

    def call(self, fields: Fields, _: bytes) -> Reply:
        """Binds a reviewed interface and runs it under the grant it stands on.

        A buyer calls under an order, which is metered; without an order only the grant's own persons may try it.
        """
        interface, grant_id = self._grants.interface(fields.identifier("interface"))
        grant, at = self._grants.grant(grant_id), self._clock.now()
        actor, face = fields.text("actor", 64), fields.text("face", 40)
        entitlement = self._meter.entitlement(fields, interface.id) if fields.has("order") else None
        if entitlement is None and actor not in grant.persons:
            raise unknown("interface")
        request = words.Request(grant, actor, grant.purpose, interface.sql, face, at)
        outcome = self._gatekeeper.call(interface, fields.mapping("values"), request, policy_at(at))
        if entitlement is not None and isinstance(outcome, Release):
            self._meter.count(entitlement, fields)
            # A buyer is not told that somebody else asked the same before.
            outcome = replace(outcome, repeated=False)
        return self._reply(request, outcome)

    def stop(self, fields: Fields, _: bytes) -> Reply:
        """Reads the grant's leases again and ends what stands no more; answers when no byte can leave."""
        return Reply(self.stop_grant(fields.identifier("grant")))

    def stop_grant(self, grant_id: str) -> dict[str, Any]:
        """Ends everything under leases of the grant that stand no more. Times are seconds from the call.

        The jobs are all that this halt ended, whoever made the gate look first: the database's notice or a request.
        """
        began = time.monotonic()
        dead = self._leases.dead(grant_id)
        stopped = self._gatekeeper.stop(dead)
        return {
            "leases": len(dead),
            "jobs": [
                {"job": one.job, "signalled": max(0.0, one.signalled_at - began), "dead": max(0.0, one.dead_at - began)}
                for one in self._ended_by(grant_id, dead, stopped)
            ],
            "seconds": time.monotonic() - began,
        }

    def _ended_by(self, grant_id: str, dead: list[str], stopped: list[Stopped]) -> list[Stopped]:
        latest = dead[-1] if dead else ""
        with self._lock:
            halt, ended = self._ended.get(grant_id, ("", []))
            self._ended[grant_id] = (latest, [*(ended if halt == latest else ()), *stopped])
            return self._ended[grant_id][1]

    def _request(self, fields: Fields, grant: words.Grant, sql: str) -> words.Request:
        actor, purpose, face = fields.text("actor", 64), fields.text("purpose", 60), fields.text("face", 40)
        return words.Request(grant, actor, purpose, sql, face, self._clock.now())

    def _reply(self, request: words.Request, outcome: Outcome) -> Reply:
        if isinstance(outcome, Refusal):
            raise Refused(outcome.denials)
        if not isinstance(outcome, Release):
            raise SealedAnswer(outcome.text)
        meta = {"rows": outcome.table.num_rows, "columns": _columns(outcome.table), "repeated": outcome.repeated}
        meta["cut"] = outcome.cut
        return Reply({"meta": meta}, to_stream(outcome.table), self._way_out(request))

    def _way_out(self, request: words.Request) -> Leaving:
        @contextlib.contextmanager
        def leaving(cut: Callable[[], object]) -> Iterator[None]:
            try:
                with self._gatekeeper.leaving(request.grant, cut):
                    yield
            except LeaseRevokedError:
                raise Refused([deny(policy_at(request.at), "lease-revoked", "grant")]) from None

        return leaving


def _columns(table: pa.Table) -> list[dict[str, str]]:
    return [{"name": field.name, "type": str(field.type)} for field in table.schema]
