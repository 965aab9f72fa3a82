"""One pool of warm workers for all enclave tests, and a fresh small world for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from enclave_world import World, world

from shuzha.enclave.jobs.pool import Pool
from shuzha.enclave.jobs.sandbox import Isolation


@pytest.fixture(scope="session")
def isolation() -> Isolation:
    return Isolation.probe()


@pytest.fixture(scope="session")
def pool(isolation: Isolation) -> Iterator[Pool]:
    made = Pool(isolation, 2)
    yield made
    made.close()


@pytest.fixture
def a_world(pool: Pool, isolation: Isolation) -> Callable[..., World]:
    def make(**parts: Any) -> World:
        return world(pool, isolation, **parts)

    return make
