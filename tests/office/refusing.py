"""Saying in a test that a step is refused, and for which reasons exactly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shuzha.kernel.decision import Refused


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """What is done inside is refused for these reasons and no others, each with article and remedy."""
    with pytest.raises(Refused) as caught:
        yield
    assert {denial.code for denial in caught.value.denials} == set(codes)
    for denial in caught.value.denials:
        assert denial.reason.zh
        assert denial.remedy.en
        assert denial.cites
