"""From a judged statistic to the statements of a job: two levels of aggregation, and the persons behind every cell.

`gate_units` holds one row per (keys, unit): rows, weight, and per number its amount, contributing rows and weight.
`gate_cells` holds one row per keys: what disclosure control needs to decide, exactly.
"""

from __future__ import annotations

from shuzha.enclave.judge.plan import CELLS_TABLE, UNITS_TABLE, Aggregate, places
from shuzha.enclave.judge.statistic import Statistic


def units_statement(statistic: Statistic) -> str:
    """CREATE TEMP TABLE gate_units: level one."""
    body = statistic.body
    unit = body.unit.sql("duckdb") if body.unit is not None else "0"
    weight = f"SUM({body.weight.sql('duckdb')})" if body.weight is not None else "0"
    items = [f"{key.restored.sql('duckdb')} AS k{i}" for i, key in enumerate(statistic.keys)]
    items += [f"{unit} AS u", "COUNT(*) AS n", f"CAST({weight} AS BIGINT) AS w"]
    for i, number in _measured(statistic):
        items += _per_unit(i, number, body.weight.sql("duckdb") if body.weight is not None else "0")
    select = body.select.copy()
    select.set("expressions", [])
    rest = select.sql("duckdb").removeprefix("SELECT").strip()
    present = f"{unit} IS NOT NULL"
    tail = f"{rest} AND {present}" if select.args.get("where") else f"{rest} WHERE {present}" if rest else ""
    by = [str(i + 1) for i in range(len(statistic.keys))] + ([unit] if body.unit is not None else [])
    group = f" GROUP BY {', '.join(by)}" if by else ""
    return f"CREATE TEMP TABLE {UNITS_TABLE} AS SELECT {', '.join(items)} {tail}{group}"


def _measured(statistic: Statistic) -> list[tuple[int, Aggregate]]:
    """The numbers with columns of their own, each with its position."""
    first = places(statistic.aggregates)
    numbers = enumerate(statistic.aggregates)
    return [(i, number) for i, number in numbers if first[i] == i and number.kind not in ("rows", "units")]


def _per_unit(i: int, number: Aggregate, weight: str) -> list[str]:
    argument = number.argument if number.kind != "distinct" and not number.total else ""
    only = f" FILTER (WHERE {number.condition})" if number.condition else ""
    items = [f"COUNT({argument or '*'}){only} AS c{i}"] if number.counted else []
    if number.conditional and number.counted:
        tests = [t for t in (number.condition, f"{argument} IS NOT NULL" if argument else "") if t]
        items.append(f"CAST(COALESCE(SUM({weight}) FILTER (WHERE {' AND '.join(tests)}), 0) AS BIGINT) AS w{i}")
    if number.kind in ("sum", "avg"):
        total = f"SUM({number.argument}){only}"
        items.append(f"COALESCE({total}, 0) AS s{i}" if number.counted else f"{total} AS s{i}")
    if number.kind == "distinct":
        items.append(f"COUNT(DISTINCT {number.argument}){only} AS s{i}")
    return items


def cells_statement(statistic: Statistic, largest: int, k: int) -> str:
    """CREATE TEMP TABLE gate_cells: level two, with the `largest` greatest contributions to every number,
    and of sums and means the `k` highest and lowest values, which show whether everyone's is the same."""
    keys = [f"k{i}" for i in range(len(statistic.keys))]
    about_nobody = statistic.body.unit is None
    items = [*keys, "COUNT(*) AS units", "CAST(SUM(n) AS BIGINT) AS n"]
    items += [] if about_nobody else [f"MAX(n, {largest}) AS nt"]
    for i, number in _measured(statistic):
        count = f"c{i}" if number.counted else "n"
        amount = f"s{i}" if number.kind in ("sum", "avg", "distinct") else count
        has = f"{count} > 0 AND " if number.counted else ""
        items += [f"CAST(SUM({count}) AS BIGINT) AS c{i}", f"CAST(SUM({amount}) AS DOUBLE) AS s{i}"]
        if about_nobody:
            continue
        items += [
            f"COUNT(*) FILTER (WHERE {has}{amount} <> 0) AS p{i}",
            f"CAST(SUM(ABS({amount})) AS DOUBLE) AS a{i}",
            f"MAX(ABS({amount}), {largest}) AS t{i}",
        ]
        if number.kind in ("sum", "avg"):
            only = f" FILTER (WHERE {count} > 0)" if number.counted else ""
            items += [f"{f}(s{i} / {count}, {k}){only} AS {name}{i}" for f, name in (("MAX", "h"), ("MIN", "l"))]
            items.append(f"COUNT(*){only} AS q{i}")
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
    if statistic.body.unit is None:
        return f"SELECT cell FROM {CELLS_TABLE} LIMIT 0"  # noqa: S608
    items = ["c.cell", "u.u AS unit", "u.w"]
    items += [f"u.w{i}" for i, number in _measured(statistic) if number.conditional and number.counted]
    on = " AND ".join(f"u.k{i} IS NOT DISTINCT FROM c.k{i}" for i in range(len(statistic.keys))) or "TRUE"
    return f"SELECT {', '.join(items)} FROM {UNITS_TABLE} u JOIN {CELLS_TABLE} c ON {on}"  # noqa: S608
