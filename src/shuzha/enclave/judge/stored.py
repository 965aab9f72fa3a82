"""A granted table as a source of a query: its columns by name, and a note of each that is read."""

from __future__ import annotations

from sqlglot import exp

from shuzha.enclave.judge.links import unit_of
from shuzha.enclave.judge.masks import MASKS
from shuzha.enclave.judge.scope import WEIGHT, Context, Source, Value, kind_of, quoted
from shuzha.enclave.words import Column, Grade, Table


def stored(context: Context, name: str, alias: str) -> Source | None:
    """The granted table `name` as a source, or None with the denial noted."""
    table = context.tables.get(name)
    if table is None:
        context.deny("table-not-granted", name)
        return None
    if not table.protects:
        context.deny("unit-unknown", name)
        return None
    context.sources.add(table.name)
    # that a row is there, and whom it is about, is as sensitive as the least that is granted of it
    context.used[(table.name, "")] = int(min((c.grade for c in table.columns), default=Grade.ONE))
    own = context.fresh()
    values = {c.name.lower(): _value(table, c.name, own) for c in table.columns}
    if context.by_row:
        values |= {c.name.lower(): _masked(c, own) for c in table.columns if c.mask}
    unique = {c.name.lower() for c in table.columns if c.unique}
    if table.unit:
        values[table.unit.lower()] = Value(unit_of(own), "unit", True, True)
        unique |= {table.unit.lower()} if table.one_row_per_unit else set()
    sql = exp.alias_(exp.to_table(f'"{table.name}"', dialect="duckdb"), own, table=True, quoted=True)
    unit, weight = (unit_of(own), quoted(WEIGHT, own)) if table.unit else (None, None)
    return Source(
        alias,
        own,
        sql,
        _Watched(values, context, table),
        unit,
        weight,
        table.domain if table.unit else "",
        frozenset(unique),
    )


def _value(table: Table, name: str, source: str) -> Value:
    column = next(c for c in table.columns if c.name == name)
    identifies = column.identifies_unit and table.unit is not None
    return Value(
        quoted(name, source),
        "unit" if identifies else kind_of(column.type),
        identifies,
        shape="plain",
        columns=frozenset({f"{source}.{name.lower()}"}),
        total=not column.nullable,
        exact=column.type if column.lent_as != column.type else "",
    )


def _masked(column: Column, source: str) -> Value:
    return Value(MASKS[column.mask](quoted(column.name, source)), "text")


class _Watched(dict[str, Value]):
    """A stored table's values; notes every column that is actually read, for grades and for lending."""

    def __init__(self, values: dict[str, Value], context: Context, table: Table) -> None:
        super().__init__(values)
        self._context, self._table = context, table
        self._grades = {c.name.lower(): c.grade for c in table.columns}
        if context.by_row and table.unit:  # a unit's pseudonym says as much as the column that names it
            naming = (c.grade for c in table.columns if c.identifies_unit)
            self._grades[table.unit.lower()] = max(naming, default=Grade.ONE)

    def __getitem__(self, name: str) -> Value:
        grade = self._grades.get(name, Grade.ONE)
        self._context.used[(self._table.name, name)] = int(grade)
        return super().__getitem__(name)
