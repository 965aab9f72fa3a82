"""The program inside the sandbox: takes one job from its socket, runs it in a locked DuckDB, answers, and is gone.

It stands alone (the sandbox holds no other file of the platform) and holds no secret:
what it was lent is all it can see.
"""

from __future__ import annotations

import array
import io
import json
import mmap
import os
import resource
import socket
import struct
import sys
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

_MOST_DESCRIPTORS = 250


def main() -> None:
    """Serves exactly one job on the socket whose descriptor is the first argument."""
    link = socket.socket(fileno=int(sys.argv[1]))
    connection = _warm()
    link.sendall(b"R")
    job, descriptors = _receive(link)
    _limit(job["limits"])
    try:
        for table in _run(connection, job, descriptors):
            frame = _stream(table)
            link.sendall(struct.pack(">Q", len(frame)))
            link.sendall(frame)
        link.sendall(struct.pack(">Q", 0))
    except (duckdb.Error, pa.ArrowException, MemoryError) as error:
        link.sendall(struct.pack(">Q", (1 << 64) - 1) + type(error).__name__.encode()[:80])
    link.close()
    os._exit(0)


def _receive(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, descriptors = b"", array.array("i")
    while len(head) < 4:
        part, ancillary, _, _ = link.recvmsg(4 - len(head), socket.CMSG_SPACE(_MOST_DESCRIPTORS * descriptors.itemsize))
        if not part:
            os._exit(0)
        head += part
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    size, body = struct.unpack(">I", head)[0], b""
    while len(body) < size:
        part = link.recv(size - len(body))
        if not part:
            os._exit(0)
        body += part
    return json.loads(body), list(descriptors)


def _limit(limits: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (limits["address_space"], limits["address_space"]))


def _lent(descriptor: int) -> pa.ChunkedArray:
    size = os.fstat(descriptor).st_size
    mapped = mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    os.close(descriptor)
    return pa.ipc.open_file(pa.py_buffer(mapped)).read_all().column(0)


def _warm() -> duckdb.DuckDBPyConnection:
    """An open database that has scanned and grouped once, so that everything a job needs is loaded before one comes."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    connection.execute("SET enable_external_access = false")
    connection.register("warm", pa.table({"k": pa.array(["a"]).dictionary_encode(), "n": [1.0]}))
    connection.sql("SELECT k, SUM(n) AS s, MAX(n, 2) AS t FROM warm WHERE n < 2 GROUP BY k").to_arrow_table()
    connection.unregister("warm")
    return connection


def _run(connection: duckdb.DuckDBPyConnection, job: dict[str, Any], descriptors: list[int]) -> list[pa.Table]:
    connection.execute(f"SET threads = {int(job['limits']['threads'])}")
    connection.execute(f"SET memory_limit = '{int(job['limits']['memory'])}B'")
    for name, columns in job["tables"].items():
        connection.register(name, pa.table({column: _lent(descriptors[i]) for column, i in columns}))
    connection.execute("SET lock_configuration = true")
    values = {k: date.fromisoformat(v["date"]) if isinstance(v, dict) else v for k, v in job["parameters"].items()}
    for position, statement in enumerate(job["statements"]):
        connection.execute(statement, values if position == 0 and values else None)
    return [connection.sql(query).to_arrow_table() for query in job["queries"]]


def _stream(table: pa.Table) -> memoryview:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getbuffer()


if __name__ == "__main__":
    main()
