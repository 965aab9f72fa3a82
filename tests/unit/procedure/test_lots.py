"""Lots that anyone can check: the published seed and pool give the drawn, by hand if need be."""

from __future__ import annotations

import hashlib

import pytest

from shuzha.procedure.lots import draw

POOL = [f"ZJ{n:03d}" for n in range(20)]


def test_a_draw_can_be_repeated_by_hand_from_the_published_seed_and_pool() -> None:
    remaining, drawn = sorted(POOL), []
    for turn in range(5):
        number = int(hashlib.sha256(f"root/{turn:04d}".encode()).hexdigest(), 16)
        drawn.append(remaining.pop(number % len(remaining)))
    assert draw("root", POOL, 5).drawn == tuple(drawn)


def test_the_draw_publishes_the_whole_pool_and_who_was_recused() -> None:
    result = draw("root", POOL, 3, {"ZJ001", "ZJ007", "not-in-the-pool"})
    assert result.pool == tuple(POOL)
    assert result.recused == ("ZJ001", "ZJ007")
    assert not {"ZJ001", "ZJ007"} & set(result.drawn)


def test_another_seed_draws_others() -> None:
    assert len({draw(f"seed {n}", POOL, 5).drawn for n in range(50)}) > 45


def test_everyone_left_is_drawn_when_exactly_enough_are_left() -> None:
    assert set(draw("s", POOL, 18, POOL[:2]).drawn) == set(POOL[2:])


@pytest.mark.parametrize(
    ("pool", "count", "recused", "message"),
    [
        (["a", "b"], 3, [], "2 may be drawn, 3 are needed"),
        (["a", "b", "c"], 3, ["a"], "2 may be drawn"),
        ([], 1, [], "0 may be drawn"),
        (["a", "a", "b"], 1, [], "twice"),
    ],
)
def test_a_pool_that_is_too_small_or_names_someone_twice_is_refused(
    pool: list[str], count: int, recused: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw("s", pool, count, recused)


def test_over_many_seeds_everyone_is_drawn_about_equally_often() -> None:
    drawn = [name for n in range(4000) for name in draw(f"s{n}", POOL, 5).drawn]
    shares = [drawn.count(name) / 4000 for name in POOL]
    assert all(abs(share - 5 / 20) < 0.035 for share in shares)
