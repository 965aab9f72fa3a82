"""What one gate remembers: every released cell by operator and population, the answers given,
and who stands at which index."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict, defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuzha.enclave.differencing.cells import Cell, Indexes, pack, unpack
from shuzha.enclave.differencing.field import random_prime
from shuzha.enclave.differencing.span import Span
from shuzha.enclave.ports import MemoryRecord, MemoryStore


def to_stream(table: pa.Table) -> bytes:
    """An Arrow IPC stream."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def from_stream(data: bytes) -> pa.Table:
    """The table in an Arrow IPC stream."""
    return pa.ipc.open_stream(data).read_all()


# how many operators' spans are kept laid out; any other is laid out anew from the cells remembered
_MOST_SPANS = 16


@dataclass(frozen=True, slots=True)
class Remembered:
    """An earlier release of the same question."""

    answer: pa.Table


class Memory:
    """The differencing memory over an append-only store; one lock, since a check and its append must not be parted."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._prime = random_prime()
        self._units: dict[str, pa.Array] = {}
        self._cells: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        self._answers: dict[tuple[str, str], bytes] = {}
        self._populations: dict[str, dict[str, Cell]] = defaultdict(dict)
        self._spans: OrderedDict[tuple[object, ...], tuple[Span | None, int]] = OrderedDict()
        self._lock = threading.RLock()
        for record in store.records():
            self._take(record)

    def _take(self, record: MemoryRecord) -> None:
        if record.kind == "units":
            known, fresh = self._units.get(record.domain), from_stream(record.cells).column(0).combine_chunks()
            self._units[record.domain] = fresh if known is None else pa.concat_arrays([known, fresh])
        else:
            self._cells[record.operator, record.domain] += unpack(record.cells)
            self._answers[record.operator, record.question] = record.answer

    def indexes(self, domain: str, units: pa.ChunkedArray) -> pa.Array:
        """Dense int32 indexes of units (null where the unit is null); new units are stored before they are used."""
        with self._lock:
            values = pc.cast(units, pa.string()).combine_chunks()
            known = self._units.get(domain, pa.array([], pa.string()))
            distinct = pc.drop_null(pc.unique(values))
            fresh = pc.filter(distinct, pc.invert(pc.is_in(distinct, value_set=known)))
            if len(fresh):
                record = MemoryRecord("units", domain, "", "", to_stream(pa.table({"unit": fresh})), b"")
                self._store.append(record)
                self._take(record)
            return pc.index_in(values, value_set=self._units.get(domain, known), skip_nulls=True)

    def know_population(self, domain: str, table: str, cell: Cell) -> None:
        """Takes a table's whole population for known to everyone: totals are public."""
        with self._lock:
            self._populations[domain][table] = cell

    def earlier(self, operator: str, question: str) -> Remembered | None:
        """The answer this operator was given to the same question over the same data, if any."""
        with self._lock:
            answer = self._answers.get((operator, question))
            return None if answer is None else Remembered(from_stream(answer))

    def admit(self, operator: str, domain: str, tables: list[str], cells: list[Cell], k: int) -> bool:
        """Whether the cells may join what the operator has seen. Changes nothing."""
        with self._lock:
            span = self._span(operator, domain, tables, k)
            return span is not None and span.extended(cells) is not None

    def _span(self, operator: str, domain: str, tables: list[str], k: int) -> Span | None:
        """All that the operator has seen, with the tables' populations; kept from question to question.

        None when that alone cannot be shown to be safe (a new version of a table differs by too few from the one before).
        """
        known = self._cells[operator, domain]
        whole = {name: cell for name in sorted(tables) if (cell := self._populations[domain].get(name)) is not None}
        marks = tuple((name, cell.units.size, int(cell.weights.sum())) for name, cell in whole.items())
        key = (operator, domain, marks, k)
        span, taken = self._spans.pop(key, (None, -1))
        if taken < 0:
            span, taken = Span.empty(k, self._prime).extended([c for c in whole.values() if c.units.size >= k]), 0
        if span is not None and taken < len(known):
            span = span.extended(known[taken:])
        self._spans[key] = span, len(known)
        while len(self._spans) > _MOST_SPANS:
            self._spans.popitem(last=False)
        return span

    def release(
        self, operator: str, domain: str, tables: list[str], cells: list[Cell], k: int, question: str, answer: pa.Table
    ) -> bool:
        """Checks and remembers in one step; False when the cells may not join.
        MUST be called before the answer leaves."""
        with self._lock:
            if not cells or not self.admit(operator, domain, tables, cells, k):
                return False
            self._remember(MemoryRecord("release", domain, operator, question, pack(cells), to_stream(answer)))
            return True

    def remember_reference(self, operator: str, question: str, answer: pa.Table) -> None:
        """Remembers an answer about nobody: there is nothing to check."""
        with self._lock:
            self._remember(MemoryRecord("release", "", operator, question, pack([]), to_stream(answer)))

    def _remember(self, record: MemoryRecord) -> None:
        self._store.append(record)
        self._take(record)


def population(indexes: pa.Array, weights: Indexes) -> Cell:
    """A table's population as a cell: all units with all their rows."""
    present = pc.is_valid(indexes).to_numpy(zero_copy_only=False)
    units = pc.fill_null(indexes, 0).to_numpy(zero_copy_only=False).astype(np.int64)[present]
    if not units.size:
        return Cell(np.empty(0, np.int64), np.empty(0, np.int64))
    total = np.zeros(int(units.max()) + 1, dtype=np.int64)
    np.add.at(total, units, weights[present])
    return Cell.of(np.flatnonzero(total), total[total > 0])
