"""Disclosure control: may these cells be published, and as which protected numbers.

Every number needs k distinct units that contribute to it, no dominant contributor,
and enough left beside the two largest. One failing
cell refuses the whole answer. Counts are rounded to a base, sums and means to significant digits. Rounding hides small
change; it is the thresholds and the differencing memory that protect a person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from shuzha.enclave.judge.plan import Aggregate, Plan
from shuzha.enclave.words import Policy


@dataclass(frozen=True, slots=True)
class Verdict:
    """The protected cells (`k0…`, `v0…`), or the private reason why nothing may leave."""

    cells: pa.Table
    reason: str
    smallest: int


def disclose(cells: pa.Table, plan: Plan, policy: Policy) -> Verdict:
    """Judges every cell by the policy and answers the protected cells; looks at all cells whatever it finds."""
    rows = cells.to_pylist()
    reasons = [] if rows else ["no cell holds anyone"]
    if plan.domain:
        for row in rows:
            reasons += _cell_reasons(row, plan, policy)
    numbers = [
        [_protected(i, a, row, policy, bool(plan.domain)) for row in rows] for i, a in enumerate(plan.aggregates)
    ]
    if any(v is not None and not math.isfinite(v) for column in numbers for v in column):
        reasons.append("a number is not finite")
    columns = {f"k{i}": cells.column(f"k{i}") for i in range(len(plan.keys))}
    columns |= {f"v{i}": pa.array(column, _type(plan.aggregates[i])) for i, column in enumerate(numbers)}
    return Verdict(pa.table(columns), "; ".join(dict.fromkeys(reasons)), min((r["units"] for r in rows), default=0))


def _cell_reasons(row: dict[str, Any], plan: Plan, policy: Policy) -> list[str]:
    found = _threshold("cell", row["units"], policy)
    for i, number in enumerate(plan.aggregates):
        name = f"{number.kind} {i}"
        if number.kind == "rows":
            found += _concentration(name, row["n"], row["nt"], policy)
        elif number.kind != "units":
            found += _threshold(name, row[f"p{i}"], policy)
            found += _concentration(name, row[f"a{i}"], row[f"t{i}"], policy)
    return found


def _threshold(name: str, units: int, policy: Policy) -> list[str]:
    return [f"{name}: {units} units, fewer than {policy.k}"] if units < policy.k else []


def _concentration(name: str, total: float | None, largest: list[float] | None, policy: Policy) -> list[str]:
    """Dominance (n, k%) and the p% rule over the units' absolute contributions."""
    if not total or not largest:
        return []
    found = []
    if sum(largest[: policy.dominance_n]) > policy.dominance_share * total:
        found.append(f"{name}: the {policy.dominance_n} largest exceed {policy.dominance_share:.0%}")
    if total - sum(largest[:2]) < policy.p_share * largest[0]:
        found.append(f"{name}: an outsider could estimate the largest within {policy.p_share:.0%}")
    return found


def _protected(i: int, number: Aggregate, row: dict[str, Any], policy: Policy, protect: bool) -> float | None:
    if number.kind in ("rows", "units"):
        return _rounded(row["n" if number.kind == "rows" else "units"], policy, protect)
    if number.kind in ("count", "distinct"):
        return _rounded(row[f"s{i}"], policy, protect)
    if number.kind == "persons":
        return _rounded(row[f"p{i}"], policy, protect)
    if number.kind == "share":
        whole = _rounded(row["n"], policy, protect)
        return _rounded(row[f"c{i}"], policy, protect) / whole if whole else None
    total = row[f"s{i}"]
    if number.kind == "avg":
        count = row["n"] if number.over_all_rows else row[f"c{i}"]
        total = total / count if count and total is not None else None
    if total is None:
        return None
    return _significant(float(total), policy.significant_digits) if protect else float(total)


def _type(number: Aggregate) -> pa.DataType:
    return pa.float64() if number.kind in ("sum", "avg", "share") else pa.int64()


def _rounded(count: float | None, policy: Policy, protect: bool) -> int:
    """The count to the nearest multiple of the base, halves upward; nothing counted is 0."""
    base, exact = policy.rounding_base, int(count or 0)
    return (2 * exact + base) // (2 * base) * base if protect else exact


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}") if math.isfinite(value) else value
