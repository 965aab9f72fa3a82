"""From a judged statistic to the statements of a job: two levels of aggregation, and the persons behind every cell.

`gate_units` holds one row per (keys, unit): rows, weight, and per number its amount, contributing rows and weight.
`gate_cells` holds one row per keys: what disclosure control needs to decide, exactly.
"""

from __future__ import annotations

from shuzha.enclave.judge.plan import CELLS_TABLE, UNITS_TABLE, Aggregate
from shuzha.enclave.judge.statistic import Statistic


def units_statement(statistic: Statistic) -> str:
    """CREATE TEMP TABLE gate_units: level one."""
    body = statistic.body
    unit = body.unit.sql("duckdb") if body.unit is not None else "0"
    weight = f"SUM({body.weight.sql('duckdb')})" if body.weight is not None else "0"
    items = [f"{key.sql.sql('duckdb')} AS k{i}" for i, key in enumerate(statistic.keys)]
    items += [f"{unit} AS u", "COUNT(*) AS n", f"CAST({weight} AS BIGINT) AS w"]
    for i, number in enumerate(statistic.aggregates):
        items += _per_unit(i, number, body.weight.sql("duckdb") if body.weight is not None else "0")
    select = body.select.copy()
    select.set("expressions", [])
    rest = select.sql("duckdb").removeprefix("SELECT").strip()
    present = f"{unit} IS NOT NULL"
    tail = f"{rest} AND {present}" if select.args.get("where") else f"{rest} WHERE {present}" if rest else ""
    by = [str(i + 1) for i in range(len(statistic.keys))] + ([unit] if body.unit is not None else [])
    group = f" GROUP BY {', '.join(by)}" if by else ""
    return f"CREATE TEMP TABLE {UNITS_TABLE} AS SELECT {', '.join(items)} {tail}{group}"


def _per_unit(i: int, number: Aggregate, weight: str) -> list[str]:
    if number.kind in ("rows", "units"):
        return []
    tests = [number.condition] if number.condition else []
    if number.argument and number.kind != "distinct":
        tests.append(f"{number.argument} IS NOT NULL")
    only = f" FILTER (WHERE {' AND '.join(tests)})" if tests else ""
    items = [f"COUNT(*){only} AS c{i}"]
    if number.conditional:
        items.append(f"CAST(COALESCE(SUM({weight}){only}, 0) AS BIGINT) AS w{i}")
    if number.kind in ("sum", "avg"):
        items.append(f"COALESCE(SUM({number.argument}){only}, 0) AS s{i}")
    if number.kind == "distinct":
        items.append(f"COUNT(DISTINCT {number.argument}){only} AS s{i}")
    return items


def cells_statement(statistic: Statistic, largest: int, k: int) -> str:
    """CREATE TEMP TABLE gate_cells: level two, with the `largest` greatest contributions to every number,
    and of sums and means the `k` highest and lowest values, which show whether everyone's is the same."""
    keys = [f"k{i}" for i in range(len(statistic.keys))]
    items = [*keys, "COUNT(*) AS units", "CAST(SUM(n) AS BIGINT) AS n", f"MAX(n, {largest}) AS nt"]
    for i, number in enumerate(statistic.aggregates):
        if number.kind in ("rows", "units"):
            continue
        amount = f"s{i}" if number.kind in ("sum", "avg", "distinct") else f"c{i}"
        items += [
            f"CAST(SUM(c{i}) AS BIGINT) AS c{i}",
            f"COUNT(*) FILTER (WHERE c{i} > 0 AND {amount} <> 0) AS p{i}",
            f"CAST(SUM({amount}) AS DOUBLE) AS s{i}",
            f"CAST(SUM(ABS({amount})) AS DOUBLE) AS a{i}",
            f"MAX(ABS({amount}), {largest}) AS t{i}",
        ]
        if number.kind in ("sum", "avg"):
            having = f"FILTER (WHERE c{i} > 0)"
            items += [f"{f}(s{i} / c{i}, {k}) {having} AS {name}{i}" for f, name in (("MAX", "h"), ("MIN", "l"))]
            items.append(f"COUNT(*) {having} AS q{i}")
    where = f" WHERE units >= {statistic.floor}" if statistic.floor else ""
    group = f" GROUP BY {', '.join(keys)}" if keys else ""
    # in the order of the keys, so that the order of cells tells nothing of the rows
    order = f"ORDER BY {', '.join(keys)}" if keys else ""
    inner = f"SELECT {', '.join(items)} FROM {UNITS_TABLE}{group}"  # noqa: S608
    return (
        f"CREATE TEMP TABLE {CELLS_TABLE} AS SELECT CAST(ROW_NUMBER() OVER ({order}) - 1 AS INTEGER) AS cell, * "  # noqa: S608
        f"FROM ({inner}){where}"
    )


def members_query(statistic: Statistic) -> str:
    """Which unit stands in which cell with which row weight; conditional numbers have weights of their own."""
    items = ["c.cell", "u.u AS unit", "u.w"]
    items += [f"u.w{i}" for i, number in enumerate(statistic.aggregates) if number.conditional]
    on = " AND ".join(f"u.k{i} IS NOT DISTINCT FROM c.k{i}" for i in range(len(statistic.keys))) or "TRUE"
    return f"SELECT {', '.join(items)} FROM {UNITS_TABLE} u JOIN {CELLS_TABLE} c ON {on}"  # noqa: S608
