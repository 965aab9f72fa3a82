"""What the enclave asks of the world: columns, leases, memory, and a sink for judgements.
The gate process supplies them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pyarrow as pa

from shuzha.enclave.words import Form, Request
from shuzha.kernel.decision import Deny
from shuzha.kernel.text import Text


class ColumnVault(Protocol):
    """Encrypted column objects; decrypts into memory only."""

    def read_columns(self, resource_id: str, columns: Sequence[str], version: str) -> pa.Table:
        """The named columns of one version, in stored row order, which MUST be the same at every call."""
        ...


class LeaseBook(Protocol):
    """The leases under which jobs run. MUST read the present truth at every call; MUST NOT cache."""

    def is_live(self, lease_id: str, epoch: int) -> bool:
        """Whether the lease stands, at this epoch. Any failure to read it MUST raise,
        which the enclave takes for no."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """One entry of the differencing memory. `kind` is "units" (who stands at which index) or "release".

    `cells` is compressed; for "units" it holds the units' identifiers, so the store is as confidential as the data.
    `question` is the digest under which `answer` (an Arrow stream) is given again.
    """

    kind: str
    domain: str
    operator: str
    question: str
    cells: bytes
    answer: bytes


class MemoryStore(Protocol):
    """The differencing memory at rest."""

    def append(self, record: MemoryRecord) -> None:
        """MUST be durable when it returns; records are never changed or removed."""
        ...

    def records(self) -> Iterable[MemoryRecord]:
        """Every record, in the order appended."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one request, for the log. `private_reason` and `cells` are for the supervisor only; `rows` are the
    rows that were given where rows were asked for."""

    outcome: str
    grant_id: str
    operator: str
    actor: str
    purpose: str
    face: str
    at: datetime
    sql: str
    interface_id: str = ""
    denials: tuple[Deny, ...] = ()
    private_reason: Text | None = None
    cells: int = 0
    smallest_cell: int = 0
    columns: tuple[str, ...] = ()
    repeated: bool = False
    form: Form = Form.STATISTICS
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        """JSON-ready fields, in a stable order."""
        return {
            "outcome": self.outcome,
            "grant": self.grant_id,
            "operator": self.operator,
            "actor": self.actor,
            "purpose": self.purpose,
            "face": self.face,
            "at": self.at.isoformat(),
            "sql": self.sql,
            "interface": self.interface_id,
            "denials": [d.as_json() for d in self.denials],
            "private_reason": self.private_reason.as_json() if self.private_reason else None,
            "cells": self.cells,
            "smallest_cell": self.smallest_cell,
            "columns": list(self.columns),
            "repeated": self.repeated,
            "form": self.form.value,
            "rows": self.rows,
        }


def judgement(outcome: str, request: Request, interface_id: str = "", *, form: Form) -> Judgement:
    """The judgement on a request, before what it led to is filled in."""
    grant, words = request.grant, (request.purpose, request.face, request.at, request.sql)
    return Judgement(outcome, grant.id, grant.operator, request.actor, *words, interface_id, form=form)


class RowsGiven(Protocol):
    """How many rows people were given. MUST count every answer that the sink has recorded."""

    def rows_given(self, grant_id: str, actor: str, at: datetime) -> int:
        """The rows that the actor was given under the grant on the day of `at`."""
        ...


class JudgementSink(Protocol):
    """Where every outcome is written before the asker learns it."""

    def record(self, judgement: Judgement) -> None:
        """MUST be durable when it returns; if it raises, the answer does not leave."""
        ...
