"""A released table on its way to a program: an Arrow stream where it is asked for, else JSON that any language reads."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

from shuzha.enclave.door import Answer

ARROW = "application/vnd.apache.arrow.stream"
JSON = "application/json"
OWN_CLIENT = "shuzha-client/"


def face(user_agent: str) -> str:
    """Through which face a program asks: the platform's own client, or some other program."""
    return "client" if user_agent.startswith(OWN_CLIENT) else "api"


def encoded(answer: Answer, accept: str) -> tuple[str, bytes]:
    """The answer's media type and bytes. Standards: Apache Arrow IPC streaming format; RFC 8259."""
    return (ARROW, _arrow(answer.table)) if ARROW in accept else (JSON, _json(answer))


def _arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    stream: bytes = sink.getvalue().to_pybytes()
    return stream


def _json(answer: Answer) -> bytes:
    """Columns with their types, rows as lists; decimals and dates as text, numbers that are none as null."""
    columns = [{"name": field.name, "type": str(field.type)} for field in answer.table.schema]
    rows = zip(*([_plain(v) for v in column.to_pylist()] for column in answer.table.columns), strict=True)
    body = {"columns": columns, "rows": [list(row) for row in rows], "repeated": bool(answer.meta.get("repeated"))}
    body["cut"] = bool(answer.meta.get("cut"))
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
