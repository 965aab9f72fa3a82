"""Where the offices reach the gate: one place that knows the socket, and one shape in which a released table is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from shuzha.enclave.door import GateClient

SHOWN_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """A released table as a page shows it: its columns, its first rows, and how many rows there are in all."""

    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    total: int

    @property
    def cut(self) -> bool:
        """Whether there are more rows than are shown."""
        return self.total > len(self.rows)


def client() -> GateClient:
    """Speaks with the gate of this installation."""
    return GateClient(Path(settings.SHUZHA_GATE_SOCKET))


def shown(table: pa.Table) -> Shown:
    """The released table with values that a page can print, whole numbers without a decimal point that says nothing."""
    columns = [{"title": field.name, "numeric": _is_numeric(field.type)} for field in table.schema]
    series = [[_plain(value) for value in column.to_pylist()] for column in table.slice(0, SHOWN_ROWS).columns]
    return Shown(columns, [list(row) for row in zip(*series, strict=True)], table.num_rows)


def _is_numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | Decimal) else str(value)
