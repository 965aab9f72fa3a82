"""Disclosure control: may these cells be published, and as which protected numbers.

Every number needs k distinct units that contribute to it (to a sum or mean: something other than 0), no dominant
contributor, enough left beside the two largest, and, where there are but two values, k units of each. One
failing cell refuses the whole answer. Counts are rounded to a base, sums and means to significant digits. Rounding hides small
change; it is the thresholds and the differencing memory that protect a person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from shuzha.enclave.judge.plan import Aggregate, Plan, places
from shuzha.enclave.words import Policy
from shuzha.kernel.text import Text

_CELL = Text("单元", "cell")
_KINDS = {
    "rows": Text("第{i}项（行数）", "number {i} (rows)"),
    "units": Text("第{i}项（主体数）", "number {i} (units)"),
    "persons": Text("第{i}项（有条件的主体数）", "number {i} (units under a condition)"),
    "distinct": Text("第{i}项（去重计数）", "number {i} (distinct count)"),
    "count": Text("第{i}项（计数）", "number {i} (count)"),
    "share": Text("第{i}项（占比）", "number {i} (share)"),
    "sum": Text("第{i}项（合计）", "number {i} (sum)"),
    "avg": Text("第{i}项（均值）", "number {i} (mean)"),
}
_TOO_FEW = Text("{name}：仅 {units} 个主体，少于 {k} 个", "{name}: {units} units, fewer than {k}")
_ALIKE = Text(
    "{name}：几乎所有主体取值相同，仅 {others} 个不同，少于 {k} 个，放行即披露每个主体的取值",
    "{name}: nearly everyone has the same value and only {others} units another, fewer than {k}; "
    "it would tell the value of each",
)
_DOMINATED = Text("{name}：最大的 {n} 个主体占比超过 {share}", "{name}: the {n} largest exceed {share}")
_ESTIMABLE = Text(
    "{name}：外人可将最大主体估计至 {share} 以内", "{name}: an outsider could estimate the largest within {share}"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The protected cells (`k0…`, `v0…`), or the private reasons why nothing may leave."""

    cells: pa.Table
    reasons: tuple[Text, ...]
    smallest: int


def disclose(cells: pa.Table, plan: Plan, policy: Policy) -> Verdict:
    """Judges every cell by the policy and answers the protected cells; looks at all cells whatever it finds."""
    rows = cells.to_pylist()
    reasons = [] if rows else [Text("没有任何单元含有主体", "no cell holds anyone")]
    if not plan.reference:
        for row in rows:
            reasons += _cell_reasons(row, plan, policy)
    numbers = [
        [_protected(i, a, row, policy, not plan.reference) for row in rows]
        for i, a in zip(places(plan.aggregates), plan.aggregates, strict=True)
    ]
    if any(v is not None and not math.isfinite(v) for column in numbers for v in column):
        reasons.append(Text("有数值不是有限数", "a number is not finite"))
    columns = {f"k{i}": cells.column(f"k{i}") for i in range(len(plan.keys))}
    columns |= {f"v{i}": pa.array(column, _type(plan.aggregates[i])) for i, column in enumerate(numbers)}
    return Verdict(pa.table(columns), tuple(dict.fromkeys(reasons)), min((r["units"] for r in rows), default=0))


def _cell_reasons(row: dict[str, Any], plan: Plan, policy: Policy) -> list[Text]:
    found = _threshold(_CELL, row["units"], policy)
    first = places(plan.aggregates)
    for position, number in enumerate(plan.aggregates):
        name, i = _KINDS[number.kind].format(i=position + 1), first[position]
        if number.kind == "rows":
            found += _concentration(name, row["n"], row["nt"], policy)
        elif number.kind != "units":
            alike = _uniformity(name, row, i, policy) if number.kind in ("sum", "avg") else []
            found += alike or _threshold(name, row[f"p{i}"], policy)
            found += _concentration(name, row[f"a{i}"], row[f"t{i}"], policy)
    return found


def _threshold(name: Text, units: int, policy: Policy) -> list[Text]:
    return [_TOO_FEW.format(name=name, units=units, k=policy.k)] if units < policy.k else []


def _uniformity(name: Text, row: dict[str, Any], i: int, policy: Policy) -> list[Text]:
    """Where fewer than k units differ from the commonest value, they may not all have the same other one.

    Otherwise a mean of 0 (or of 1, of a yes-or-no column) tells the value of everyone in the cell, and a sum of such a
    column counts fewer than k. Where they differ among themselves a mean tells neither their number nor their values.
    """
    others = _differing(row[f"h{i}"] or [], row[f"l{i}"] or [], row[f"q{i}"], policy.k)
    if others is None or len(others) >= policy.k or any(not _same(one, others[0]) for one in others):
        return []
    return [_ALIKE.format(name=name, others=len(others), k=policy.k)]


def _differing(high: list[float], low: list[float], units: int, k: int) -> list[float] | None:
    """The values that differ from the commonest of `units` values, None when as many as k may.

    `high` and `low` are the k highest and lowest values: all there are below 2k; from there on, what all but fewer than
    k share is both the k-th highest and the k-th lowest.
    """
    if units >= 2 * k:
        return [v for v in (*high, *low) if not _same(v, high[-1])] if _same(high[-1], low[-1]) else None
    values = [*high, *low[: max(0, units - len(high))]]
    apart = [[other for other in values if not _same(one, other)] for one in values]
    return min(apart, key=len, default=[])


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9)


def _concentration(name: Text, total: float | None, largest: list[float] | None, policy: Policy) -> list[Text]:
    """Dominance (n, k%) and the p% rule over the units' absolute contributions; where all are 0 nobody dominates."""
    if not total or not largest:
        return []
    found = []
    if sum(largest[: policy.dominance_n]) > policy.dominance_share * total:
        found.append(_DOMINATED.format(name=name, n=policy.dominance_n, share=f"{policy.dominance_share:.0%}"))
    if total - sum(largest[:2]) < policy.p_share * largest[0]:
        found.append(_ESTIMABLE.format(name=name, share=f"{policy.p_share:.0%}"))
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
