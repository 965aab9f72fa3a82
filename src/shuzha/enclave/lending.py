"""Columns lent to jobs: decrypted once into sealed anonymous memory of the gate's, handed on read-only,
never as a file.

Beside the granted columns every table about persons carries two of ours: the unit as a dense index (so that no job ever
sees a pseudonym it was not granted) and the fixed pseudo-random weight of each row that the differencing
memory relies on.
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

from shuzha.enclave.differencing.memory import Memory, population
from shuzha.enclave.judge.scope import UNIT, WEIGHT
from shuzha.enclave.ports import ColumnVault
from shuzha.enclave.words import Table

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL


class Lent:
    """One column in sealed memory; the descriptor closes when no one holds this object any more."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self.descriptor = os.memfd_create("column", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        table = pa.table({"c": column})
        with os.fdopen(os.dup(self.descriptor), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        fcntl.fcntl(self.descriptor, fcntl.F_ADD_SEALS, _SEALS)
        self.size = os.fstat(self.descriptor).st_size

    def __del__(self) -> None:
        os.close(self.descriptor)


class Lender:
    """Decrypts through the vault port, and keeps what was lent lately, up to `most_bytes`."""

    def __init__(self, vault: ColumnVault, memory: Memory, most_bytes: int = 4 << 30) -> None:
        self._vault, self._memory, self._most = vault, memory, most_bytes
        self._lent: OrderedDict[tuple[str, str, str], Lent] = OrderedDict()
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
                del self._lent[key]

    def _fetch(self, table: Table, missing: list[str]) -> None:
        stored = [name for name in missing if name not in (UNIT, WEIGHT)]
        if stored:
            columns = self._vault.read_columns(table.resource_id, stored, table.version)
            for name in stored:
                self._lent[table.resource_id, table.version, name] = Lent(columns.column(name))
        if table.unit and (UNIT in missing or WEIGHT in missing):
            self._fetch_unit(table, table.unit)

    def _fetch_unit(self, table: Table, unit: str) -> None:
        units = self._vault.read_columns(table.resource_id, [unit], table.version).column(unit)
        indexes = self._memory.indexes(table.domain, units)
        weights = row_weights(table.resource_id, len(units))
        self._memory.know_population(table.domain, table.resource_id, population(indexes, weights))
        self._lent[table.resource_id, table.version, UNIT] = Lent(pa.chunked_array([indexes]))
        self._lent[table.resource_id, table.version, WEIGHT] = Lent(pa.chunked_array([pa.array(weights)]))

    def _shrink(self) -> None:
        while len(self._lent) > 1 and sum(lent.size for lent in self._lent.values()) > self._most:
            self._lent.popitem(last=False)


def row_weights(resource_id: str, rows: int) -> npt.NDArray[np.int64]:
    """The weight of each row, in [1, 2^31): a fixed function of resource and position (splitmix64)."""
    seed = int.from_bytes(blake2b(resource_id.encode(), digest_size=8).digest(), "big")
    mixed = (np.arange(rows, dtype=np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed >> np.uint64(33)) % np.uint64(2_147_483_000) + np.uint64(1)).astype(np.int64)
