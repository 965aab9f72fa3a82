"""The differencing memory: whatever sequence of cells it admits, nothing about fewer than k units can be computed from them."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from itertools import product as cartesian

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shuzha.enclave.differencing.cells import Cell, pack, unpack
from shuzha.enclave.differencing.field import product, random_prime
from shuzha.enclave.differencing.matching import distinct_choices
from shuzha.enclave.differencing.span import Span, safe_together

UNITS, K = 14, 3
PRIME = random_prime()
subsets = st.sets(st.integers(0, UNITS - 1), min_size=1).map(sorted)


def cell(units: list[int]) -> Cell:
    """One row per unit, with the unit's fixed weight."""
    index = np.array(units, dtype=np.int64)
    return Cell.of(index, index * 7919 + 104729)


def span_rank(vectors: list[list[Fraction]]) -> int:
    rows = [list(v) for v in vectors]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


def isolates(sets: list[list[int]], few: tuple[int, ...]) -> bool:
    """Exactly, over the rationals: is a non-zero vector supported within `few` in the span of the sets' indicators?"""
    rows = [[Fraction(int(u in s)) for u in range(UNITS)] for s in sets]
    outside = [[row[u] for u in range(UNITS) if u not in few] for row in rows]
    return span_rank(outside) < span_rank(rows)


def few_units() -> list[tuple[int, ...]]:
    return list(combinations(range(UNITS), K - 1))


@given(st.lists(subsets, min_size=1, max_size=9))
def test_no_admitted_sequence_isolates_fewer_than_k_units(candidates: list[list[int]]) -> None:
    admitted: list[list[int]] = []
    for candidate in candidates:
        if safe_together([cell(s) for s in [*admitted, candidate]], K, PRIME):
            admitted.append(candidate)
    if admitted:
        assert not any(isolates(admitted, few) for few in few_units())


@given(subsets, subsets)
def test_two_cells_that_differ_in_fewer_than_k_units_never_stand_together(first: list[int], second: list[int]) -> None:
    difference = set(first) ^ set(second)
    if 0 < len(difference) < K:
        assert not safe_together([cell(first), cell(second)], K, PRIME)


@given(st.integers(1, 6), st.integers(0, 400))
def test_disjoint_cells_of_at_least_k_units_are_always_admitted(cells: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    sizes = draw.integers(K, 12, cells)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    made = [cell(list(range(a, b))) for a, b in pairwise(starts)]
    whole = cell(list(range(int(starts[-1]))))
    assert safe_together([*made, whole, *made], K, PRIME)


@given(st.integers(30, 120), st.integers(0, 1000))
def test_one_row_fewer_of_the_same_person_is_noticed(people: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    owners = np.concatenate([np.arange(people), draw.integers(0, people, 3 * people)])
    weights = draw.integers(1, 2**31, owners.size)
    dropped = np.ones(owners.size, dtype=bool)
    dropped[draw.integers(people, owners.size)] = False

    def rows(mask: np.ndarray) -> Cell:
        total = np.zeros(people, dtype=np.int64)
        np.add.at(total, owners[mask], weights[mask])
        return Cell.of(np.arange(people), total)

    assert not safe_together([rows(np.ones(owners.size, dtype=bool)), rows(dropped)], K, PRIME)


@given(st.integers(0, 1000))
def test_parts_that_add_up_to_a_known_total_leave_no_small_rest(seed: int) -> None:
    draw = np.random.default_rng(seed)
    people, years = 60, 4
    weights = draw.integers(1, 2**31, (years, people))
    weights[years - 1, 2:] = 0
    cells = [Cell.of(np.arange(people), weights[y]) for y in range(years - 1)]
    total = Cell.of(np.arange(people), weights.sum(axis=0))
    assert safe_together(cells, K, PRIME)
    assert not safe_together([*cells, total], K, PRIME)


@given(st.lists(subsets, min_size=1, max_size=9), st.integers(2, 4))
def test_what_is_kept_between_answers_isolates_nobody_and_forgets_nothing(asked: list[list[int]], k: int) -> None:
    span, admitted = Span.empty(k, PRIME), list[list[int]]()
    for units in asked:
        grown = span.extended([cell(units)])
        if grown is not None:
            span, admitted = grown, [*admitted, units]
    chosen = span.chosen.ravel().tolist()
    assert len(set(chosen)) == len(chosen)
    for place, inverse in zip(span.chosen, span.inverses, strict=True):
        values = np.array([row.at(place) for row in span.rows]).reshape(inverse.shape)
        assert np.array_equal(product(values, inverse, PRIME), np.eye(len(span.rows)))
    few = combinations(range(UNITS), k - 1)
    assert not admitted or not any(isolates(admitted, group) for group in few)


@given(st.integers(0, 1000))
def test_a_sum_of_what_is_known_adds_nothing_and_a_rest_of_too_few_is_found(seed: int) -> None:
    draw = np.random.default_rng(seed)
    made = [cell(np.flatnonzero(draw.random(300) < 0.4).tolist()) for _ in range(5)]
    span = Span.empty(K, PRIME).extended(made)
    assert span is not None
    total = np.zeros(300, dtype=np.int64)
    for one in made[:3]:
        total[one.units] += one.weights
    assert span.extended([Cell.of(np.flatnonzero(total), total[total > 0])]) is span
    total[draw.choice(300, K - 1, replace=False)] += 12345
    assert span.extended([Cell.of(np.flatnonzero(total), total[total > 0])]) is None


@given(st.integers(1, 40), st.integers(1, 60), st.integers(1, 5), st.integers(0, 1000))
def test_products_are_exact(rows: int, terms: int, columns: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    a, b = draw.integers(0, PRIME, (rows, terms)), draw.integers(0, PRIME, (terms, columns))
    exact = (a.astype(object) @ b.astype(object)) % PRIME
    assert np.array_equal(product(a.astype(float), b.astype(float), PRIME), exact.astype(float))


@given(st.lists(st.sets(st.integers(0, 6)), max_size=5))
def test_distinct_choices_are_found_exactly_where_there_are_any(options: list[set[int]]) -> None:
    picked = distinct_choices([np.array(sorted(one), dtype=np.int64) for one in options])
    possible = any(len(set(one)) == len(options) for one in cartesian(*options))
    assert (picked is not None) == possible
    if picked is not None:
        assert all(p in one for p, one in zip(picked, options, strict=True))
        assert len(set(picked)) == len(picked)


@given(st.lists(subsets, max_size=6))
def test_cells_survive_storage(sets: list[list[int]]) -> None:
    cells = [cell(s) for s in sets]
    again = unpack(pack(cells))
    assert len(again) == len(cells)
    for one, other in zip(cells, again, strict=True):
        assert np.array_equal(one.units, other.units)
        assert np.array_equal(one.weights, other.weights)
