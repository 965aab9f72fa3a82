"""Runs a plan over empty tables, and its last step over protected cells:
nothing here ever touches what must be protected.

A plan that fails on empty tables fails by its text, so that refusal may explain itself;
afterwards only data can fail it. One locked database is opened at the first use and kept; every use has a connection of
its own to it and makes temporary tables only, which no other connection sees and which end with it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import duckdb
import pyarrow as pa

from shuzha.enclave.judge.plan import CELLS_TABLE, Plan
from shuzha.enclave.judge.rows import RowsPlan
from shuzha.enclave.judge.scope import UNIT, WEIGHT
from shuzha.enclave.words import ParameterValue, Table


@cache
def _locked() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": "1GB",
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


@contextlib.contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = _locked().cursor()
    try:
        yield connection
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def rehearse(plan: Plan, tables: Iterable[Table], values: Mapping[str, ParameterValue]) -> bool:
    """Whether the plan binds and runs over empty tables of the same types."""
    with _connection() as connection:
        try:
            _perform(connection, plan, tables, values)
        except duckdb.Error:
            return False
    return True


def _make_tables(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    for table in tables:
        columns = [f"{_quoted(c.name)} {c.lent_as}" for c in table.columns]
        columns += [f'"{UNIT}" INTEGER', f'"{WEIGHT}" BIGINT'] if table.unit else []
        connection.execute(f"CREATE TEMP TABLE {_quoted(table.name)} ({', '.join(columns)})")


def _perform(
    connection: duckdb.DuckDBPyConnection, plan: Plan, tables: Iterable[Table], values: Mapping[str, ParameterValue]
) -> None:
    _make_tables(connection, [t for t in tables if t.name in plan.used])
    bound = {name: values[name] for name in plan.parameters}
    for position, statement in enumerate(plan.prepare):
        connection.execute(statement, bound if position == 0 and bound else None)
    connection.execute(plan.members)
    numbers = ", ".join(
        [f"k{i}" for i in range(len(plan.keys))] + [f"CAST(0 AS DOUBLE) AS v{i}" for i in range(len(plan.aggregates))]
    )
    connection.execute(f"CREATE TEMP TABLE protected AS SELECT {numbers or '0'} FROM {CELLS_TABLE}")  # noqa: S608
    final_values = {name: values[name] for name in plan.final_parameters}
    connection.execute(plan.final.replace(CELLS_TABLE, "protected"), final_values or None)


def rehearse_rows(plan: RowsPlan, tables: Iterable[Table]) -> bool:
    """Whether the query binds and runs over empty tables of the same types."""
    with _connection() as connection:
        try:
            _make_tables(connection, [t for t in tables if t.name in plan.used])
            connection.execute(plan.sql)
        except duckdb.Error:
            return False
    return True


def finish(plan: Plan, cells: pa.Table, values: Mapping[str, ParameterValue]) -> pa.Table:
    """The asker's final expressions over protected cells. Raises: duckdb.Error when they fail."""
    with _connection() as connection:
        connection.register(CELLS_TABLE, cells)
        bound = {name: values[name] for name in plan.final_parameters}
        return connection.sql(plan.final, params=bound or None).to_arrow_table()
