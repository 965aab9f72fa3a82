"""Groups whose members are nearly all alike: an answer about the group would be an answer about each of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from enclave_world import World, people

from shuzha.enclave.outcomes import Release, Sealed

AWorld = Callable[..., World]


def with_values(values: list[float | None]) -> dict[str, pa.Table]:
    """As many residents as values, whose income is exactly these."""
    table = people(len(values))
    return {"r-people": table.set_column(3, "income", pa.array(values, pa.float64()))}


SEALED = {
    "everyone has 0": [0.0] * 200,
    "everyone has 1": [1.0] * 200,
    "everyone has the same wage": [4321.5] * 200,
    "ten people, all alike": [7.0] * 10,
    "three of many have 1": [1.0] * 3 + [0.0] * 197,
    "all but three have 1": [0.0] * 3 + [1.0] * 197,
    "fifteen people, five of whom differ": [0.0] * 5 + [1.0] * 10,
    "twelve people, three of whom have something": [0.0] * 9 + [5.0] * 3,
    "two values in a group too small for both": [3.0] * 8 + [5.0] * 9,
    "fewer than k have a value at all": [3.0, 4.0, 5.0] + [None] * 197,
    "k have a value and all the same": [3.0] * 12 + [None] * 188,
}
RELEASED = {
    "ten of many have 1": [1.0] * 10 + [0.0] * 190,
    "all but ten have 1": [0.0] * 10 + [1.0] * 190,
    "half have nothing and the rest differ": [0.0] * 100 + [float(n) for n in range(100, 200)],
    "five of thirty differ, each in a way of its own": [52.0] * 25 + [48.0, 40.0, 30.0, 50.0, 20.0],
    "as many as k, no two alike": [float(n) for n in range(100, 110)],
    "all differ": [float(n) for n in range(100, 112)],
}


@pytest.mark.parametrize("number", ["sum(income)", "avg(income)", "avg(income + 1)", "sum(3 - income)"])
@pytest.mark.parametrize("values", SEALED.values(), ids=SEALED)
def test_a_number_that_would_tell_everyones_value_is_sealed(a_world: AWorld, values: list[float], number: str) -> None:
    assert a_world(tables=with_values(values)).ask(f"select {number} from people") == Sealed()


@pytest.mark.parametrize("number", ["sum(income)", "avg(income)"])
@pytest.mark.parametrize("values", RELEASED.values(), ids=RELEASED)
def test_a_number_of_a_mixed_group_is_released(a_world: AWorld, values: list[float], number: str) -> None:
    assert isinstance(a_world(tables=with_values(values)).ask(f"select {number} from people"), Release)


def test_rows_that_are_all_alike_do_not_hide_behind_their_number(a_world: AWorld) -> None:
    """Each has a number of visits of their own, every one at 0.1: sums differ, the value told is the same."""
    draw = np.random.default_rng(4)
    owners = [f"p{i:05d}" for i in range(100) for _ in range(int(draw.integers(1, 9)))]
    seen = pa.table(
        {
            "person": owners,
            "visit_no": range(len(owners)),
            "cost": [0.1] * len(owners),
            "kind": ["a"] * len(owners),
            "day": pa.array([18000] * len(owners), pa.int32()).cast(pa.date32()),
        }
    )
    world = a_world(tables={"r-visits": seen})
    assert world.ask("select avg(cost) from visits") == Sealed()
    reason = world.notes.judgements[-1].private_reason
    assert reason is not None
    assert "取值相同" in reason.zh
