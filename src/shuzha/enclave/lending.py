"""Columns lent to jobs: decrypted once into sealed anonymous memory of the gate's, handed on read-only,
never as a file.

Beside the granted columns every table about persons carries two of ours: the unit as a dense index (so that no job ever
sees a pseudonym it was not granted) and the fixed pseudo-random weight of each row that the differencing
memory relies on. Its rows are lent in the order of that index, so that a unit's rows are counted in one place.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shuzha.enclave.differencing.memory import Memory, population
from shuzha.enclave.judge.scope import UNIT, WEIGHT
from shuzha.enclave.ports import ColumnVault
from shuzha.enclave.words import Column, Table

# as many rows as DuckDB takes at a time
_BATCH = 122_880
_SAMPLE, _MOST_WORDS = 10_000, 1_000
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL


class Lent:
    """One column in sealed memory; the descriptor closes when no one holds this object any more."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self.descriptor = os.memfd_create("column", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        table = pa.table({"c": column})
        with os.fdopen(os.dup(self.descriptor), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=_BATCH)
        fcntl.fcntl(self.descriptor, fcntl.F_ADD_SEALS, _SEALS)
        self.size = os.fstat(self.descriptor).st_size

    def __del__(self) -> None:
        os.close(self.descriptor)


class Lender:
    """Decrypts through the vault port, and keeps what was lent lately, up to `most_bytes`."""

    def __init__(self, vault: ColumnVault, memory: Memory, most_bytes: int = 4 << 30) -> None:
        self._vault, self._memory, self._most = vault, memory, most_bytes
        self._lent: OrderedDict[tuple[str, str, str], Lent] = OrderedDict()
        self._orders: dict[tuple[str, str], pa.Array] = {}
        self._lock = threading.Lock()

    def lend(self, table: Table, columns: Sequence[str]) -> dict[str, Lent]:
        """The named columns of the table, with unit and weight where the table is about persons."""
        with self._lock:
            wanted = [*columns, UNIT, WEIGHT] if table.unit else list(columns) or [table.columns[0].name]
            keys = {name: (table.resource_id, table.version, name) for name in wanted}
            missing = [name for name, key in keys.items() if key not in self._lent]
            self._fetch(table, missing)
            lent = {name: self._lent[key] for name, key in keys.items()}
            for key in keys.values():
                self._lent.move_to_end(key)
            self._shrink()
            return lent

    def forget(self, resource_id: str) -> None:
        """Drops the memory held for a resource; running jobs keep what they were lent until they end."""
        with self._lock:
            for key in [k for k in self._lent if k[0] == resource_id]:
                self._drop(key)

    def _fetch(self, table: Table, missing: list[str]) -> None:
        if table.unit and (UNIT in missing or WEIGHT in missing):
            self._fetch_unit(table, table.unit)
        stored = {c.name: c for c in table.columns if c.name in missing}
        if stored:
            columns = self._vault.read_columns(table.resource_id, list(stored), table.version)
            for name, column in stored.items():
                self._keep(table, name, prepared(columns.column(name), column))

    def _fetch_unit(self, table: Table, unit: str) -> None:
        units = self._vault.read_columns(table.resource_id, [unit], table.version).column(unit)
        indexes = self._memory.indexes(table.domain, units)
        weights = row_weights(table.resource_id, len(units))
        self._memory.know_population(table.domain, table.resource_id, population(indexes, weights))
        self._orders[table.resource_id, table.version] = pc.array_sort_indices(indexes)
        self._keep(table, UNIT, pa.chunked_array([indexes]))
        self._keep(table, WEIGHT, pa.chunked_array([pa.array(weights)]))

    def _keep(self, table: Table, name: str, column: pa.ChunkedArray) -> None:
        order = self._orders.get((table.resource_id, table.version))
        self._lent[table.resource_id, table.version, name] = Lent(column if order is None else column.take(order))

    def _shrink(self) -> None:
        while len(self._lent) > 1 and sum(lent.size for lent in self._lent.values()) > self._most:
            self._drop(next(iter(self._lent)))

    def _drop(self, key: tuple[str, str, str]) -> None:
        del self._lent[key]
        if key[2] == UNIT:
            self._orders.pop(key[:2], None)


def prepared(stored: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
    """A stored column as it is lent: one piece, decimals as their nearest DOUBLE, few different words as numbers."""
    whole = stored.combine_chunks()
    if column.lent_as != column.type:
        # a whole number divided by a power of ten is the nearest DOUBLE; Arrow's own cast is not
        digits = pc.cast(whole, pa.decimal64(whole.type.precision, whole.type.scale))
        counted = pa.Array.from_buffers(pa.int64(), len(digits), digits.buffers(), offset=digits.offset)
        whole = pc.divide(pc.cast(counted, pa.float64()), float(10**whole.type.scale))
    if pa.types.is_string(whole.type) and pc.count_distinct(whole[:_SAMPLE]).as_py() <= _MOST_WORDS:
        whole = whole.dictionary_encode()
    return pa.chunked_array([whole])


def row_weights(resource_id: str, rows: int) -> npt.NDArray[np.int64]:
    """The weight of each row, in [1, 2^31): a fixed function of resource and position (splitmix64)."""
    seed = int.from_bytes(blake2b(resource_id.encode(), digest_size=8).digest(), "big")
    mixed = (np.arange(rows, dtype=np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed >> np.uint64(33)) % np.uint64(2_147_483_000) + np.uint64(1)).astype(np.int64)
